import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultPolicy } from '@frontdesk/sla';
import type { SlaPolicy } from '@frontdesk/sla';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let [ana, lena, carl, ada] = ['', '', '', ''];
beforeAll(async () => {
  world = await ConsoleWorld.open(() => ({ OWNER_SILENT_S: '3600' }));
  [ana, lena, carl, ada] = (await Promise.all(['ana', 'lena', 'carl', 'ada'].map(world.signIn))) as [string, string, string, string];
}, 60_000);
afterAll(() => world?.close(), 30_000);

const path = 'api/settings/sla';
const { matrix, calendar } = defaultPolicy;
const promising = (firstResponse: number): SlaPolicy => ({
  ...defaultPolicy,
  matrix: { ...matrix, trade: { ...matrix.trade, refund: { ...matrix.trade.refund, firstResponse } } },
});
const change = (of: number, policy: unknown, more: object = {}, by = lena) =>
  world.call(by, path, { ...again(), of, policy, reason: 'Fewer people in summer', ...more });
const changes = () => world.said('account:*').filter(({ type }) => type === 'SlaPolicyChanged');
/** A change holds some seconds after it was made. */
const later = (ms: number): void => world.clock.set(world.clock.now() + ms - Date.now());

test("until a lead has changed it the installation's policy is shown, to leads and admins", async () => {
  for (const by of [lena, ada]) expect((await world.call(by, path)).body).toMatchObject({ installed: defaultPolicy, revisions: [] });
  for (const by of [ana, carl]) {
    expect(await world.call(by, path)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
    expect(await change(0, promising(45), {}, by)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
  }
});

test('what is wrong is refused by name, and changes nothing', async () => {
  const fields = async (policy: unknown, more: object = {}) => {
    const { status, body } = await change(0, policy, more);
    return [status, body['fields']];
  };
  const withHours = (mon: object[]) => ({ ...defaultPolicy, calendar: { ...calendar, week: { ...calendar.week, mon } } });
  expect(await fields(promising(0))).toEqual([400, ['policy.matrix.trade.refund.firstResponse']]);
  expect(await fields(withHours([{ from: '9', to: '18:00' }]))).toEqual([400, ['policy.calendar.week.mon.0.from']]);
  expect(await fields({ ...defaultPolicy, calendar: { ...calendar, dates: { '2026-02-30': [] } } })).toEqual([
    400,
    ['policy.calendar.dates.2026-02-30'],
  ]);
  expect(await fields({ ...defaultPolicy, calendar: { ...calendar, zone: 'Mars/Olympus' } })).toEqual([400, ['policy.calendar.zone']]);
  expect(await fields(promising(45), { reason: '  ' })).toEqual([400, ['reason']]);
  expect((await change(0, promising(1e6))).body['message']).toBe(
    'wrong or missing: policy.matrix (promises more than a year of opening hours)',
  );
  expect((await world.call(lena, path)).body).toMatchObject({ revisions: [] });
});

test('a change is on record once, and what is opened some seconds later is promised by it', async () => {
  const once = again();
  const at = world.clock.now();
  const answer = await change(0, promising(45), { ...once, reason: 'Summer, ask max@example.com' });
  expect(answer).toMatchObject({
    status: 200,
    body: { revisions: [{ revision: 1, by: 'lena', by_name: 'Lena', reason: 'Summer, ask [EMAIL_1]', policy: { version: 'console-1' } }] },
  });
  const [{ from, policy }] = answer.body['revisions'] as unknown as [{ from: number; policy: SlaPolicy }];
  expect(from - at).toBeGreaterThanOrEqual(5_000);
  expect((await change(0, promising(45), { ...once, reason: 'Summer, ask max@example.com' })).body['revisions']).toHaveLength(1);
  await eventually(() => changes().length > 0);
  expect(changes()).toMatchObject([
    { data: { revision: 1, from, by: 'lena', reason: 'Summer, ask [EMAIL_1]' }, envelope: { actor: { kind: 'lead', id: 'lena' } } },
  ]);
  expect(JSON.parse((changes()[0]!.data as { policy: string }).policy)).toEqual(policy);

  const opened = async () => {
    const conversation = `asked-${again().command_id}`;
    await world.waiting(conversation);
    const { waitingSince, dueAt, policyVersion } = world.find(conversation, 'HandoffOpened')!.data;
    return [policyVersion, (dueAt - waitingSince) / 60_000];
  };
  later(6_000);
  await eventually(async () => expect(await opened()).toEqual(['console-1', 45]));
}, 30_000);

test('of two who change it at once the second is told who was quicker, and nothing of the first is lost', async () => {
  const both = await Promise.all([change(1, promising(50)), change(1, promising(55), {}, ada)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const quicker = both[0].status === 200 ? { id: 'lena', name: 'Lena' } : { id: 'ada', name: 'Ada' };
  expect(both.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'CHANGED_MEANWHILE', by: quicker });
  const { revisions } = (await world.call(lena, path)).body as unknown as { revisions: { revision: number; by: string }[] };
  expect(revisions.map(({ revision, by }) => [revision, by])).toEqual([
    [2, quicker.id],
    [1, 'lena'],
  ]);
  expect((await change(0, promising(60))).status).toBe(409);
  expect((await change(7, promising(60))).status).toBe(409);
});

test('who looks at it hears that it was changed', async () => {
  const stream = await fetch(`${world.base}/console/api/events`, { headers: { cookie: ada } });
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const hear = async (): Promise<void> => {
    for (let heard = ''; !heard.includes('"settings"');) heard += (await events.read()).value ?? '';
  };
  // who begins to listen hears of everything
  await hear();
  expect((await change(2, promising(60))).status).toBe(200);
  await hear();
  await events.cancel();
});

test("leads see every template of Meta's, with what became of it; people pick of those that are approved", async () => {
  const template = {
    id: '1',
    name: 'csat_rating',
    language: 'de',
    category: 'UTILITY',
    status: 'APPROVED',
    body: 'Wie waren wir?',
    variables: 0,
  };
  const paused = { ...template, id: '2', name: 'conversation_update', status: 'PAUSED' };
  await world.send(
    message('TemplateCatalogRead', { templates: [template, paused] }, { conversationId: 'account:1' }),
    'channel.account.v1',
  );
  for (const by of [lena, ada])
    await eventually(async () =>
      expect((await world.call(by, 'api/settings/templates')).body).toMatchObject({ templates: [paused, template] }),
    );
  expect((await world.call(ana, 'api/templates')).body['templates']).toMatchObject([{ id: '1' }]);
  for (const by of [ana, carl]) expect(await world.call(by, 'api/settings/templates')).toMatchObject({ status: 403 });
});
