import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let [ana, lena, carl, ada] = ['', '', '', ''];
beforeAll(async () => {
  world = await ConsoleWorld.open(() => ({ CASE_LIMIT: '4', OWNER_SILENT_S: '3600' }));
  [ana, lena, carl, ada] = (await Promise.all(['ana', 'lena', 'carl', 'ada'].map(world.signIn))) as [string, string, string, string];
}, 60_000);
afterAll(() => world?.close(), 30_000);

const limit = (id: string, cases: unknown, by = lena, command = again()) => world.call(by, `api/people/${id}/limit`, { ...command, cases });
const standing = async (by = ana) => {
  const { body } = await world.call(by, 'api/colleagues');
  return (body['colleagues'] as unknown as { id: string; standing: string }[]).find(({ id }) => id === 'ana')?.standing;
};

test('a lead sees who answers customers, with what each holds and may hold', async () => {
  const everybody = { held: 0, own_limit: null };
  for (const by of [lena, ada])
    expect((await world.call(by, 'api/people')).body).toMatchObject({
      case_limit: 4,
      people: [
        { id: 'ana', name: 'Ana', standing: 'off', ...everybody },
        { id: 'ben', name: 'Ben', ...everybody },
        { id: 'lena', name: 'Lena', ...everybody },
      ],
    });
  for (const by of [ana, carl]) expect(await world.call(by, 'api/people')).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
});

test('a limit of their own holds at once, on every replica, and is on record', async () => {
  await world.call(ana, 'api/presence', { ...again(), presence: 'available' });
  await world.taken('first', ana);
  expect(await standing()).toBe('available');
  const { base, close } = await world.replica();
  try {
    const once = again();
    expect(await limit('ana', 1, lena, once)).toMatchObject({
      status: 200,
      body: { people: [{ id: 'ana', held: 1, own_limit: 1, standing: 'full' }, {}, {}] },
    });
    expect((await limit('ana', 1, lena, once)).status).toBe(200);
    const there = await fetch(`${base}/console/api/me`, { headers: { cookie: ana } });
    expect(await there.json()).toMatchObject({ case_limit: 1 });
  } finally {
    await close();
  }
  expect(await standing()).toBe('full');
  const changes = () => world.said('account:*').filter(({ type }) => type === 'CaseLimitChanged');
  await eventually(() => changes().length > 0);
  expect(changes()).toMatchObject([{ data: { agentId: 'ana', cases: 1, by: 'lena' }, envelope: { actor: { kind: 'lead', id: 'lena' } } }]);

  expect((await limit('ana', null)).body).toMatchObject({ people: [{ id: 'ana', own_limit: null, standing: 'available' }, {}, {}] });
  expect((await world.call(ana, 'api/me')).body).toMatchObject({ case_limit: 4 });
  await eventually(() => changes().length === 2);
  expect(changes()[1]).toMatchObject({ data: { agentId: 'ana', by: 'lena' } });
  expect((changes()[1]!.data as { cases?: number }).cases).toBeUndefined();
});

test('whoever has not signed in yet may have one, none is below nothing, and nobody else sets one', async () => {
  expect((await limit('ben', 0, ada)).body).toMatchObject({ people: [{}, { id: 'ben', own_limit: 0 }, {}] });
  await world.signIn('ben');
  expect((await limit('ben', 100)).body).toMatchObject({ people: [{}, { id: 'ben', own_limit: 100, standing: 'off' }, {}] });
  for (const cases of [-1, 101, 2.5, '3', undefined])
    expect(await limit('ana', cases)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  for (const nobody of ['carl', 'nobody']) expect((await limit(nobody, 3)).status).toBe(404);
  expect((await limit('ana', 3, ana)).status).toBe(403);
  expect((await limit('ana', 3, carl)).status).toBe(403);
});

test('whose it is sees it without asking again', async () => {
  await limit('ana', 3);
  const stream = await fetch(`${world.base}/console/api/events`, { headers: { cookie: ana } });
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const hear = async (scope: string): Promise<void> => {
    for (let heard = ''; !heard.includes(`"${scope}"`);) heard += (await events.read()).value ?? '';
  };
  // who begins to listen hears of everything
  await hear('me');
  await limit('ana', 2);
  await hear('me');
  await events.cancel();
});
