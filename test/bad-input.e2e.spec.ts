import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { expect, test } from '@jest/globals';
import { saying, until } from '@frontdesk/demo';
import { twinDefaults } from '@frontdesk/twin';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';
import { shapes } from './webhook-shapes.ts';

const text = (from: string, body: string, id: string) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
            contacts: [{ profile: { name: 'Test' }, wa_id: from }],
            messages: [{ from, id, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body } }],
          },
        },
      ],
    },
  ],
});

const raw = async (url: string, init: RequestInit) => {
  const response = await fetch(`${url}/webhooks/whatsapp`, { method: 'POST', ...init });
  return { status: response.status, body: await response.text() };
};

/** Says how long the body is going to be, and begins with it. */
const announced = (url: string, bytes: number) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': bytes, 'x-hub-signature-256': 'sha256=00' };
    const posted = request(`${url}/webhooks/whatsapp`, { method: 'POST', headers }, (answer) => {
      let body = '';
      answer
        .setEncoding('utf8')
        .on('data', (chunk: string) => (body += chunk))
        .on('end', () => {
          resolve({ status: answer.statusCode, body });
          posted.destroy();
        });
    });
    posted.on('error', reject);
    posted.write('{');
  });

onBus('embedded', 'bad input', (system) => {
  test('a signature that is missing, wrong, or over other bytes is refused with an empty body', async () => {
    const body = text('15550199001', 'hello', 'wamid.A');
    expect(await system().world.webhook(body, 'none')).toMatchObject({ status: 401, body: '' });
    expect(await system().world.webhook(body, 'bad')).toMatchObject({ status: 401, body: '' });
    expect(await raw(system().url, { body: JSON.stringify(body), headers: { 'x-hub-signature-256': 'sha256=zz' } })).toEqual({
      status: 401,
      body: '',
    });
    expect(await raw(system().url, { body: '', headers: { 'content-type': 'application/json' } })).toEqual({ status: 401, body: '' });
  });

  test('the log says which check failed, and neither what was sent nor what was expected', async () => {
    const body = JSON.stringify(text('15550199002', 'a secret sentence', 'wamid.B'));
    const [wrong, expected] = [twinDefaults.appSecret.replace(/./, 'x'), twinDefaults.appSecret].map((secret) =>
      createHmac('sha256', secret).update(body).digest(),
    );
    await raw(system().url, {
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${wrong!.toString('hex')}` },
    });
    const lines = () =>
      system()
        .output.join('')
        .split('\n')
        .filter((line) => line.includes('"check":"signature_wrong"'));
    await until('the log line', async () => lines().length > 0);
    expect(Object.keys(JSON.parse(lines()[0]!) as object).sort()).toEqual(['check', 'level', 'msg', 'service', 'time', 'times']);
    const output = system().output.join('');
    for (const secret of ['a secret sentence', '15550199002', 'wamid.B', twinDefaults.appSecret]) expect(output).not.toContain(secret);
    for (const encoding of ['hex', 'base64'] as const) expect(output).not.toContain(expected!.toString(encoding));
  });

  test('what is no JSON, or was cut off, is a bad request even if it is signed', async () => {
    expect(await system().world.webhook('{"object":"whatsapp_business_acc')).toMatchObject({ status: 400, body: '' });
    expect(await system().world.webhook('hello')).toMatchObject({ status: 400, body: '' });
    expect(await system().world.webhook('[1,2,3]')).toMatchObject({ status: 400, body: '' });
  });

  test('more than Meta ever sends is too large', async () => {
    expect(await announced(system().url, 5 * 1024 * 1024)).toEqual({ status: 413, body: '' });
  });

  test('the handshake answers the right token only', async () => {
    const ask = async (token: string) => {
      const response = await fetch(
        `${system().url}/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`,
      );
      return { status: response.status, body: await response.text() };
    };
    expect(await ask('twin-verify-token')).toEqual({ status: 200, body: '1158201444' });
    expect((await ask('guess')).status).toBe(403);
  });

  test.each(shapes)('%s is answered 200, recorded, and no dead letter', async (_, body) => {
    const items = () => query<{ id: string }>(system(), "SELECT id FROM audit_logger.wa_events WHERE event_type = 'WebhookItem'");
    const before = new Set((await items()).map(({ id }) => id));
    expect(await system().world.webhook(body)).toMatchObject({ status: 200 });
    await until('a record that follows from it', async () => {
      const own = (await items()).map(({ id }) => id).filter((id) => !before.has(id));
      const causes = "SELECT payload->'causes' AS causes FROM audit_logger.wa_events WHERE event_type <> 'WebhookItem'";
      return (await query<{ causes: string[] }>(system(), causes)).some((row) => own.some((id) => row.causes.includes(id)));
    });
    expect(
      await query(
        system(),
        ['gateway', 'policy', 'audit_logger'].map((schema) => `SELECT error_code FROM ${schema}.dead_letters`).join(' UNION ALL '),
      ),
    ).toEqual([]);
  });

  test('a message without a time is kept, answered by nobody outside a window, and opens none', async () => {
    const body = text('15550199003', 'no time', 'wamid.NOTIME');
    (body.entry[0]!.changes[0]!.value.messages[0] as { timestamp: string }).timestamp = '<TIMESTAMP>';
    expect(await system().world.webhook(body)).toMatchObject({ status: 200 });
    await until(
      'the message',
      async () => (await query(system(), "SELECT 1 FROM audit_logger.messages WHERE body = 'no time'")).length === 1,
    );
  });

  test('the shop is away: the customer is told, the question is kept, a person is offered, and then it is answered', async () => {
    const phone = system().world.phone('+4915550100101');
    await phone.ask('Hi, where is my order FD-10234?');
    await system().world.fault({ name: 'shop_down' });
    const told = saying(await phone.ask('FD-10234 2767'));
    expect(told).toMatch(/human|person|colleague/i);
    const before = (await phone.received()).length;
    await system().world.noFaults();
    await system().world.advance(3 * 60_000);
    expect(saying(await phone.next(before))).toMatch(/FD-10234|postcode/);
  }, 90_000);
});
