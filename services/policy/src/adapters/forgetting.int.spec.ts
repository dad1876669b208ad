import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withTransaction } from '@frontdesk/postgres';
import { Clock, Forgetting, Logger, Meters } from '@frontdesk/runtime';
import { message, testDatabase, testId, testTime, text } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { config } from '../config.ts';
import type { Input } from '../domain/policy.ts';
import { manifest } from '../manifest.ts';
import { CatalogueStore } from './catalogue.store.ts';
import { ConversationsStore } from './conversations.store.ts';
import { Decisions } from './decisions.ts';
import { forgotten } from './forgetting.ts';
import { RecordsStore } from './records.store.ts';
import { decodeState } from './state.codec.ts';

const dayMs = 24 * 60 * 60_000;
const secret = 'the red vase is broken';
const settings = { linkHosts: ['shop.example'], otherChannel: 'email', quietPeriodMs: 0 };
const clock = new Clock();
let meters: Meters;
let decisions: Decisions;
let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  db = await database.connect('policy');
}, 120_000);
afterAll(() => database?.close());
beforeEach(async () => {
  meters = new Meters();
  decisions = new Decisions(new ConversationsStore(), new RecordsStore(meters), new CatalogueStore(), clock, settings);
  for (const table of ['conversations', 'consents', 'verdicts', 'cases']) await db.query(`DELETE FROM ${table}`);
  at(0);
});

/** So many days after the first of them. */
const at = (days: number): void => clock.set(testTime + days * dayMs - Date.now());
const forget = (variables: Record<string, string> = {}): Promise<void> => {
  const kinds = forgotten(config.parse(variables));
  return new Forgetting(db, clock, meters, new Logger('policy', 'silent'), kinds).forget();
};
const take = (...messages: Input[]) => withTransaction(db, (tx) => decisions.take(tx, messages));
let made = 5_000;
const wrote = (conversationId: string, words: string): Input => {
  const messageId = testId((made += 1));
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  return message('MessageReceived', { messageId, kind: 'text', text: text(words), sentAt: clock.now(), contact }, { conversationId });
};
/** Asked, answered and handed to people, who resolve it unless they have it in hand still. */
async function handled(conversationId: string, resolves = true): Promise<void> {
  const asked = wrote(conversationId, secret) as Input & { data: { messageId: string } };
  const fence = (epoch: number) => ({ conversationId, fence: { case: 1, epoch, turn: 1 } });
  const answer = { replyId: testId((made += 1)), answer: text(secret), answers: [asked.data.messageId] };
  const ticketId = testId((made += 1));
  await take(asked, message('ReplyProposed', answer, fence(0)));
  await take(message('HandoffOpened', { ticketId, acknowledgement: text('Wait.'), acknowledgementId: testId((made += 1)) }, fence(0)));
  if (resolves) await take(message('CaseResolved', { ticketId, agentId: 'ana' }, fence(1)));
}
const deciderOf = async (id: string): Promise<object> =>
  (await db.query<{ decider: object }[]>('SELECT decider FROM conversations WHERE id = $1', [id]))[0]!.decider;
const stateOf = async (id: string) => decodeState(await deciderOf(id));
const said = async (id: string): Promise<boolean> => JSON.stringify(await deciderOf(id)).includes(secret);
const consentsOf = async (id: string): Promise<string[]> =>
  (await db.query<{ basis: string }[]>('SELECT basis FROM consents WHERE conversation_id = $1 ORDER BY seq', [id])).map(
    ({ basis }) => basis,
  );

