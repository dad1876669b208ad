import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { Receiver, startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

// What is easily lost when the code is changed: how webhooks go out, whose things are whose, what is not told.

const { phoneNumberId: PHONE, wabaId: WABA, accessToken, verifyToken } = twinDefaults;
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.call('POST', '/_sim/numbers', { id: '555', display_phone_number: '+1 555 078 5555' });
});
afterAll(async () => world.close());

const statuses = async (wamid: string, count: number): Promise<string[]> => {
  await world.hook.until(() => world.hook.statuses(wamid).length >= count);
  return world.hook.statuses(wamid).map(({ status }) => status);
};
const serving = async (answer: RequestListener): Promise<{ url: string; server: Server }> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, server };
};
const written = (of: World, text: string): Json | undefined => of.hook.messages.find((message) => message.text?.body === text);

describe('a webhook', () => {
  test.each<[string, (challenge: string) => [number, string]]>([
    ['answers 201', (challenge) => [201, challenge]],
    ['says more than the challenge', (challenge) => [200, `"${challenge}"`]],
  ])('that %s is not registered', async (_what, answer) => {
    const { url, server } = await serving((request, response) => {
      const [status, body] = answer(new URL(request.url!, 'http://x').searchParams.get('hub.challenge')!);
      response.writeHead(status).end(body);
    });
    expect((await world.call('POST', '/_sim/webhook', { url, verify_token: verifyToken })).status).toBe(400);
    server.close();
  });

  test('is not looked for elsewhere when it says that it has moved', async () => {
    const own = await startWorld();
    let moved = 0;
    const { url: elsewhere, server } = await serving((_request, response) => {
      moved += 1;
      response.end();
    });
    const { url, server: first } = await serving((request, response) => {
      if (request.method === 'GET') response.end(new URL(request.url!, 'http://x').searchParams.get('hub.challenge'));
      else response.writeHead(307, { location: elsewhere }).end();
    });
    await own.call('POST', '/_sim/webhook', { url, verify_token: verifyToken });
    await own.write('447700920001', { type: 'text', text: 'hi' });
    while ((await own.call('GET', '/_sim/webhooks')).body.length === 0);
    expect([(await own.call('GET', '/_sim/webhooks')).body[0].status, moved]).toEqual([307, 0]);
    await own.close();
    server.close();
    first.close();
  });

  test('of one customer does not wait for that of another', async () => {
    const own = await startWorld();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const bodies: string[] = [];
    const { url, server } = await serving((request, response) => {
      if (request.method === 'GET') return void response.end(new URL(request.url!, 'http://x').searchParams.get('hub.challenge'));
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      return void request.on('end', () => {
        bodies.push(body);
        if (body.includes('from the second')) release();
        void held.then(() => response.end());
      });
    });
    await own.call('POST', '/_sim/webhook', { url, verify_token: verifyToken });
    await own.write('447700920002', { type: 'text', text: 'from the first' });
    await own.write('447700920003', { type: 'text', text: 'from the second' });
    await held;
    expect(bodies).toHaveLength(2);
    await own.close();
    server.close();
  });

  test('that was refused for good does not hold up what comes after it', async () => {
    const own = await startWorld();
    own.hook.answer = (_received, index) => (index === 0 ? 400 : 200);
    await own.write('447700920004', { type: 'text', text: 'refused' });
    await own.hook.until(() => own.hook.received.length === 1);
    await own.write('447700920004', { type: 'text', text: 'next' });
    await own.hook.until(() => own.hook.received.length === 2);
    expect(own.hook.received[1]!.raw).toContain('next');
    await own.close();
  });

  test('that nobody took for long comes at once when anything else is taken again', async () => {
    const own = await startWorld();
    const port = Number(new URL(own.hookUrl).port);
    await own.hook.stop();
    await own.write('447700920005', { type: 'text', text: 'while nobody listened' });
    const tried = async (times: number) => {
      while ((await own.call('GET', '/_sim/webhooks')).body.length < times);
    };
    for (const [index, wait] of [0, 6_000, 31_000, 121_000].entries()) {
      await own.call('POST', '/_sim/clock', { advance_ms: wait });
      await tried(index + 1);
    }
    await own.hook.start(port);
    await own.write('447700920006', { type: 'text', text: 'again' });
    await own.hook.until(() => written(own, 'while nobody listened') !== undefined);
    await own.close();
  });

  test('that a fault holds back stays so when the address is set again', async () => {
    const own = await startWorld();
    await own.call('POST', '/_sim/faults', { name: 'webhook_delay', delay_ms: 3_600_000 });
    await own.write('447700920007', { type: 'text', text: 'late' });
    await own.call('POST', '/_sim/webhook', { url: own.hookUrl, verify_token: verifyToken });
    await own.write('447700920008', { type: 'text', text: 'in time' });
    await own.hook.until(() => written(own, 'in time') !== undefined);
    expect(written(own, 'late')).toBeUndefined();
    await own.call('POST', '/_sim/clock', { advance_ms: 3_600_000 });
    await own.hook.until(() => written(own, 'late') !== undefined);
    await own.close();
  });

  test('folds only what goes to one address', async () => {
    const own = await startWorld();
    await own.call('POST', '/_sim/numbers', { id: '556', display_phone_number: '+1 555 078 5556' });
    const other = new Receiver();
    await own.graph('POST', '/556', { webhook_configuration: { override_callback_uri: await other.start(), verify_token: verifyToken } });
    own.hook.answer = () => 503;
    await own.write('447700920009', { type: 'text', text: 'one' });
    await own.hook.until(() => own.hook.received.length === 1);
    await own.write('447700920009', { type: 'text', text: 'two' });
    await own.write('447700920009', { type: 'text', text: 'to the other', phone_number_id: '556' });
    own.hook.answer = () => 200;
    await own.call('POST', '/_sim/faults', { name: 'batch', size: 10, on: true });
    await own.call('POST', '/_sim/clock', { advance_ms: 6_000 });
    await Promise.all([own.hook.until(() => written(own, 'two') !== undefined), other.until(() => other.messages.length === 1)]);
    expect([written(own, 'to the other'), other.messages[0]!.text.body]).toEqual([undefined, 'to the other']);
    await own.close();
    await other.stop();
  });
});

