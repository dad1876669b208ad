import { expect, test } from '@jest/globals';
import { saying, until } from '@frontdesk/demo';
import { eventually } from '@frontdesk/testing';
import { query } from './database.ts';
import { onBothBuses } from './on-both-buses.ts';

const period = 7_000;
/** Pauses that are none; what is left of the period is for a message's way to policy on a busy machine. */
const [short, long] = [2_500, 4_500];

onBothBuses(
  'a customer who writes in pieces',
  (system) => {
    const gathered = (count: number) =>
      until(
        `${count} messages to be gathered`,
        async () => (await query(system(), `SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'MessageGathered'`)).length === count,
      );
    const admitted = async () =>
      (
        await query<{ open: string[] }>(
          system(),
          `SELECT payload->'data'->'turn'->'open' AS open FROM audit_logger.wa_events
    WHERE event_type = 'MessageAdmitted' ORDER BY ts`,
        )
      ).map(({ open }) => open.length);

    test('is answered once, about all of it, when they have paused; every new piece begins the pause anew', async () => {
      const phone = system().world.phone('+15550100971');
      await phone.write('Hello');
      await gathered(1);
      await system().world.advance(short);
      await phone.write('I have a lamp that I do not want');
      await gathered(2);
      await system().world.advance(short);
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
      await phone.write('What is your returns policy?');
      await gathered(4);
      for (const piece of [1, 2, 3]) {
        await system().world.advance(long);
        await phone.write(`and by the way, ${piece}`);
        await gathered(4 + piece);
      }
      await system().world.advance(20_000 - 3 * long);
      await until('the turn', async () => (await admitted()).at(-1) === 4);
      expect(saying(await phone.next(0, 1, 'the answer'))).not.toBe('');
    }, 90_000);

    test('STOP is not kept waiting', async () => {
      const phone = system().world.phone('+15550100973');
      await phone.write('STOP');
      expect(saying(await phone.next(0, 1, 'the confirmation'))).not.toBe('');
    }, 60_000);
  },
  { QUIET_PERIOD_MS: String(period) },
);
