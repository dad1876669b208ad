import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect as connectTcp } from 'node:net';
import { eventually } from '@frontdesk/testing';
import { change, GatewayWorld, numberId, sign, toWire, verifyToken, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const textMessage = (id: string, body: string, more: object = {}) => ({
  from: '4915100000001',
  id,
  timestamp: '1790000100',
  type: 'text',
  text: { body },
  ...more,
});
const received = (body: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);

describe('the handshake', () => {
  const ask = (query: string) => fetch(`${world.url}?${query}`);

  test('the right token gets the challenge back, as plain text', async () => {
    const answer = await ask(`hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${verifyToken}`);
    expect([answer.status, await answer.text(), answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([
      200,
      '1158201444',
      'text/plain; charset=utf-8',
      'nosniff',
    ]);
  });

  test.each([
    '',
    'hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong',
    `hub.challenge=1&hub.verify_token=${verifyToken}`,
    `hub.mode=subscribe&hub.verify_token=${verifyToken}`,
  ])('%s is refused', async (query) => {
    const answer = await ask(query);
    expect([answer.status, await answer.text()]).toEqual([403, '']);
  });
});

describe('bad input is refused with an empty body', () => {
  const body = toWire(webhook({ messages: [textMessage('wamid.bad', 'never seen')] }));
  test.each<[string, number, string | Buffer, Record<string, string> | undefined]>([
    ['no signature', 401, body, {}],
    ['a signature of another form', 401, body, { 'x-hub-signature-256': 'sha1=abc' }],
    ['a wrong signature', 401, body, { 'x-hub-signature-256': sign('another body') }],
    ['a signature of an unknown secret', 401, body, { 'x-hub-signature-256': sign(body, 'unknown') }],
    ['an empty body', 401, '', {}],
    ['no JSON', 400, 'hello', undefined],
    ['truncated JSON', 400, body.slice(0, 100), undefined],
    ['JSON that is no object', 400, '[1]', undefined],
    ['more than 4 MB', 413, Buffer.alloc(4 * 1024 * 1024 + 1, 32), undefined],
    ['a content type that is none', 415, body, { 'content-type': ';;;' }],
  ])('%s: %i', async (_name, status, sent, headers) => {
    const answer = await world.post(sent, headers);
    expect([answer.status, await answer.text()]).toEqual([status, '']);
  });

  test('each is counted under its own name', async () => {
    const counted = async () =>
      Object.fromEntries((await world.meters.webhooks.get()).values.map(({ labels, value }) => [labels.outcome, value]));
    const before = await counted();
    await world.post(body, { 'content-type': ';;;', 'x-hub-signature-256': sign(body) });
    await world.post(Buffer.alloc(4 * 1024 * 1024 + 1, 32));
    await world.post('hello');
    await world.post(body, {});
    const after = await counted();
    const risen = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(risen.sort()).toEqual(['content_type', 'not_json', 'signature_missing', 'too_large']);
    expect(risen.map((name) => (after[name] ?? 0) - (before[name] ?? 0))).toEqual([1, 1, 1, 1]);
  });

  test('a connection that ends in the middle of a body does no harm', async () => {
    const { port } = new URL(world.url);
    await new Promise<void>((resolve) => {
      const socket = connectTcp(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"object"`,
        );
        socket.end();
      });
      socket
        .on('data', () => undefined)
        .on('close', () => resolve())
        .on('error', () => resolve());
    });
    expect((await world.post(toWire(webhook({})))).status).toBe(200);
  });

  test('a byte order mark before the body is no part of it', async () =>
    expect((await world.post(`\ufeff${toWire(webhook({}))}`)).status).toBe(200));

  test("another product of Meta's is acknowledged and left", async () => {
    expect((await world.post('{"object":"page","entry":[]}')).status).toBe(200);
  });
});

describe('what a webhook holds comes out as facts', () => {
  test('every entry, change and message, also of several people, with either app secret', async () => {
    const first = webhook({
      messages: [textMessage('wamid.a1', 'one – 1/2'), { ...textMessage('wamid.a2', 'two'), from: '4915100000002' }],
      contacts: [{ wa_id: '4915100000002', profile: { name: 'Second' } }],
    });
    const body = toWire({
      ...first,
      entry: [
        ...(first as { entry: object[] }).entry,
        ...(webhook({ messages: [textMessage('wamid.a3', 'three')] }) as { entry: object[] }).entry,
      ],
    });
    const answer = await world.post(body, { 'x-hub-signature-256': sign(body, 'old-app-secret') });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    await eventually(() => received('one – 1/2').length + received('two').length + received('three').length === 3);
    expect(received('one – 1/2')[0]?.envelope.conversationId).toBe(received('three')[0]?.envelope.conversationId);
    expect(received('two')[0]?.envelope.conversationId).not.toBe(received('three')[0]?.envelope.conversationId);
    expect(received('two')[0]?.data.contact?.sealedName.length).toBeGreaterThan(0);
    expect(received('one – 1/2')[0]?.data.contact?.sealedName.length).toBe(0);
  });

  test('once, however often it is sent', async () => {
    const copy = toWire(webhook({ messages: [textMessage('wamid.once', 'only once')] }));
    const reordered = toWire(
      webhook({
        messages: [{ text: { body: 'only once' }, type: 'text', id: 'wamid.once', timestamp: '1790000100', from: '4915100000001' }],
      }),
    );
    for (const body of [copy, copy, reordered]) expect((await world.post(body)).status).toBe(200);
    await world.post(toWire(webhook({ messages: [textMessage('wamid.after', 'after')] })));
    await eventually(() => received('after').length === 1);
    expect(received('only once')).toHaveLength(1);
  });

  test('a message that is older than one received is late; a placeholder for a time stays 0', async () => {
    await world.post(
      toWire(
        webhook({
          messages: [
            textMessage('wamid.l1', 'newer', { timestamp: '1790009000' }),
            textMessage('wamid.l2', 'older', { timestamp: '1790008000' }),
            textMessage('wamid.l3', 'timeless', { timestamp: '<TIMESTAMP>' }),
          ],
        }),
      ),
    );
    await eventually(() => received('timeless').length === 1);
    expect([...received('newer'), ...received('older'), ...received('timeless')].map(({ data }) => [data.late, data.sentAt])).toEqual([
      [false, 1790009000000],
      [true, 1790008000000],
      [false, 0],
    ]);
    // in webhooks of their own too
    for (const [body, timestamp] of [
      ['older still', '1790007000'],
      ['newest', '1790009001'],
      ['as new', '1790009001'],
    ] as const) {
      await world.post(toWire(webhook({ messages: [textMessage(`wamid.${body}`, body, { timestamp })] })));
      await eventually(() => received(body).length === 1);
    }
    expect(['older still', 'newest', 'as new'].map((body) => received(body)[0]?.data.late)).toEqual([true, false, false]);
  });

  test('phone and user id are one person, also when the phone is hidden later, and after a new number', async () => {
    const send = (id: string, body: string, who: object) =>
      world.post(toWire(webhook({ messages: [{ ...textMessage(id, body), from: undefined, ...who }] })));
    await send('wamid.p1', 'p1', { from: '4915100000007' });
    await eventually(() => received('p1').length === 1);
    await send('wamid.p2', 'p2', { from: '4915100000007', from_user_id: 'DE.77' });
    await send('wamid.p3', 'p3', { from_user_id: 'DE.77' });
    await eventually(() => received('p3').length === 1);
    await world.post(
      toWire(
        webhook({
          messages: [
            {
              from: '4915100000007',
              id: 'wamid.p4',
              timestamp: '1790000100',
              type: 'system',
              system: { body: 'x', type: 'user_changed_number', wa_id: '4915100000008', user_id: 'DE.78', previous_user_id: 'DE.77' },
            },
          ],
        }),
      ),
    );
    await eventually(() => world.of('ContactChanged').length === 1);
    await send('wamid.p5', 'p5', { from: '4915100000008', from_user_id: 'DE.78' });
    await send('wamid.p6', 'p6', { from: '4915100000007', from_user_id: 'DE.99' });
    await eventually(() => received('p5').length === 1 && received('p6').length === 1);
    const of = (body: string) => received(body)[0]?.envelope.conversationId;
    expect([of('p2'), of('p3'), of('p5')]).toEqual([of('p1'), of('p1'), of('p1')]);
    expect(world.of('ContactChanged')[0]).toMatchObject({ data: { change: 'number' }, envelope: { conversationId: of('p1') } });
    expect(of('p6')).not.toBe(of('p1'));
  });

  test('a phone and a user id that wrote apart and then together are one: the older conversation goes on, for a person to look at', async () => {
    const found = world.of('ContactConflictFound').length;
    await world.post(toWire(webhook({ messages: [{ ...textMessage('wamid.m1', 'm1'), from: undefined, from_user_id: 'DE.51' }] })));
    await eventually(() => received('m1').length === 1);
    await world.post(toWire(webhook({ messages: [{ ...textMessage('wamid.m2', 'm2'), from: '4915100000051' }] })));
    await eventually(() => received('m2').length === 1);
    for (const body of ['m3', 'm4'])
      await world.post(
        toWire(webhook({ messages: [{ ...textMessage(`wamid.${body}`, body), from: '4915100000051', from_user_id: 'DE.51' }] })),
      );
    await eventually(() => received('m4').length === 1);
    const of = (body: string) => received(body)[0]!;
    expect(of('m1').envelope.conversationId).not.toBe(of('m2').envelope.conversationId);
    expect([of('m3'), of('m4')].map(({ envelope }) => envelope.conversationId)).toEqual(
      [of('m1'), of('m1')].map(({ envelope }) => envelope.conversationId),
    );
    expect(
      world
        .of('ContactConflictFound')
        .slice(found)
        .map(({ data }) => [data.outcome, data.contactId, data.otherContactIds]),
    ).toEqual([['merged', of('m1').data.contact?.contactId, [of('m2').data.contact?.contactId]]]);
  });

  test('unknown fields, types and account news are kept and counted, none is a dead letter', async () => {
    await world.post(
      toWire(
        webhook({
          messages: [{ from: '4915100000001', id: 'wamid.u1', timestamp: '1790000100', type: 'hologram', hologram: { a: 1 } }],
          new_thing: [1],
        }),
      ),
    );
    await world.post(
      toWire(change('field_of_tomorrow', { messaging_product: 'whatsapp', metadata: { phone_number_id: numberId }, deep: [[[{}]]] })),
    );
    await world.post(
      toWire(
        change('message_template_status_update', {
          event: 'REJECTED',
          message_template_id: 1,
          message_template_name: 'x',
          message_template_language: 'en',
        }),
      ),
    );
    await world.post(
      toWire(
        webhook({
          messages: ['not an object', {}, { id: 7 }],
          statuses: [
            null,
            { id: 'wamid.nobody', status: 'sent', timestamp: 'x' },
            { id: 'wamid.pay', type: 'payment', status: 'captured' },
          ],
        }),
      ),
    );
    await eventually(() => world.of('ItemNotUsed').length >= 9 && world.of('TemplateChanged').length === 1);
    expect(world.of('MessageReceived', ({ data }) => data.metaType === 'hologram')).toMatchObject([{ data: { kind: 'unsupported' } }]);
    expect(
      world
        .of('ItemNotUsed')
        .map(({ data }) => data.why)
        .sort(),
    ).toEqual([
      'no_known_send',
      'not_used_yet',
      'unknown_field',
      'unknown_type',
      'unknown_type',
      'unknown_type',
      'unknown_type',
      'unknown_type',
      'unknown_type',
    ]);
    // the item itself is read from its own topic, for as long as that keeps it
    expect(world.of('ItemNotUsed').filter(({ data }) => data.sealed.length > 0)).toEqual([]);
    expect(world.of('TemplateChanged')).toMatchObject([{ data: { templateId: '1', name: 'x', language: 'en', status: 'REJECTED' } }]);
    expect(world.of('DeadLettered')).toEqual([]);
  });

  test('no number, user id or name stands in clear on the log or in a table', async () => {
    const canary = ['4915100000099', 'DE.canary99', 'Carla Canary', 'canary@example.org', 'wamid.canary'];
    await world.post(
      toWire(
        webhook({
          messages: [
            { ...textMessage(canary[4] as string, `write to ${canary[3]} or ${canary[0]}`), from: canary[0], from_user_id: canary[1] },
          ],
          contacts: [{ wa_id: canary[0], user_id: canary[1], profile: { name: canary[2] } }],
        }),
      ),
    );
    await eventually(() => world.of('MessageReceived', ({ data }) => data.text?.redacted.startsWith('write to') === true).length === 1);
    const { Client } = await import('pg');
    const client = new Client({ connectionString: world.database.adminUrl });
    await client.connect();
    const tables = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('gateway', 'bus', 'vault')",
    );
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      for (const { row } of rows) {
        const shown =
          row +
          [...row.matchAll(/\\\\?x([0-9a-f]{8,})/g)].map(([, hex]) => Buffer.from(hex as string, 'hex').toString('latin1')).join('\n') +
          [...row.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)].map(([part]) => Buffer.from(part, 'base64').toString('latin1')).join('\n');
        for (const value of canary) expect([name, shown.includes(value)]).toEqual([name, false]);
      }
    }
    await client.end();
  });
});