describe('what was said', () => {
  test('is forgotten 180 days after the case closed, and the conversation goes on from there', async () => {
    await handled('closed');
    const { sent, lines, ...others } = await stateOf('closed');
    at(179);
    await forget();
    expect(await said('closed')).toBe(true);
    at(181);
    await forget();
    expect(await said('closed')).toBe(false);
    expect(await stateOf('closed')).toEqual({ ...others, lines: [], sent: sent.map((one) => ({ ...one, answers: [] })) });
    expect(await meters.registry.metrics()).toContain('frontdesk_forgotten_total{what="lines"} 1');
    await take(wrote('closed', secret));
    await forget();
    expect([await said('closed'), (await stateOf('closed')).case]).toEqual([true, 2]);
  });

  test('stays while the case is open, however old it is', async () => {
    await handled('open', false);
    at(1_500);
    await forget();
    expect([await said('open'), await consentsOf('open')]).toEqual([true, ['customer_wrote_first']]);
  });

  test('of a conversation that is decided right now it is passed over, and does not hold it up', async () => {
    await handled('at work');
    await handled('old');
    at(181);
    await withTransaction(db, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' at work', 0))`);
      await forget();
    });
    expect([await said('at work'), await said('old')]).toEqual([true, false]);
  });

  test.each(['31', '731'])('TEXTS_KEEP_DAYS %s', async (days) => {
    await handled('closed');
    at(Number(days) - 1);
    await forget({ TEXTS_KEEP_DAYS: days });
    expect(await said('closed')).toBe(true);
    at(Number(days) + 1);
    await forget({ TEXTS_KEEP_DAYS: days });
    expect(await said('closed')).toBe(false);
  });
});

describe('consents', () => {
  test('are forgotten three years after the last contact: what was agreed to ends, a STOP does not', async () => {
    await handled('closed');
    await db.query(`UPDATE conversations SET decider = jsonb_set(decider, '{optedIn}', 'true') WHERE id = 'closed'`);
    await handled('stopped');
    await take(wrote('stopped', 'STOP'));
    const stoppedAt = (await stateOf('stopped')).consentWordAt;
    at(1_095);
    await forget();
    expect([await consentsOf('closed'), await consentsOf('stopped')]).toEqual([
      ['customer_wrote_first'],
      ['customer_wrote_first', 'opted_out'],
    ]);
    at(1_097);
    await forget();
    expect([await consentsOf('closed'), await consentsOf('stopped')]).toEqual([[], []]);
    expect(await stateOf('closed')).toMatchObject({ optedIn: false, optedOut: false });
    expect(await stateOf('stopped')).toMatchObject({ optedOut: true, consentWordAt: stoppedAt });
    expect(await db.query('SELECT customer_hash FROM conversations')).toEqual([
      { customer_hash: 'customer-1' },
      { customer_hash: 'customer-1' },
    ]);
    expect(await meters.registry.metrics()).toContain('frontdesk_forgotten_total{what="consents"} 2');
  });

  test('of who never had a case, too', async () => {
    const said = { category: 'marketing', value: 'stop', at: clock.now() };
    await take(message('PreferenceReceived', said, { conversationId: 'no case' }));
    expect(await stateOf('no case')).toMatchObject({ case: 0 });
    at(1_095);
    await forget();
    expect(await consentsOf('no case')).toEqual(['opted_out']);
    at(1_097);
    await forget();
    expect([await consentsOf('no case'), (await stateOf('no case')).marketing.optedOut]).toEqual([[], true]);
  });

  test.each([
    ['who has written since', () => take(wrote('closed', 'STOP'))],
    ['who has been written to since', () => db.query(`UPDATE verdicts SET decided_at = $1`, [new Date(clock.now())])],
  ])('of %s stay for another three years', async (_who, since) => {
    await handled('closed');
    at(500);
    await since();
    const before = await consentsOf('closed');
    at(1_097);
    await forget();
    expect(await consentsOf('closed')).toEqual(before);
    at(1_597);
    await forget();
    expect(await consentsOf('closed')).toEqual([]);
  });

  test('of an erased contact have their own day each', async () => {
    await handled('erased');
    await db.query('UPDATE consents SET erased = true');
    await db.query('DELETE FROM conversations');
    at(1_095);
    await forget();
    expect(await consentsOf('erased')).toEqual(['customer_wrote_first']);
    at(1_097);
    await forget();
    expect(await consentsOf('erased')).toEqual([]);
  });

  test.each(['365', '3653'])('CONSENTS_KEEP_DAYS %s', async (days) => {
    await handled('closed');
    at(Number(days) - 1);
    await forget({ CONSENTS_KEEP_DAYS: days });
    expect(await consentsOf('closed')).toHaveLength(1);
    at(Number(days) + 1);
    await forget({ CONSENTS_KEEP_DAYS: days });
    expect(await consentsOf('closed')).toEqual([]);
  });

  test.each(['364', '3654', 'long'])('CONSENTS_KEEP_DAYS %s is refused', (days) =>
    expect(config.safeParse({ CONSENTS_KEEP_DAYS: days }).success).toBe(false),
  );
});

test('while a legal hold stands nothing of theirs goes, however old; what is past its time then goes when it is lifted', async () => {
  for (const id of ['held', 'old', 'held and erased']) await handled(id);
  await db.query(`UPDATE consents SET erased = true WHERE conversation_id = 'held and erased'`);
  await db.query(`DELETE FROM conversations WHERE id = 'held and erased'`);
  await db.query(`INSERT INTO legal_holds VALUES ('held', 'LH-1', 'mara'), ('held and erased', 'LH-2', 'theo')`);
  at(1_500);
  await forget();
  expect([await said('held'), await said('old')]).toEqual([true, false]);
  const consents = async () => (await Promise.all(['held', 'old', 'held and erased'].map(consentsOf))).map((of) => of.length);
  expect(await consents()).toEqual([1, 0, 1]);
  await db.query('DELETE FROM legal_holds');
  await forget();
  expect([await said('held'), await consents()]).toEqual([false, [0, 0, 0]]);
});
