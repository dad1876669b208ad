import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

// Every fault of the list by the header of one request, by a script, and by a seed; each way gives what the others give.

const MARA = '4915550100101';
let world: World;
beforeEach(async () => {
  world = await startWorld({ numberRate: 100_000 });
  await world.write(MARA, { type: 'text', text: 'hi' });
  await world.hook.until(() => world.hook.messages.length === 1);
});
afterEach(async () => world.close());

type Outcome = string;
const url = () => `${world.url}/v25.0/${twinDefaults.phoneNumberId}/messages`;

/** What the sender of one message meets: a code, or how the answer failed to come. */
async function sends(headers: Record<string, string>, patience = 20_000): Promise<{ outcome: Outcome; wamid?: string }> {
  const request = { messaging_product: 'whatsapp', to: MARA, type: 'text', text: { body: 'x' } };
  try {
    const response = await fetch(url(), {
      method: 'POST',
      signal: AbortSignal.timeout(patience),
      body: JSON.stringify(request),
      headers: { authorization: `Bearer ${twinDefaults.accessToken}`, 'content-type': 'application/json', ...headers },
    });
    const body = (await response.json()) as Json;
    return body.error
      ? {
          outcome: `${response.status} ${body.error.code}${response.headers.has('retry-after') ? ` after ${response.headers.get('retry-after')}` : ''}`,
        }
      : { outcome: 'accepted', wamid: body.messages[0].id };
  } catch (error) {
    return { outcome: (error as Error).name === 'TimeoutError' ? 'no answer' : 'cut' };
  }
}

const way = {
  header: async (fault: string, patience?: number) => sends({ 'x-sim-fault': fault }, patience),
  script: async (fault: string, patience?: number) => {
    const [name, ...settings] = fault.split('; ');
    const step = { name, ...Object.fromEntries(settings.map((setting) => setting.split('='))) };
    expect((await world.call('POST', '/_sim/faults', { script: ['-', step] })).status).toBe(200);
    expect((await sends({})).outcome).toBe('accepted');
    return sends({}, patience);
  },
  seed: async (fault: string, patience?: number) => {
    const [name, ...settings] = fault.split('; ');
    const one = { name, ...Object.fromEntries(settings.map((setting) => setting.split('='))) };
    expect((await world.call('POST', '/_sim/faults', { name: 'storm', probability: 1, seed: 3, among: [one], times: 1 })).status).toBe(200);
    return sends({}, patience);
  },
};
const ways = Object.keys(way) as (keyof typeof way)[];

describe.each(ways)('by %s', (by) => {
  test.each<[string, Outcome]>([
    ['500', '500 2'],
    ['503', '503 2'],
    ['429; retry_after=7', '429 4 after 7'],
    ['130429', '400 130429'],
    ['131056', '400 131056'],
    ['131000', '500 131000'],
    ['expired_token', '401 190'],
    ['cut', 'cut'],
    ['accept_then_timeout', 'no answer'],
    ['slow; delay_ms=20', 'accepted'],
    ['slow_body; delay_ms=80', 'accepted'],
    ['slow_body; delay_ms=60000', 'no answer'],
  ])('%s is %s, once', async (fault, outcome) => {
    expect((await way[by](fault, outcome === 'no answer' ? 400 : undefined)).outcome).toBe(outcome);
    expect((await sends({})).outcome).toBe('accepted');
  });

  test('131047 inside the window', async () => {
    const { wamid } = await way[by]('131047');
    await world.hook.until(() => world.hook.statuses(wamid).length > 0);
    expect(world.hook.statuses(wamid)[0]!.errors[0].code).toBe(131047);
  });

  test.each<[string, string[]]>([
    ['duplicate_webhooks', ['sent', 'sent', 'delivered', 'delivered', 'read', 'read']],
    ['reorder_statuses', ['delivered', 'sent', 'read']],
    ['webhook_delay; delay_ms=5', ['sent', 'delivered', 'read']],
  ])('%s: %j', async (fault, expected) => {
    const { wamid } = await way[by](fault);
    await world.hook.until(() => world.hook.statuses(wamid).length === expected.length);
    expect(world.hook.statuses(wamid).map(({ status }) => status)).toEqual(expected);
  });

  test.each(['drop_webhooks', 'no_statuses'])('%s: of this message nothing is told, of the next everything', async (fault) => {
    const { wamid } = await way[by](fault);
    const next = await sends({});
    await world.hook.until(() => world.hook.statuses(next.wamid).length === 3);
    expect(world.hook.statuses(wamid)).toEqual([]);
  });

  test('tampered_signature: the bytes are right and the signature is not, until it comes again', async () => {
    const signedFor = ({ raw }: { raw: string }) => `sha256=${createHmac('sha256', twinDefaults.appSecret).update(raw).digest('hex')}`;
    world.hook.answer = (received) => (received.headers['x-hub-signature-256'] === signedFor(received) ? 200 : 401);
    const { wamid } = await way[by]('tampered_signature');
    const told = () =>
      world.hook.received.filter(
        ({ body }) =>
          body.entry[0].changes[0].value.statuses?.[0].id === wamid && body.entry[0].changes[0].value.statuses[0].status === 'sent',
      );
    await world.hook.until(() => told().length === 1);
    expect(told()[0]!.headers['x-hub-signature-256']).not.toBe(signedFor(told()[0]!));
    await world.call('POST', '/_sim/clock', { advance_ms: 6000 });
    await world.hook.until(() => told().length === 2);
    expect(told()[1]!.headers['x-hub-signature-256']).toBe(signedFor(told()[1]!));
    expect(told()[1]!.raw).toBe(told()[0]!.raw);
  });

  test('flood: strangers write, and the message was accepted', async () => {
    expect((await way[by]('flood; size=25')).outcome).toBe('accepted');
    await world.hook.until(() => new Set(world.hook.messages.map(({ from }) => from)).size === 26);
  });
});