describe('what is told', () => {
  test('of something forwarded: five times, and more often', async () => {
    const context = async (forwarded: number): Promise<unknown> => {
      const wamid = await world.write('447700921001', { type: 'text', text: 'look', forwarded });
      await world.hook.until(() => world.hook.messages.some(({ id }) => id === wamid));
      return world.hook.messages.find(({ id }) => id === wamid)!.context;
    };
    expect([await context(5), await context(6)]).toEqual([{ forwarded: true }, { frequently_forwarded: true }]);
  });

  test('of a picture is never that it was played', async () => {
    await world.write('447700921002', { type: 'text', text: 'hi' });
    const { wamid } = await world.send({ to: '447700921002', type: 'image', image: { link: 'https://shop.example/a.png' } });
    await statuses(wamid, 3);
    await statuses((await world.text('447700921002', 'later')).wamid, 3);
    expect(await statuses(wamid, 3)).toEqual(['sent', 'delivered', 'read']);
  });

  test('of a phone that is off is `sent`, also when statuses change places', async () => {
    await world.write('447700921003', { type: 'text', text: 'hi' });
    await world.call('POST', '/_sim/customers', { phone: '447700921003', online: false });
    const { wamid } = await world.send({ to: '447700921003', type: 'text', text: { body: 'x' } }, { 'x-sim-fault': 'reorder_statuses' });
    expect(await statuses(wamid, 1)).toEqual(['sent']);
  });

  test('of a phone that comes back before anything was sent is all of it', async () => {
    const slow = await startWorld({ pace: { sent: 60_000, delivered: 120_000, read: 180_000 } });
    await slow.write('447700921004', { type: 'text', text: 'hi' });
    await slow.call('POST', '/_sim/customers', { phone: '447700921004', online: false });
    const { wamid } = await slow.text('447700921004', 'x');
    await slow.call('POST', '/_sim/customers', { phone: '447700921004', online: true });
    await slow.call('POST', '/_sim/clock', { advance_ms: 200_000 });
    await slow.hook.until(() => slow.hook.statuses(wamid).length === 3);
    expect(slow.hook.statuses(wamid).map(({ status }) => status)).toEqual(['sent', 'delivered', 'read']);
    await slow.close();
  });

  test('of a reaction to what another person wrote is that it failed', async () => {
    const theirs = await world.write('447700921005', { type: 'text', text: 'mine' });
    await world.write('447700921006', { type: 'text', text: 'hi' });
    const { wamid } = await world.send({ to: '447700921006', type: 'reaction', reaction: { message_id: theirs, emoji: '👍' } });
    await statuses(wamid, 1);
    expect(world.hook.statuses(wamid)[0]!.errors[0].code).toBe(131009);
  });
});

