import { beforeAll, expect, test } from '@jest/globals';
import { saying, until } from '@frontdesk/demo';
import type { Seat } from '@frontdesk/demo';
import { twinDefaults } from '@frontdesk/twin';
import pg from 'pg';
import { adminUrl, query } from './database.ts';
import { onBus } from './on-both-buses.ts';

const lena = 'lena@frontdesk.example';
const refunds = 'intent:refund';
const question = 'How long does a refund take?';
const answer = /refund.*days/is;

onBus('embedded', 'the bot switched off for a part', (system) => {
  let lead: Seat;
  beforeAll(async () => {
    lead = await system().seat(lena);
  });

  /** Until it is in force, which takes ten seconds at the most. */
  const turn = async (scope: string, on: boolean) => {
    await lead.post('switches', { switch: 'bot', scope, on, reason: 'wrong answers' });
    const asSaid = `SELECT 1 FROM handoff.switches WHERE scope = $1 AND is_on = $2 AND applied`;
    await until(`${scope} to be in force`, async () => (await query(system(), asSaid, [scope, on])).length > 0, 10_000);
  };
  const found = async (where: string) => (await query(system(), `SELECT 1 FROM audit_logger.wa_events WHERE ${where}`)).length > 0;
  const inQueue = async (known: ReadonlySet<string>) =>
    until('the ticket', async () => (await lead.queue()).queue.find((one) => !known.has(one.id)));
  const known = async () => new Set((await lead.queue()).queue.map((one) => one.id));

  // first, so that what is routed is this
  test('an answer that was under way is not sent: its question goes to people', async () => {
    const phone = system().world.phone('+15550100885');
    const holder = new pg.Client({ connectionString: adminUrl(system()) });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE rag_tools.passages IN ACCESS EXCLUSIVE MODE');
    const before = await known();
    await phone.write(question);
    await until('the question to be routed', () => found(`event_type = 'Routed'`));
    await turn(refunds, false);
    await holder.query('ROLLBACK');
    await holder.end();
    const told = saying(await phone.next(0, 1, 'the expected time'));
    expect(told).toMatch(/\d\d:\d\d/);
    expect(told).not.toMatch(answer);
    expect(await inQueue(before)).toMatchObject({ reason: 'BOT_OFF', intent: 'refund' });
    await until('the verdict', () => found(`event_type = 'VerdictGiven' AND payload->'data'->>'reason' = 'BOT_OFF'`));
    await turn(refunds, true);
  }, 90_000);

  test('its questions get an expected time and go to people, a wish for a person too; others are answered; on again it answers', async () => {
    await turn(refunds, false);
    const before = await known();
    const told = saying(await system().world.phone('+15550100881').ask(question));
    expect(told).toMatch(/\d\d:\d\d/);
    expect(told).not.toMatch(answer);
    expect(await inQueue(before)).toMatchObject({ reason: 'BOT_OFF', intent: 'refund', topic: 'refund' });

    expect(saying(await system().world.phone('+15550100882').ask('Where is my order FD-10234?'))).toMatch(/FD-10234/);
    const asked = await known();
    expect(saying(await system().world.phone('+15550100883').ask('Can I speak to a real person please?'))).toMatch(/\d\d:\d\d/);
    expect(await inQueue(asked)).toMatchObject({ reason: 'ASKED' });

    await turn(refunds, true);
    expect(saying(await system().world.phone('+15550100884').ask(question))).toMatch(answer);
    for (const on of [false, true])
      await until(`the audit row of ${on}`, () =>
        found(
          `event_type = 'SwitchChanged' AND actor = 'lead:lena' AND payload->'data'->>'scope' = '${refunds}'
             AND coalesce(payload->'data'->>'on', 'false') = '${on}'`,
        ),
      );
  }, 90_000);

  test('of one number: whoever writes to it goes to people, whatever it is about', async () => {
    await turn(twinDefaults.phoneNumberId, false);
    const before = await known();
    expect(saying(await system().world.phone('+15550100886').ask('What is your returns policy?'))).not.toMatch(/30 days/);
    expect(await inQueue(before)).toMatchObject({ reason: 'BOT_OFF' });
    await turn(twinDefaults.phoneNumberId, true);
    expect(saying(await system().world.phone('+15550100887').ask('What is your returns policy?'))).toMatch(/30 days/);
  }, 90_000);
});