describe("a customer's message", () => {
  const writes = async (text: string, headers: Record<string, string> = {}): Promise<string> =>
    (await world.call('POST', `/_sim/customers/${MARA}/messages`, { type: 'text', text }, headers)).body.wamid;
  const texts = () => world.hook.messages.map((message) => message.text.body);

  test('changes places with the next', async () => {
    await writes('first', { 'x-sim-fault': 'swap_webhooks; delay_ms=86400000' });
    await writes('second');
    await writes('third');
    await world.hook.until(() => world.hook.messages.length === 4);
    expect(texts()).toEqual(['hi', 'second', 'first', 'third']);
  });

  test('comes when its delay is over, and in order: nothing sleeps for it', async () => {
    await world.call('POST', '/_sim/faults', { script: [{ name: 'webhook_delay', delay_ms: 3_600_000 }], match: { what: 'message' } });
    await writes('late');
    await writes('behind it');
    expect(texts()).toEqual(['hi']);
    await world.call('POST', '/_sim/clock', { advance_ms: 3_600_000 });
    await world.hook.until(() => world.hook.messages.length === 3);
    expect(texts()).toEqual(['hi', 'late', 'behind it']);
  });

  test('comes again 6 days later', async () => {
    const wamid = await writes('twice', { 'x-sim-fault': `duplicate_webhooks; delay_ms=${6 * 86_400_000}` });
    await writes('after');
    await world.hook.until(() => world.hook.messages.length === 3);
    await world.call('POST', '/_sim/clock', { advance_ms: 6 * 86_400_000 });
    await world.hook.until(() => world.hook.messages.length === 4);
    expect(world.hook.messages.filter(({ id }) => id === wamid)).toHaveLength(2);
  });

  test('is lost, and no repetition brings it', async () => {
    const lost = await writes('lost', { 'x-sim-fault': 'drop_webhooks' });
    const kept = await writes('kept');
    await world.hook.until(() => world.hook.messages.some(({ id }) => id === kept));
    await world.call('POST', '/_sim/clock', { advance_ms: 7 * 86_400_000 });
    expect(world.hook.messages.some(({ id }) => id === lost)).toBe(false);
    const { body } = await world.call('GET', '/_sim/webhooks');
    expect(body.some((one: Json) => one.error === 'dropped by a fault')).toBe(true);
  });
});

test('a storm of several faults is the same storm with the same seed, and another with another', async () => {
  const among = ['500', '130429', 'cut', 'expired_token'];
  const round = async (seed: number) => {
    await world.call('DELETE', '/_sim/faults');
    await world.call('POST', '/_sim/faults', { name: 'storm', probability: 0.6, seed, among });
    const outcomes: Outcome[] = [];
    for (let index = 0; index < 14; index += 1) outcomes.push((await sends({})).outcome);
    return outcomes;
  };
  const [first, again, other] = [await round(5), await round(5), await round(6)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(2);
});

test('a script may be for other calls than messages, and is refused when a step is unknown', async () => {
  expect((await world.call('POST', '/_sim/faults', { script: ['500', 'gremlins'] })).status).toBe(400);
  await world.call('POST', '/_sim/faults', { script: ['503'], match: { path: '/message_templates' } });
  expect((await sends({})).outcome).toBe('accepted');
  expect((await world.graph('GET', `/${twinDefaults.wabaId}/message_templates`)).status).toBe(503);
  expect((await world.graph('GET', `/${twinDefaults.wabaId}/message_templates`)).status).toBe(200);
});
