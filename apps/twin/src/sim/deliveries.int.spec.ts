import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTwin, twinDefaults } from '../index.ts';
import { PACE, Receiver, startWorld } from '../harness.spec.ts';
import type { Json, Received, World } from '../harness.spec.ts';

/** What comes again, when, and what waits behind it: to the attempt and to the second. */
const [MARA, NOOR] = ['4915550100101', '447700900102'];
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => world.close());

const says = ({ raw }: Received, text: string): boolean => raw.includes(`"body":"${text}"`);
const write = (text: string, phone = MARA) => world.write(phone, { type: 'text', text });
const texts = (): unknown[] => world.hook.messages.map((message) => message.text.body);
const advance = (ms: number) => world.call('POST', '/_sim/clock', { advance_ms: ms });
const pending = async (): Promise<number> => (await world.call('GET', '/_sim/webhook')).body.pending;
/** The log of what was posted, once it has this many entries: by then each of them was answered. */
async function posted(count: number): Promise<Json[]> {
  for (;;) {
    const { body } = await world.call('GET', `/_sim/webhooks?after=${count - 1}&wait_ms=5000`);
    if (body.length > 0) return (await world.call('GET', '/_sim/webhooks')).body;
  }
}
/** Moves the clock from one repetition to the next. */
async function repeated(waits: number[], alreadyPosted = 1): Promise<void> {
  for (const [index, wait] of waits.entries()) {
    await advance(wait - SECOND);
    expect(world.hook.received).toHaveLength(alreadyPosted + index);
    await advance(SECOND);
    await posted(alreadyPosted + index + 1);
  }
}

describe('what was refused', () => {
  test("with a server's error keeps its place for three repetitions; then what came later passes it", async () => {
    world.hook.answer = (received) => (says(received, 'one') ? 500 : 200);
    await write('one');
    await write('two');
    await posted(1);
    await repeated([5 * SECOND, 30 * SECOND]);
    expect(texts()).toEqual(['one', 'one', 'one']);
    await advance(2 * MINUTE);
    await posted(5);
    expect(texts()).toEqual(['one', 'one', 'one', 'one', 'two']);
    expect((await posted(5)).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 1]);
    await repeated([10 * MINUTE], 5);
    expect([texts().at(-1), await pending()]).toEqual(['one', 1]);
  });

  test.each([404, 499])('with %i does not hold up what came later', async (status) => {
    world.hook.answer = (received) => (says(received, 'one') ? status : 200);
    await write('one');
    await write('two');
    await posted(2);
    expect(texts()).toEqual(['one', 'two']);
    await repeated([5 * SECOND], 2);
    expect(texts()).toEqual(['one', 'two', 'one']);
  });

  test('is not hurried by what gets through elsewhere', async () => {
    world.hook.answer = (received) => (says(received, 'one') ? 503 : 200);
    await write('one');
    await posted(1);
    await write('two', NOOR);
    await posted(2);
    await repeated([5 * SECOND], 2);
  });

  test('comes 21 times in seven days, each wait counted from when it was due, and is then forgotten', async () => {
    world.hook.answer = () => 500;
    await write('one');
    await posted(1);
    const waits = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR];
    await repeated([...waits, ...Array.from({ length: 13 }, () => 12 * HOUR)]);
    expect(await pending()).toBe(0);
    await advance(DAY);
    expect(world.hook.received).toHaveLength(21);
  });
});

describe('nobody there', () => {
  test('keeps the order however long it takes, and the first who gets through brings all of it', async () => {
    world.hook.answer = () => 0;
    await write('one');
    await posted(1);
    await write('two');
    await repeated([5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR]);
    expect(new Set(texts())).toEqual(new Set(['one']));
    world.hook.answer = () => 200;
    await write('elsewhere', NOOR);
    await posted(9);
    expect(texts().slice(6)).toEqual(['elsewhere', 'one', 'two']);
    expect(await pending()).toBe(0);
  });

  test('ends with an answer, whatever it is: a refusal by then lets the next pass', async () => {
    world.hook.answer = () => 0;
    await write('one');
    await posted(1);
    await write('two');
    world.hook.answer = (received) => (says(received, 'one') ? 404 : 200);
    await advance(5 * SECOND);
    await posted(3);
    expect(texts()).toEqual(['one', 'one', 'two']);
  });
});

test('64 people are told at once; the 65th when there is room, and the second words of the others after the first', async () => {
  const open: ((status: number) => void)[] = [];
  world.hook.answer = () => new Promise((resolve) => open.push(resolve));
  const phones = Array.from({ length: 66 }, (_, index) => `4477009${String(10_000 + index)}`);
  for (const phone of phones) await write('first', phone);
  await write('second', phones[0]!);
  await world.hook.until(() => open.length === 64);
  await world.call('GET', '/_sim/webhook');
  expect(open).toHaveLength(64);
  open[0]!(200);
  await world.hook.until(() => open.length === 65);
  await posted(1);
  expect(open).toHaveLength(65);
  world.hook.answer = () => 200;
  for (const answer of open) answer(200);
  await posted(67);
  const [last] = world.hook.messages.filter(({ from }) => from === phones[0]).slice(1);
  expect([last!.text.body, await pending()]).toEqual(['second', 0]);
});