test('the business changes on its phone only what it typed there, and nothing that it took back', async () => {
  await world.write('447700923001', { type: 'text', text: 'hi' });
  const echo = (body: Json) => world.call('POST', '/_sim/echoes', { phone: '447700923001', ...body });
  const { wamid } = await world.text('447700923001', 'by the API');
  expect([
    (await echo({ text: 'changed', edits: wamid })).status,
    (await echo({ revokes: wamid })).status,
    (await echo({ text: 'x', edits: 'wamid.NONE' })).status,
  ]).toEqual([400, 400, 400]);
  const {
    body: { wamid: typed },
  } = await echo({ text: 'on the phone' });
  expect([
    (await echo({ text: 'changed', edits: typed })).status,
    (await echo({ revokes: typed })).status,
    (await echo({ text: 'again', edits: typed })).status,
  ]).toEqual([201, 201, 400]);
});

describe('a number', () => {
  test('cannot read what came to another, nor look up its files', async () => {
    const wamid = await world.write('447700922001', { type: 'image' });
    await world.hook.until(() => world.hook.messages.some(({ id }) => id === wamid));
    const { id, url } = world.hook.messages.find((message) => message.id === wamid)!.image;
    expect(
      (await world.graph('POST', '/555/messages', { messaging_product: 'whatsapp', status: 'read', message_id: wamid })).body.error.code,
    ).toBe(100);
    expect((await world.graph('GET', `/${id}?phone_number_id=555`)).body.error.error_subcode).toBe(33);
    expect((await world.graph('DELETE', `/${id}?phone_number_id=555`)).body.error.error_subcode).toBe(33);
    expect((await world.graph('GET', `/${id}?phone_number_id=${PHONE}`)).status).toBe(200);
    const forged = await fetch(String(url).replace(/hash=[^&]+/, 'hash=forged'), { headers: { authorization: `Bearer ${accessToken}` } });
    expect(forged.status).toBe(404);
  });
  test('has at most two websites', async () => {
    const websites = ['https://a.example', 'https://b.example', 'https://c.example'];
    const change = (count: number) =>
      world.graph('POST', `/${PHONE}/whatsapp_business_profile`, { messaging_product: 'whatsapp', websites: websites.slice(0, count) });
    expect([(await change(2)).status, (await change(3)).status]).toEqual([200, 400]);
  });
});

test('a template that Meta has turned down is not approved by waiting', async () => {
  const {
    body: { id },
  } = await world.graph('POST', `/${WABA}/message_templates`, {
    name: 'turned_down',
    language: 'en_US',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'There is news.' }],
  });
  await world.call('POST', '/_sim/templates/turned_down/events', { event: 'REJECTED', reason: 'INVALID_FORMAT' });
  await world.call('POST', '/_sim/clock', { advance_ms: 60_000 });
  await world.hook.until(() => world.hook.values.some(({ event }) => event === 'REJECTED'));
  expect((await world.graph('GET', `/${id}?fields=status,rejected_reason`)).body).toEqual({
    id,
    status: 'REJECTED',
    rejected_reason: 'INVALID_FORMAT',
  });
});

test('an account makes 100 templates in an hour, and has 250', async () => {
  let made = (await world.graph('GET', `/${WABA}/message_templates?summary=message_template_count&limit=1`)).body.summary
    .message_template_count as number;
  const make = async (): Promise<number | undefined> => {
    const { status, body } = await world.graph('POST', `/${WABA}/message_templates`, {
      name: `many_${made}`,
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'There is news.' }],
    });
    if (status === 200) made += 1;
    return body.error?.error_subcode ?? body.error?.code;
  };
  const started = made;
  const until = async (): Promise<number> => {
    for (;;) {
      const problem = await make();
      if (problem !== undefined) return problem;
    }
  };
  expect(await until()).toBe(80007);
  // a bucket: what has come back while this ran is a message or two
  expect([made - started >= 100, made - started <= 102]).toEqual([true, true]);
  await world.call('POST', '/_sim/clock', { advance_ms: 3_600_000 });
  expect(await until()).toBe(80007);
  await world.call('POST', '/_sim/clock', { advance_ms: 3_600_000 });
  expect([await until(), made]).toEqual([2388019, 250]);
});
