import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, message, testTime } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const call: ConsoleWorld['call'] = (...given) => world.call(...given);
const signIn: ConsoleWorld['signIn'] = (...given) => world.signIn(...given);

describe('signing in', () => {
  test('nothing is served to who is not signed in', async () => {
    for (const path of ['api/me', 'api/queue', 'api/notices', 'api/tickets/x', 'api/conversations/c/thread', 'api/events', 'api/t/x']) {
      expect([path, (await call('', path)).status]).toEqual([path, 401]);
    }
    expect((await call('frontdesk_session=made.up', 'api/me')).status).toBe(401);
    expect((await call('', 'api/session')).body).toMatchObject({ user: null });
  });

  test('a wrong password is refused, the right one is audited', async () => {
    expect((await call('', 'api/sign-in', { email: 'ana@frontdesk.example', password: 'Demo' })).body).toMatchObject({
      code: 'WRONG_CREDENTIALS',
    });
    expect((await call(await signIn('ana'), 'api/me')).body).toMatchObject({ user: { id: 'ana', role: 'agent' }, presence: 'off' });
    await eventually(() => world.find('account:*', 'SignedIn') !== undefined);
  });

  test('a request that another site could make is refused', async () => {
    const ana = await signIn('ana');
    expect((await call(ana, 'api/heartbeat', {}, { 'x-frontdesk-console': '0' })).status).toBe(403);
    expect((await call(ana, 'api/heartbeat', {}, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await call(ana, 'api/heartbeat', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await call(ana, 'api/heartbeat', {}, { 'content-type': 'text/plain' })).status).toBe(403);
    expect((await call(ana, 'api/heartbeat', {})).status).toBe(200);
  });

  test('a session ends when it is left, after half an hour without use, and after twelve hours', async () => {
    const [left, idle] = [await signIn('ana'), await signIn('ana')];
    await call(left, 'api/sign-out', {});
    expect((await call(left, 'api/me')).status).toBe(401);
    const before = world.clock.now();
    world.clock.set(before + 31 * 60_000 - Date.now());
    expect((await call(idle, 'api/me')).status).toBe(401);
    const used = await signIn('ana');
    for (let minutes = 0; minutes < 12 * 60; minutes += 29) {
      expect((await call(used, 'api/heartbeat', { active: true })).status).toBe(200);
      world.clock.set(world.clock.now() + 29 * 60_000 - Date.now());
    }
    expect((await call(used, 'api/me')).status).toBe(401);
    world.clock.set(testTime - Date.now());
  });
});

describe('a page that is open and that nobody uses', () => {
  const after29Minutes = () => world.clock.set(world.clock.now() + 29 * 60_000 - Date.now());
  afterEach(() => world.clock.set(testTime - Date.now()));

  test('signs out after half an hour, whatever it reads and though it beats; until then who is available stays so', async () => {
    const ana = await signIn('ana');
    await call(ana, 'api/presence', { ...again(), presence: 'available' });
    after29Minutes();
    expect((await call(ana, 'api/heartbeat', { active: false })).body).toEqual({ presence: 'available' });
    expect((await call(ana, 'api/queue')).status).toBe(200);
    after29Minutes();
    expect((await call(ana, 'api/heartbeat', { active: false })).status).toBe(401);
    expect((await call(await signIn('ben'), 'api/heartbeat', { active: 'yes' })).status).toBe(400);
  });

  test.each([
    ['says that it is used', { active: true }],
    ['is older, and does not say', {}],
  ])('stays signed in while it %s', async (_, beat) => {
    const ana = await signIn('ana');
    for (let beats = 0; beats < 3; beats += 1) {
      after29Minutes();
      expect((await call(ana, 'api/heartbeat', beat)).status).toBe(200);
    }
  });
});

test('a conversation that only the bot has had is for who sees all of them, not for an agent who heard of it', async () => {
  const met = { messageId: 'm1', kind: 'text', sentAt: testTime };
  await world.send(message('MessageAdmitted', { messageId: 'm1', message: met }, { conversationId: 'bots' }), 'conversation.admitted.v1');
  const thread = async (name: string, conversation: string) =>
    (await call(await signIn(name), `api/conversations/${conversation}/thread`)).status;
  await eventually(async () => expect(await thread('lena', 'bots')).toBe(200));
  expect([await thread('carl', 'bots'), await thread('ana', 'bots')]).toEqual([200, 404]);
  await world.waiting('people');
  expect(await thread('ana', 'people')).toBe(200);
});
