import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { Receiver, startWorld } from '../harness.spec.ts';
import type { Json, Received, World } from '../harness.spec.ts';

/** Faults on the way of a webhook: together, twice, late, in another order, lost. */
const [MARA, NOOR] = ['4915550100101', '447700900102'];
const [SECOND, HOUR] = [1000, 3_600_000];
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => world.close());

const write = (text: string, phone = MARA, fault?: string) =>
  world.call('POST', `/_sim/customers/${phone}/messages`, { type: 'text', text }, fault === undefined ? {} : { 'x-sim-fault': fault });
const textsOf = ({ body }: Received): string[] => (body.entry as Json[]).map((entry) => entry.changes[0].value.messages[0].text.body);
const bodies = (): string[][] => world.hook.received.map(textsOf);
const advance = (ms: number) => world.call('POST', '/_sim/clock', { advance_ms: ms });
const fault = async (body: Json): Promise<void> => expect((await world.call('POST', '/_sim/faults', body)).status).toBe(200);
const faultsLeft = async (): Promise<string[]> => (await world.call('GET', '/_sim/faults')).body.faults.map((one: Json) => one.name);
const pending = async (): Promise<number> => (await world.call('GET', '/_sim/webhook')).body.pending;
async function posted(count: number): Promise<Json[]> {
  for (;;) {
    const { body } = await world.call('GET', `/_sim/webhooks?after=${count - 1}&wait_ms=5000`);
    if (body.length > 0) return (await world.call('GET', '/_sim/webhooks')).body;
  }
}
/** Lets these wait behind a first one that a server refused, and then be taken. */
async function waiting(...texts: string[]): Promise<void> {
  world.hook.answer = (_received, index) => (index === 0 ? 500 : 200);
  for (const text of texts) await write(text);
  await posted(1);
}

describe('a batch', () => {
  test('has as many as it was given, in their order, once; the rest comes one by one', async () => {
    await waiting('1', '2', '3', '4', '5');
    await fault({ name: 'batch', size: 3 });
    await advance(5 * SECOND);
    const log = await posted(4);
    expect(bodies()).toEqual([['1'], ['1', '2', '3'], ['4'], ['5']]);
    expect(log.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 1]);
    expect(await pending()).toBe(0);
  });

  test('of no size is one by one, and who has nothing to put together uses none up', async () => {
    await fault({ name: 'batch', size: 5 });
    await write('alone');
    await posted(1);
    expect(await faultsLeft()).toEqual(['batch']);
    await world.call('DELETE', '/_sim/faults');
    world.hook.answer = (_received, index) => (index === 1 ? 500 : 200);
    await fault({ name: 'batch', times: 9 });
    for (const text of ['1', '2']) await write(text);
    await posted(2);
    await advance(5 * SECOND);
    await posted(4);
    expect(bodies().slice(1)).toEqual([['1'], ['1'], ['2']]);
  });

  test('that is refused comes again whole, each of it with its attempts', async () => {
    world.hook.answer = (_received, index) => (index < 2 ? 500 : 200);
    for (const text of ['1', '2']) await write(text);
    await posted(1);
    await fault({ name: 'batch', size: 9, times: 2 });
    await advance(5 * SECOND);
    await posted(2);
    expect(await pending()).toBe(2);
    await advance(30 * SECOND);
    const log = await posted(3);
    expect(bodies()).toEqual([['1'], ['1', '2'], ['1', '2']]);
    expect(log.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(await pending()).toBe(0);
  });

  test('of two is two', async () => {
    await waiting('1', '2', '3');
    await fault({ name: 'batch', size: 2 });
    await advance(5 * SECOND);
    await posted(3);
    expect(bodies()).toEqual([['1'], ['1', '2'], ['3']]);
  });

  test('is for one address: what goes elsewhere is not put into it', async () => {
    const other = new Receiver();
    await world.call('POST', '/_sim/numbers', { id: '4242', display_phone_number: '+1 555 078 4242' });
    await world.graph('POST', '/4242', {
      webhook_configuration: { override_callback_uri: await other.start(), verify_token: twinDefaults.verifyToken },
    });
    world.hook.answer = (_received, index) => (index === 0 ? 500 : 200);
    await write('1');
    await posted(1);
    await world.call('POST', `/_sim/customers/${MARA}/messages`, { type: 'text', text: 'elsewhere', phone_number_id: '4242' });
    await write('2');
    await fault({ name: 'batch', size: 9 });
    await advance(5 * SECOND);
    await posted(3);
    expect(bodies()).toEqual([['1'], ['1', '2']]);
    expect(other.received.map(textsOf)).toEqual([['elsewhere']]);
    await other.stop();
  });

  test('has nothing in it that is not yet due', async () => {
    world.hook.answer = () => 404;
    await write('now');
    await posted(1);
    await advance(4 * SECOND);
    await write('not yet');
    await posted(2);
    await fault({ name: 'batch', size: 9 });
    await advance(SECOND);
    await posted(3);
    expect(bodies()).toEqual([['now'], ['not yet'], ['now']]);
  });

  test('has no late copy in it: that comes after what is in order', async () => {
    await write('twice', MARA, `duplicate_webhooks; delay_ms=${5 * SECOND}`);
    await posted(1);
    world.hook.answer = (_received, index) => (index === 1 ? 500 : 200);
    await write('1');
    await posted(2);
    await write('2');
    await fault({ name: 'batch', size: 9 });
    await advance(6 * SECOND);
    await posted(4);
    expect(bodies()).toEqual([['twice'], ['1'], ['1', '2'], ['twice']]);
  });
});