test('a handshake brings what waits for its next attempt, and not what a fault holds back', async () => {
  world.hook.answer = (_received, index) => (index === 0 ? 500 : 200);
  await write('refused');
  await posted(1);
  await world.call('POST', '/_sim/faults', { name: 'webhook_delay', delay_ms: HOUR });
  await write('late', NOOR);
  await world.call('POST', '/_sim/webhook', { url: world.hookUrl, verify_token: twinDefaults.verifyToken });
  await write('after it', '447700900103');
  await posted(3);
  expect(texts()).toEqual(['refused', 'refused', 'after it']);
  await advance(HOUR);
  await posted(4);
  expect(texts().at(-1)).toBe('late');
});

test('who has no webhook yet misses nothing, and holds up no other app; a batch is for each of them', async () => {
  const twin = await createTwin({ pace: PACE });
  const { url } = await twin.listen(0, '127.0.0.1');
  const call = async (path: string, body?: Json): Promise<Json> =>
    (
      await fetch(`${url}/_sim${path}`, {
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      })
    ).json() as Promise<Json>;
  const [home, other] = [new Receiver(), new Receiver()];
  const app = { id: 'second', access_token: 'T', app_secret: 'S', verify_token: twinDefaults.verifyToken };
  await call('/accounts', { id: twinDefaults.wabaId, app });
  await call('/webhook', { url: await other.start(), verify_token: twinDefaults.verifyToken, app_id: 'second' });
  other.answer = (_received, index) => (index === 0 ? 500 : 200);
  const say = (text: string) => call(`/customers/${MARA}/messages`, { type: 'text', text });
  for (const text of ['one', 'two']) await say(text);
  await other.until(() => other.received.length === 1);
  while (((await call('/webhooks')) as Json[]).length === 0);
  await call('/faults', { name: 'batch', size: 9, times: 2 });
  await call('/clock', { advance_ms: 5 * SECOND });
  await other.until(() => other.received.length === 2);
  expect(other.received[1]!.body.entry).toHaveLength(2);
  expect(home.received).toEqual([]);
  await twin.registerWebhook(await home.start(), twinDefaults.verifyToken);
  await home.until(() => home.messages.length === 2);
  expect(home.received.map(({ body }) => body.entry.length)).toEqual([2]);
  const log = (await call('/webhooks')) as Json[];
  expect(log.map(({ app: whose, attempt, error }) => [whose, attempt, error])).toEqual([
    ['second', 1, undefined],
    ['second', 2, undefined],
    [undefined, 1, undefined],
  ]);
  await twin.close();
  await Promise.all([home.stop(), other.stop()]);
});

test('a reset forgets what waits', async () => {
  world.hook.answer = () => 500;
  await write('one');
  await posted(1);
  await world.call('POST', '/_sim/reset');
  world.hook.answer = () => 200;
  await write('two');
  await posted(1);
  await advance(DAY);
  await write('three');
  await posted(2);
  expect(texts()).toEqual(['one', 'two', 'three']);
});

test('what a fault holds back is held back over a restart; what was on its way when the twin stopped comes again', async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.json');
  const hook = new Receiver();
  const options = { pace: PACE, stateFile, webhook: { url: await hook.start() } };
  const say = async (url: string, phone: string, text: string, fault = '') =>
    fetch(`${url}/_sim/customers/${phone}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(fault && { 'x-sim-fault': fault }) },
      body: JSON.stringify({ type: 'text', text }),
    });
  const heard = (): unknown[] => hook.messages.map((message) => message.text.body);

  const first = await createTwin(options);
  const { url } = await first.listen(0, '127.0.0.1');
  let release = (_status: number): void => undefined;
  hook.answer = () => new Promise((resolve) => (release = resolve));
  await say(url, MARA, 'late', `webhook_delay; delay_ms=${HOUR}`);
  await say(url, NOOR, 'on its way');
  await hook.until(() => hook.received.length === 1);
  await first.close();
  release(200);

  hook.answer = () => 200;
  const second = await createTwin(options);
  await second.listen(0, '127.0.0.1');
  await hook.until(() => hook.received.length === 2);
  expect(heard()).toEqual(['on its way', 'on its way']);
  // the last of it passes by itself: nobody has to touch the clock
  await second.clock.advance(HOUR - SECOND);
  await hook.until(() => hook.received.length === 3);
  expect(heard().at(-1)).toBe('late');
  await second.close();
  await hook.stop();
});
