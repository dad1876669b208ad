import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { Commerce } from '@frontdesk/commerce';
import { decode, encode, topics } from '@frontdesk/contracts';
import type { Message, Text } from '@frontdesk/contracts';
import { Notify } from '@frontdesk/notify';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testId, testTime, text, turn } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { parseKeks, sealUnder, Vault } from '@frontdesk/vault';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { CodeKeys } from './adapters/code-keys.ts';
import { Codes } from './adapters/codes.ts';
import { askCode } from './adapters/codes.store.ts';
import { AuthModule, manifest } from './index.ts';

// The link of a code goes out by e-mail, its page shows the code, which comes back in the chat: auth as a service, with a shop and something that sends mails.

const vaultKek = `test:${Buffer.alloc(32, 7).toString('base64')}`;
const minute = 60_000;
const order = { number: '', status: 'shipped', eta: '2026-03-12', carrier: null, ship_to: { postcode: '22767' }, phone: '+447700900102' };
/** by order */
const addresses: Record<string, string | null> = { 'FD-10234': 'mara@example.com', 'FD-10235': ' Mara@Example.com', 'FD-20417': null };
const before = { ...process.env };

let database: TestDatabase;
let db: DataSource;
let bus: EmbeddedBus;
let service: RunningService;
let server: Server;
let url: string;
let vault: Vault;
let clock: Clock;
let mailStatus = 202;
let mails: { headers: IncomingHttpHeaders; to: string; subject: string; text: string }[] = [];
const written: Message<'IdentityResolved'>[] = [];
let made = 0;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.url!.startsWith('/confirm')) return service.handle(request, response);
    const number = /\/orders\/(.+)$/.exec(request.url!)?.[1];
    if (number !== undefined) {
      const email = addresses[number];
      return void response.writeHead(email === undefined ? 404 : 200).end(JSON.stringify({ ...order, number, email }));
    }
    mails.push({ headers: request.headers, ...(JSON.parse(await bodyOf(request)) as { to: string; subject: string; text: string }) });
    response.writeHead(mailStatus).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  database = await testDatabase([manifest]);
  db = await database.connect('auth');
  vault = new Vault(db, parseKeks(vaultKek), 'reads');
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 1 });
  await bus.createTopics(topics.map((topic) => ({ topic, partitions: 1, retentionMs: 3_600_000 })));
  await bus.consume({
    group: 'spec',
    topics: ['conversation.identity.v1'],
    onBatch: async ({ records }) => void written.push(...records.map(({ value }) => decode(value) as Message<'IdentityResolved'>)),
  });
  const wrapped = sealUnder(parseKeks(vaultKek), Buffer.alloc(32, 9), 'contact-1');
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query("INSERT INTO vault.keys (contact_id, wrapped, kek_id, created_at) VALUES ('contact-1', $1, 'test', '2026-03-10')", [
    Buffer.from(wrapped),
  ]);
  await admin.end();
  Object.assign(process.env, { COMMERCE_URL: url, NOTIFY_URL: url, NOTIFY_TOKEN: 'who we are', CONFIRM_URL: `${url}/` });
  clock = new Clock();
  service = await startService(manifest, AuthModule, {
    bus,
    clock,
    meters: new Meters(),
    vaultKek,
    logLevel: 'silent',
    databaseUrl: () => database.urlFor('auth'),
  });
}, 60_000);
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  await service?.close();
  await bus?.close();
  await database?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}, 30_000);
beforeEach(async () => {
  clock.set(testTime - Date.now());
  mailStatus = 202;
  mails = [];
  for (const table of ['codes', 'attempts', 'challenges']) await db.query(`delete from ${table}`);
});