describe('twice', () => {
  test.each([
    ['the first', 0],
    ['the second', 1],
  ])('is taken when %s of the two was', async (_which, taken) => {
    world.hook.answer = (_received, index) => (index === taken ? 200 : 500);
    await write('half', MARA, 'duplicate_webhooks');
    await posted(2);
    expect(await pending()).toBe(0);
  });

  test('comes again when none of the two was taken, and then once', async () => {
    world.hook.answer = (_received, index) => (index < 2 ? 503 : 200);
    await write('none', MARA, 'duplicate_webhooks');
    await posted(2);
    expect(await pending()).toBe(1);
    await advance(5 * SECOND);
    await posted(3);
    expect(bodies()).toEqual([['none'], ['none'], ['none']]);
  });

  test('after a while is one copy, which holds up nobody and is repeated on its own', async () => {
    world.hook.answer = (_received, index) => (index === 1 ? 500 : 200);
    await write('twice', MARA, `duplicate_webhooks; delay_ms=${HOUR}`);
    await posted(1);
    await advance(HOUR - SECOND);
    expect([bodies(), await pending()]).toEqual([[['twice']], 1]);
    await advance(SECOND);
    const log = await posted(2);
    expect(log.map(({ attempt }) => attempt)).toEqual([1, 1]);
    await write('after');
    await posted(3);
    await advance(5 * SECOND);
    await posted(4);
    expect([bodies(), await pending()]).toEqual([[['twice'], ['twice'], ['after'], ['twice']], 0]);
    await advance(HOUR);
    expect(bodies()).toHaveLength(4);
  });
});

describe('late', () => {
  test('is two seconds when nothing is said, and once: a switch that stays on does not hold it for ever', async () => {
    await fault({ name: 'webhook_delay', on: true });
    await write('late');
    await advance(SECOND);
    expect(bodies()).toEqual([]);
    await posted(1);
    expect(bodies()).toEqual([['late']]);
  });

  test('is not what comes again: a repetition waits no longer than it has to', async () => {
    world.hook.answer = (_received, index) => (index === 0 ? 500 : 200);
    await write('one', MARA);
    await posted(1);
    for (const name of ['webhook_delay', 'swap_webhooks', 'drop_webhooks']) await fault({ name, on: true, delay_ms: HOUR });
    await advance(5 * SECOND);
    await posted(2);
    expect(bodies()).toEqual([['one'], ['one']]);
  });

  test('of one person leaves the others alone', async () => {
    await fault({ name: 'webhook_delay', delay_ms: HOUR, on: true, match: { phone: MARA } });
    await write('late');
    await write('in time', NOOR);
    await posted(1);
    expect(bodies()).toEqual([['in time']]);
  });

  test('of one person is so on the way to another app too', async () => {
    const other = new Receiver();
    await world.call('POST', '/_sim/accounts', {
      id: twinDefaults.wabaId,
      app: { id: 'second', access_token: 'T', app_secret: 'S', verify_token: twinDefaults.verifyToken },
    });
    await world.call('POST', '/_sim/webhook', { url: await other.start(), verify_token: twinDefaults.verifyToken, app_id: 'second' });
    await fault({ name: 'drop_webhooks', times: 2, match: { phone: MARA } });
    await write('lost');
    await write('in time', NOOR);
    const log = await posted(4);
    expect(log.filter(({ error }) => error).map(({ app, status, attempt }) => [app, status, attempt])).toEqual([
      [undefined, 0, 1],
      ['second', 0, 1],
    ]);
    expect([bodies(), other.received.map(textsOf)]).toEqual([[['in time']], [['in time']]]);
    await other.stop();
  });
});

test('what changes places comes right after the next, or after two seconds when there is none', async () => {
  await write('first', MARA, `swap_webhooks; delay_ms=${HOUR}`);
  await write('second');
  await posted(2);
  expect(bodies()).toEqual([['second'], ['first']]);
  await write('alone', MARA, 'swap_webhooks');
  await advance(2 * SECOND - 1);
  expect(bodies()).toHaveLength(2);
  await advance(1);
  await posted(3);
  expect(bodies().at(-1)).toEqual(['alone']);
});

test("two ticks are shown when it was taken, not when it was refused; a message's own fault is for its first time", async () => {
  world.hook.answer = (_received, index) => (index === 0 ? 500 : 200);
  await write('one', MARA, 'tampered_signature');
  await posted(1);
  const status = async () => (await world.call('GET', `/_sim/customers/${MARA}/thread`)).body[0].status;
  expect(await status()).toBe('sent');
  await advance(5 * SECOND);
  await posted(2);
  expect(await status()).toBe('delivered');
  const [bad, good] = world.hook.received.map(({ headers }) => headers['x-hub-signature-256']);
  expect(bad).not.toBe(good);
});
