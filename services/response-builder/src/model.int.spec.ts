import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { decode, encode, topics } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testId, text, turn } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { parseKeks, sealUnder, Vault } from '@frontdesk/vault';
import { Client } from 'pg';
import { manifest, ResponseBuilderModule } from './index.ts';

const vaultKek = `test:${Buffer.alloc(32, 7).toString('base64')}`;
const before = { ...process.env };
const citation = {
  documentId: 'returns-en',
  documentVersion: '1',
  title: 'Returns policy',
  url: 'https://harbourandpine.example/help/returns',
  quote: 'You can return any item within 30 days.',
};
const reply = {
  intent: 'return',
  answer: 'Yes, you can return it within 30 days.',
  citations: [citation.url],
  handoff: false,
  confidence: 0.9,
};

let database: TestDatabase;
let admin: Client;
let bus: EmbeddedBus;
let service: RunningService | undefined;
let server: Server;
let url: string;
let meters: Meters;
/** what the endpoint answers next; a number is an HTTP status */
let answer: object | number = reply;
const never = {};
const heard: string[] = [];
const written: Message[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(Buffer.concat(chunks).toString());
      if (answer === never) return undefined;
      if (typeof answer === 'number') return void response.writeHead(answer).end();
      const choices = [{ finish_reason: 'stop', message: { content: JSON.stringify(answer) } }];
      return void response.end(JSON.stringify({ model: 'm-2026', usage: { prompt_tokens: 1_000, completion_tokens: 100 }, choices }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  database = await testDatabase([manifest]);
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const wrapped = sealUnder(parseKeks(vaultKek), Buffer.alloc(32, 9), 'contact-1');
  await admin.query("INSERT INTO vault.keys (contact_id, wrapped, kek_id, created_at) VALUES ('contact-1', $1, 'test', '2026-03-10')", [
    Buffer.from(wrapped),
  ]);
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 1 });
  await bus.createTopics(topics.map((topic) => ({ topic, partitions: 1, retentionMs: 3_600_000 })));
  await bus.consume({
    group: 'spec',
    topics: ['conversation.reply.v1'],
    onBatch: async ({ records }) => void written.push(...records.map(({ value }) => decode(value)!)),
  });
}, 60_000);
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  await service?.close();
  await bus?.close();
  await admin?.end();
  await database?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}, 30_000);

/** A service that has called nobody yet. */
const begin = async (variables: Record<string, string>): Promise<void> => {
  await service?.close();
  for (const name of Object.keys(process.env)) if (name.startsWith('MODEL_')) delete process.env[name];
  Object.assign(process.env, variables);
  meters = new Meters();
  service = await startService(manifest, ResponseBuilderModule, {
    bus,
    clock: new Clock(),
    meters,
    vaultKek,
    logLevel: 'silent',
    databaseUrl: () => database.urlFor('response-builder'),
  });
};
const wired = () => ({
  MODEL_BASE_URL: url,
  MODEL_NAME: 'm',
  MODEL_API_KEY: 'secret-key',
  MODEL_PROCESSOR: 'ours',
  MODEL_RATES: '[{"from":"2026-01-01","in":1,"out":10}]',
});
beforeEach(async () => {
  answer = reply;
  heard.length = 0;
  await begin(wired());
});

let conversations = 0;
const grounded = (more: { modelOff?: boolean; trial?: { candidate: string; cohort: string } } = {}) => {
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  const routed = {
    next: 'answer',
    intent: 'returns_policy',
    language: 'en',
    confidence: 0.9,
    question: text('may I return the lamp, [NAME_1]?'),
    turn: turn({ contact, ...more }),
  };
  const evidence = [{ kind: 'passage', source: 'returns-en', facts: text(citation.quote), citation }];
  return message('Grounded', { outcome: 'evidence', routed, evidence }, { conversationId: `c-${++conversations}` });
};
const record = ({ type, data, envelope }: Message) => ({
  topic: 'conversation.grounded.v1',
  key: envelope.conversationId,
  value: encode(envelope, data),
  headers: { id: envelope.id, type },
});
const repliesTo = ({ envelope }: Message) =>
  written.filter((one): one is Message<'ReplyProposed'> => one.type === 'ReplyProposed' && one.envelope.causes.includes(envelope.id));
const replyTo = async (asked: Message) => {
  await eventually(() => repliesTo(asked).length > 0);
  return repliesTo(asked)[0]!;
};
const answered = async (asked: Message = grounded()) => {
  await bus.append([record(asked)]);
  return replyTo(asked);
};
const said = async ({ data }: Message<'ReplyProposed'>) => {
  const vault = new Vault(await database.connect('response-builder'), parseKeks(vaultKek), 'reads');
  return vault.open('contact-1', data.answer!);
};
const canned = /^Our page "Returns policy" says:\n"You can return any item within 30 days\."\nSource: https/;