const identity = (subject: string) => ({
  level: 'order',
  subject,
  method: 'order_postcode',
  provedAt: testTime - minute,
  expiresAt: testTime + 29 * minute,
});
const admitted = (words: Text, { conversationId = 'mara', subject = 'FD-10234' } = {}) => {
  made += 1;
  const messageId = testId(1_000 + made);
  const open = [{ messageId, kind: 'text', text: words, sentAt: testTime }];
  return message(
    'MessageAdmitted',
    { messageId, turn: turn({ tier: 'retail', locale: 'de', identity: identity(subject), open }) },
    { conversationId, decidedAt: testTime },
  );
};
/** @returns what auth says of it */
const says = async (...about: Parameters<typeof admitted>) => {
  const { type, data, envelope } = admitted(...about);
  await bus.append([
    { topic: 'conversation.admitted.v1', key: envelope.conversationId, value: encode(envelope, data), headers: { id: envelope.id, type } },
  ]);
  const found = () => written.find((one) => one.data.messageId === data.messageId);
  await eventually(() => expect(found()).toBeDefined());
  return found()!;
};
const outcome = async (...about: Parameters<typeof admitted>) => (await says(...about)).data.outcome;
const linkIn = ({ text: mail }: { text: string }): string => /http\S+/.exec(mail)![0];
const page = async (link: string, method: 'GET' | 'POST' = 'GET') => {
  const answer = await fetch(link, { method });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const shape = /[A-Z]\d[A-Z] \d[A-Z]\d/;
/** As somebody finds it who opens the link and presses its button. */
const codeOf = async (mail: { text: string }): Promise<string> => shape.exec((await page(linkIn(mail), 'POST')).text)![0];
const typed = (words: string) => vault.seal('contact-1', `der Code ist ${words}`);

test('a code goes to the address on file, and whoever types it proves more, once', async () => {
  const asked = await says(text('Code bitte'));
  expect(asked.data).toMatchObject({ outcome: 'code_sent', turn: { identity: { level: 'order' }, sendsCode: true } });
  expect(mails).toEqual([expect.objectContaining({ to: 'mara@example.com', subject: expect.stringContaining('FD-10234') })]);
  expect(mails[0]!.headers).toMatchObject({ authorization: 'Bearer who we are', 'idempotency-key': asked.data.messageId });
  const code = await codeOf(mails[0]!);
  const proved = await says(await typed(code.toLowerCase()));
  expect(proved.data).toMatchObject({
    outcome: 'proved',
    turn: { identity: { level: 'link', subject: 'FD-10234', method: 'emailed_code' }, sendsCode: false },
    resumes: { intent: 'order_status', orderNumber: 'FD-10234' },
  });
  const { provedAt, expiresAt } = proved.data.turn!.identity!;
  expect(expiresAt - provedAt).toBe(30 * minute);
  expect(await outcome(await typed(code))).toBe('none');

  const tables: unknown[] = await db.query('select to_jsonb(c) as code, to_jsonb(a) as attempt from codes c, attempts a');
  for (const kept of [tables, written.map(({ data, envelope }) => [data, envelope.lookUps])]) {
    const legible = JSON.stringify(kept, (_key, value: unknown) => (value instanceof Uint8Array ? 'sealed' : value)).toLowerCase();
    for (const secret of [code, code.replace(' ', ''), 'mara@example.com']) expect(legible).not.toContain(secret.toLowerCase());
  }
});

test('the link says what it is about, in the language of the chat, and shows the code after its button alone', async () => {
  await outcome(text('code'));
  expect(mails[0]!.text).not.toMatch(shape);
  const link = linkIn(mails[0]!);
  for (const _time of [1, 2]) {
    const opened = await page(link);
    expect(opened).toMatchObject({ status: 200, text: expect.stringMatching(/Bestellung FD-10234 sehen.*<form method="post">/s) });
    expect(opened.text).not.toMatch(shape);
    expect(opened.headers.get('cache-control')).toBe('no-store');
    expect(opened.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
  }
  expect(await page(link, 'POST')).toMatchObject({ status: 200, text: expect.stringMatching(shape) });
  expect(await outcome(await typed(await codeOf(mails[0]!)))).toBe('proved');
});

test('a link is over with its code: used, followed by a newer one, too old; and so is whatever is none of ours', async () => {
  const over = { status: 404, text: expect.stringContaining('gilt nicht mehr') };
  const ends = async (link: string) => expect([await page(link), await page(link, 'POST')]).toMatchObject([over, over]);
  await outcome(text('code'));
  clock.set(testTime + minute - Date.now());
  await outcome(text('code'));
  const [first, second] = mails.map(linkIn);
  await ends(first!);
  await ends(second!.replace(/.(?=\?)/, (last) => (last === 'A' ? 'B' : 'A')));
  await ends(`${url}/confirm/x?lang=de`);
  expect((await page(second!)).status).toBe(200);
  await outcome(await typed(await codeOf(mails[1]!)));
  await ends(second!);
  await outcome(text('code'), { conversationId: 'theo' });
  clock.set(testTime + 12 * minute - Date.now());
  await ends(linkIn(mails[2]!));
});

test('of an order without an address the same is said, and every code is wrong', async () => {
  const about = { subject: 'FD-20417', conversationId: 'theo' };
  expect(await outcome(text('code'), about)).toBe('code_sent');
  expect(mails).toEqual([]);
  expect((await says(await typed('Z9Z 9Z9'), about)).data).toMatchObject({ outcome: 'code_failed', attemptsLeft: 2 });
});

test('an address has three a day, over all conversations and orders, also at the same moment', async () => {
  const asks = (n: number) => outcome(text('code'), { conversationId: `c-${n}`, subject: n % 2 ? 'FD-10234' : 'FD-10235' });
  const said = await Promise.all([1, 2, 3, 4, 5].map(asks));
  expect(said.toSorted()).toEqual(['code_refused', 'code_refused', 'code_sent', 'code_sent', 'code_sent']);
  expect(mails).toHaveLength(3);
  expect(await asks(1)).toBe('code_refused');
});

test('a wish that was refused, or could not be sent for, leaves the code and the link that were had', async () => {
  await outcome(text('code'));
  clock.set(testTime + minute - Date.now());
  await db.query(
    "insert into codes (id, conversation_id, order_number, rests_on, asked_at, address, sends, said) values ('x', 'x', 'x', $1, $1, $2, 2, 'code_sent')",
    [new Date(testTime), new CodeKeys(vault).addressOf('mara@example.com')],
  );
  expect(await outcome(text('code'))).toBe('code_refused');
  const code = await codeOf(mails[0]!);
  expect(await outcome(await typed(code))).toBe('proved');
});

test('two wishes that come together are one mail, and both are told', async () => {
  const first = admitted(text('code'));
  const second = admitted(text('code please'));
  second.data.turn!.open.unshift(...first.data.turn!.open);
  await bus.append(
    [first, second].map(({ type, data, envelope }) => ({
      topic: 'conversation.admitted.v1',
      key: envelope.conversationId,
      value: encode(envelope, data),
      headers: { id: envelope.id, type },
    })),
  );
  const said = () => [first, second].map(({ data }) => written.find((one) => one.data.messageId === data.messageId)?.data.outcome);
  await eventually(() => expect(said()).toEqual(['code_sent', 'code_sent']));
  expect(mails).toHaveLength(1);
});

test('what could not be sent is said to be so, and counts as sent: nobody knows', async () => {
  mailStatus = 500;
  expect(await outcome(text('code'))).toBe('code_unavailable');
  expect(await db.query('select sends from codes')).toEqual([{ sends: 1 }]);
});

test('what was certainly not taken counts as nothing: a mailer that is away for a while costs an address none of its three', async () => {
  for (const status of [503, 401]) {
    mailStatus = status;
    expect(await outcome(text('code'))).toBe('code_unavailable');
  }
  expect(await db.query('select distinct sends, address from codes')).toEqual([{ sends: 0, address: null }]);
});

test('nobody learns by asking often whether an order has an address', async () => {
  const said = async (subject: string) => {
    const answers: string[] = [];
    for (let n = 1; n <= 4; n += 1) answers.push(await outcome(text('code'), { subject, conversationId: `${subject}-${n}` }));
    return answers;
  };
  expect(await said('FD-20417')).toEqual(await said('FD-10234'));
  expect(mails).toHaveLength(3);
});

test('a crash after the mail sends the same code once more, and no third time', async () => {
  const mail = { notify: new Notify(url), page: `${url}/confirm`, forChanges: true };
  const codes = new Codes(new Commerce(url), mail, new CodeKeys(vault), vault, db);
  const given = admitted(text('code'));
  const step = { do: 'send', messageId: given.data.messageId, orderNumber: 'FD-10234' } as const;
  await db.transaction((tx) => askCode(tx, given, step, testTime));
  for (let run = 1; run <= 3; run += 1)
    expect(await codes.send(step, 'en', testTime, async (_name, _input, call) => call())).toBe('code_sent');
  expect(mails).toHaveLength(2);
  expect(mails[1]).toMatchObject({ text: mails[0]!.text, headers: { 'idempotency-key': mails[0]!.headers['idempotency-key'] } });
});

test('failures count for the order over all contacts; a locked order is still opened by a code', async () => {
  await outcome(text('code'));
  const right = await codeOf(mails[0]!);
  await db.query("insert into challenges (id, conversation_id, state) values ('others', 'others', 'locked')");
  await db.query(`insert into attempts select 'others', 'm' || n, 'FD-10234', 'failed', 0, $1 from generate_series(1, 5) n`, [
    new Date(testTime),
  ]);
  expect(await outcome(await typed('Z9Z 9Z9'))).toBe('code_failed');
  expect(await db.query("select count(*)::int as failed from attempts where order_number = 'FD-10234' and outcome = 'failed'")).toEqual([
    { failed: 6 },
  ]);
  expect(await outcome(await typed(right))).toBe('proved');
});
