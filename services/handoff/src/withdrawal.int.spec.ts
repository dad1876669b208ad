import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message, testId } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let second: Awaited<ReturnType<ConsoleWorld['replica']>>;
let db: Awaited<ReturnType<ConsoleWorld['database']['connect']>>;
let lena = '';
beforeAll(async () => {
  world = await ConsoleWorld.open();
  second = await world.replica();
  db = await world.database.connect('handoff');
  lena = await world.signIn('lena');
}, 60_000);
afterAll(async () => {
  await second?.close();
  await world?.close();
}, 30_000);

const seconds = 1_000;
let cases = 0;
const about = (conversationId: string) => ({
  conversationId,
  fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 1, turn: 1 },
  decidedAt: world.clock.now(),
});
/** Cases of one side, answered one after the other; the first so many of their customers then ask for a person. */
async function answered(cohort: string, many: number, asking: number, wording = ''): Promise<void> {
  for (let one = 0; one < many; one += 1) {
    cases += 1;
    const of = about(`tried-${cases}`);
    const reply = { replyId: testId(800_000 + cases), answerOk: true, trial: { candidate: 'm reply-1', cohort }, wording };
    await world.send(message('ReplyProposed', reply, of), 'conversation.reply.v1');
    world.clock.set(world.clock.now() + seconds - Date.now());
    if (one < asking) {
      const asks = { messageId: `m${cases}`, next: 'handoff', handoffReason: 'ASKED', intent: 'human', language: 'en' };
      await world.send(message('Routed', asks, about(of.conversationId)), 'conversation.routed.v1');
    }
  }
}
/** What both replicas have kept. */
const counted = async (cohort: string): Promise<[number, number]> => {
  const [row] = await db.query<{ cases: number; people: number }[]>(
    'SELECT count(*)::int AS cases, count(*) FILTER (WHERE needed_people)::int AS people FROM trials WHERE cohort = $1',
    [cohort],
  );
  return [row!.cases, row!.people];
};
const model = async () => (await world.call(lena, 'api/me')).body['switches']?.['model'];
const withdrawals = () =>
  world
    .said('account:*')
    .filter((one) => one.type === 'SwitchChanged')
    .filter(({ data }) => !data.on);

test('noise withdraws nobody; a candidate whose customers come to need people is switched off once, with the figures, within ten minutes of them', async () => {
  await answered('control', 60, 6);
  await answered('candidate', 30, 3, 'said');
  await eventually(async () =>
    expect([await counted('control'), await counted('candidate')]).toEqual([
      [60, 6],
      [30, 3],
    ]),
  );
  expect(await model()).toMatchObject({ on: true });

  const from = world.clock.now();
  await answered('candidate', 30, 28, 'said');
  await eventually(() => withdrawals().length > 0, 20_000);
  const [{ data, envelope }] = withdrawals() as [ReturnType<typeof withdrawals>[0]];
  expect(data).toMatchObject({
    switch: 'model',
    scope: '*',
    by: 'handoff',
    reason: expect.stringMatching(/^m reply-1: \d+ of \d+ cases needed people, without it 6 of 60$/),
    regression: { candidate: 'm reply-1', what: 'PEOPLE', controlCases: 60, controlWrong: 6 },
  });
  expect(data.regression!.chance).toBeLessThan(1e-5);
  expect([envelope.actor, envelope.reasons]).toMatchObject([{ kind: 'service', id: 'handoff' }, ['PEOPLE']]);
  expect(envelope.decidedAt - from).toBeLessThan(10 * 60 * seconds);
  expect(await model()).toMatchObject({ on: false, by: 'handoff', applied: false, reason: data.reason });
});

test('it is not on again by itself; once somebody has switched it on, what was seen before counts no longer', async () => {
  await answered('candidate', 5, 5, 'said');
  await eventually(async () => expect(await counted('candidate')).toEqual([65, 36]));
  expect([withdrawals().length, await model()]).toMatchObject([1, { on: false }]);
  await world.call(lena, 'api/switches', { ...again(), switch: 'model', scope: '*', on: true, reason: '' });
  await answered('candidate', 24, 2, 'refused');
  await eventually(() => withdrawals().length > 1, 20_000);
  expect(withdrawals().map(({ data }) => data.regression?.what)).toEqual(['PEOPLE', 'REFUSED']);
  expect(withdrawals()[1]!.data.regression).toMatchObject({ controlCases: 0 });
});
