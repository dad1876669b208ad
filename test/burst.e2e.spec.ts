import { beforeEach, expect, test } from '@jest/globals';
import { saying, until } from '@frontdesk/demo';
import { eventually } from '@frontdesk/testing';
import { query } from './database.ts';
import { onBothBuses } from './on-both-buses.ts';

const period = 12_000;
/** Pauses that are none; what is left of the period is for a message's way to policy on a busy machine. */
const [short, long] = [2_500, 4_500];

onBothBuses(
  'a customer who writes in pieces',
  (system) => {
    let others: string[] = [];
    beforeEach(async () => {
      const all = await query<{ id: string }>(system(), 'SELECT DISTINCT conversation_id AS id FROM audit_logger.wa_events');
      others = all.map(({ id }) => id);
    });
    const said = (type: string) =>
      query<{ open: string[] | null }>(
        system(),
        `SELECT payload->'data'->'turn'->'open' AS open FROM audit_logger.wa_events
    WHERE event_type = $1 AND conversation_id <> ALL($2) ORDER BY ts`,
        [type, others],
      );
    const gathered = (count: number) =>
      until(`${count} messages to be gathered`, async () => (await said('MessageGathered')).length === count);
    const admitted = async () => (await said('MessageAdmitted')).map(({ open }) => open?.length);
    /** Moves the clock to so long after the beginning; what the machine took until now is part of it. */
    const reach = async (beginning: number, ms: number) =>
      system().world.advance(Math.max(0, beginning + ms - (await system().world.now())));

    // first, as it may take its time where the processes have just met
    test('STOP is not kept waiting', async () => {
      const phone = system().world.phone('+15550100973');
      await phone.write('STOP');
      expect(saying(await phone.next(0, 1, 'the confirmation'))).not.toBe('');
    }, 60_000);

    test('is answered once, about all of it, when they have paused; every new piece begins the pause anew', async () => {
      const phone = system().world.phone('+15550100971');
      const beginning = await system().world.now();
      await phone.write('Hello');
      await gathered(1);
      await reach(beginning, short);
      await phone.write('I have a lamp that I do not want');
      await gathered(2);
      await reach(beginning, 2 * short);
      await phone.write('What is your returns policy?');
      await gathered(3);
      expect(await admitted()).toEqual([]);
      await system().world.advance(period);
      const answers = await phone.next(0, 1, 'the answer');
      expect(saying(answers)).toMatch(/30 days/);
      await eventually(async () => expect(await admitted()).toEqual([3]));
      expect((await phone.received()).length).toBe(answers.length);
    }, 90_000);

    test('one who goes on and on gets an answer all the same: 20 s from the first piece, and no later', async () => {
      const phone = system().world.phone('+15550100972');
      const beginning = await system().world.now();
      await phone.write('What is your returns policy?');
      await gathered(1);
      for (const piece of [1, 2, 3]) {
        await reach(beginning, piece * long);
        await phone.write(`and by the way, ${piece}`);
        await gathered(1 + piece);
      }
      await reach(beginning, 20_000);
      await until('the turn', async () => (await admitted()).at(-1) === 4);
      expect(saying(await phone.next(0, 1, 'the answer'))).not.toBe('');
    }, 90_000);
  },
  { QUIET_PERIOD_MS: String(period) },
);