test("a grounded answer is led by the model's words, sealed, and says by which model, at what cost", async () => {
  const proposed = await answered();
  expect(proposed.data).toMatchObject({ rung: 'model', answerOk: true, citations: [{ quote: citation.quote }] });
  expect(proposed.data.answer!.sealed.length).toBeGreaterThan(0);
  expect(await said(proposed)).toMatch(/^Yes, you can return it within 30 days\.\n\nOur page "Returns policy" says:\n"You can/);
  expect(proposed.envelope).toMatchObject({
    model: {
      model: 'm',
      version: 'm-2026',
      promptVersion: 'reply-1',
      tokensIn: 1_000,
      tokensOut: 100,
      costUsd: 0.002,
      costUnknown: false,
      processor: 'ours',
    },
    lookUps: [{ name: 'model', input: 'm', output: 'ok' }],
  });
  expect(proposed.envelope.guardrails).toContainEqual(expect.objectContaining({ name: 'model', passed: true }));
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain('may I return the lamp, [NAME_1]?');
  expect(heard[0]).not.toMatch(/contact-1|customer-1|secret-key/);
});

test.each<[string, object | number, string]>([
  ['invents a number', { ...reply, answer: 'Yes, you can return it within 60 days.' }, 'NUMBER'],
  ['writes something else twice', { hello: 'there' }, 'SCHEMA'],
  ['fails', 500, 'HTTP_500'],
  ['has too much to do', 429, 'HTTP_429'],
])('a model that %s: the canned words, and why', async (_what, given, code) => {
  answer = given;
  const proposed = await answered();
  expect(proposed.data.rung).toBe('canned');
  expect(await said(proposed)).toMatch(canned);
  expect(proposed.envelope.guardrails).toContainEqual(expect.objectContaining({ name: 'model', passed: false, detail: code }));
  expect(await meters.registry.metrics()).toMatch(
    new RegExp(`frontdesk_model_calls_total\\{outcome="(failed|refused)",code="${code}"\\} 1`),
  );
});

test('a model that does not answer in its time: the canned words', async () => {
  await begin({ ...wired(), MODEL_TIMEOUT_MS: '200' });
  answer = never;
  const proposed = await answered();
  expect([proposed.data.rung, await said(proposed)]).toEqual(['canned', expect.stringMatching(canned)]);
  expect(proposed.envelope.guardrails).toContainEqual(expect.objectContaining({ name: 'model', passed: false, detail: 'TIMEOUT' }));
  expect(proposed.envelope.model).toMatchObject({ costUnknown: true });
});

test('a model that is away is asked three times, and then nobody waits for it', async () => {
  answer = 503;
  for (let turns = 0; turns < 5; turns += 1) expect((await answered()).data.rung).toBe('canned');
  expect(heard).toHaveLength(3);
});

test('who was answered waits no more: there is a place for the next, however many there were', async () => {
  for (let turns = 0; turns < 17; turns += 1) expect((await answered()).data.rung).toBe('model');
});

test('a turn for which the model is switched off, or that rests on nothing, asks nobody', async () => {
  const off = await answered(grounded({ modelOff: true }));
  expect([off.data.rung, off.data.trial, off.envelope.model, await said(off)]).toEqual([
    'canned',
    undefined,
    undefined,
    expect.stringMatching(canned),
  ]);
  const bare = grounded();
  bare.data.outcome = 'no_evidence';
  bare.data.evidence = [];
  expect((await answered(bare)).data.rung).toBe('canned');
  expect(heard).toEqual([]);
});

test('of a contact who is not in its share it is asked nothing, and the record says on which side the case stands', async () => {
  expect((await answered()).data).toMatchObject({ rung: 'model', trial: { candidate: 'm reply-1', cohort: 'candidate' } });
  await begin({ ...wired(), MODEL_SHARE: '0' });
  heard.length = 0;
  expect((await answered()).data).toMatchObject({ rung: 'canned', trial: { candidate: 'm reply-1', cohort: 'control' } });
  expect(heard).toEqual([]);
  const begun = { candidate: 'm reply-1', cohort: 'candidate' };
  expect((await answered(grounded({ trial: begun }))).data).toMatchObject({ rung: 'model', trial: begun });
});

test('the same message twice is asked once, and what comes after it waits for it', async () => {
  const first = grounded();
  const second = grounded({ modelOff: true });
  second.envelope.conversationId = first.envelope.conversationId;
  await bus.append([record(first), record(first), record(second)]);
  const [one, two] = [await replyTo(first), await replyTo(second)];
  expect([one.data.rung, two.data.rung, heard.length]).toEqual(['model', 'canned', 1]);
  expect(written.indexOf(one)).toBeLessThan(written.indexOf(two));
});

test('without a model nothing is planned; what was left of one that is taken away is answered', async () => {
  await begin({});
  const proposed = await answered();
  expect([proposed.data.rung, proposed.envelope.model, await said(proposed)]).toEqual(['canned', undefined, expect.stringMatching(canned)]);
  const planned = await admin.query('SELECT FROM response_builder.slow_work WHERE conversation_id = $1', [
    proposed.envelope.conversationId,
  ]);
  expect(planned.rowCount).toBe(0);

  const left = grounded();
  const { key, topic, value, headers } = record(left);
  await admin.query(
    `INSERT INTO response_builder.slow_work (id, conversation_id, n, topic, record, headers, plan, attempts, created_at)
     VALUES ($1, $2, 1, $3, $4, $5, '{"asks":true}', 1, '2026-03-10')`,
    [testId(900_000), key, topic, Buffer.from(value), headers],
  );
  expect(await said(await replyTo(left))).toMatch(canned);
  expect(heard).toEqual([]);
});
