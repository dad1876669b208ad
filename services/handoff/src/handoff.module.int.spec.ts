import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { decode, encode, topics } from '@frontdesk/contracts';
import type { Message, Topic } from '@frontdesk/contracts';
import { connect, withTransaction } from '@frontdesk/postgres';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testId, testPostgres, testTime, text, turn } from '@frontdesk/testing';
import type { TestDatabase, TestPostgres } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import { HandoffModule, manifest } from './index.ts';

const kek = `test:${Buffer.alloc(32, 7).toString('base64')}`;
const clock = new Clock();
const written: Message[] = [];
let postgres: TestPostgres;
let database: TestDatabase;
let bus: EmbeddedBus;
let service: RunningService;
let web: Server;
let base = '';

beforeAll(async () => {
  web = createServer((request, response) => {
    if (!request.url?.startsWith('/internal/')) return service.handle(request, response);
    const allowed = request.headers.authorization === 'Bearer token-between-services';
    const line = { id: testId(77), ts: new Date(testTime).toISOString(), sender: 'agent:ana', text: { redacted: 'hello', sealed: null },
      status: 'read', statuses: [], verdict: null };
    response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify({ messages: [line] }));
  });
  await new Promise<void>((resolve) => { web.listen(0, '127.0.0.1', resolve); });
  base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    PUBLIC_URL: base, AUDIT_URL: base, SERVICE_TOKEN: 'token-between-services', FRONTDESK_SESSION_SECRET: 's'.repeat(32),
    WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1/graph', OWNER_SILENT_S: '1',
  });
  postgres = await testPostgres();
  database = await postgres.createDatabase([manifest]);
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 2 });
  await bus.createTopics(topics.map((topic) => ({ topic, partitions: 2, retentionMs: 3_600_000 })));
  clock.set(testTime - Date.now());
  service = await startService(manifest, HandoffModule,
    { bus, clock, meters: new Meters(), vaultKek: kek, logLevel: 'silent', databaseUrl: () => database.urlFor('handoff') });
  await bus.consume({
    group: 'spec', topics: ['conversation.handoff.v1', 'system.admin.v1'],
      onBatch: async ({ records }) => void written.push(...records.map(({ value }) => decode(value)!)),
  });
  const admin = await connect({ url: database.adminUrl, schema: 'vault', poolSize: 1 });
  await withTransaction(admin, (tx) => new Vault(admin, parseKeks(kek), 'creates').ensureKey('contact-1', tx, testTime));
  await admin.destroy();
}, 60_000);

afterAll(async () => {
  await service?.close();
  await bus?.close();
  await database?.drop();
  await postgres?.stop();
  web?.closeAllConnections();
  web?.close();
}, 30_000);

const send = ({ type, data, envelope }: Message, topic: Topic) =>
  bus.append([{ topic, key: envelope.conversationId, value: encode(envelope, data), headers: { id: envelope.id, type } }]);
const said = (conversationId: string) => written.filter(({ envelope }) => envelope.conversationId === conversationId);
const find = <T extends Message['type']>(conversationId: string, type: T) =>
  said(conversationId).findLast((one): one is Extract<Message, { type: T }> => one.type === type);

type Json = Record<string, never> & { [key: string]: Json };
interface Answer { status: number; body: Json; cookie: string }

async function call(cookie: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${base}/console/${path}`, {
    headers: { cookie, ...(body ? { 'content-type': 'application/json', 'x-frontdesk-console': '1' } : {}), ...headers },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  const raw = await response.text();
  return { status: response.status, body: (raw.startsWith('{') ? JSON.parse(raw) : {}) as Json,
    cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}
const signIn = async (name: string): Promise<string> =>
  (await call('', 'api/sign-in', { email: `${name}@frontdesk.example`, password: 'demo' })).cookie;
const again = () => ({ command_id: randomUUID() });

/** A conversation that asked for a person and that the queue owns. */
async function waiting(conversationId: string): Promise<string> {
  const about = (epoch: number) => ({ conversationId, fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 } });
  await send(message('Routed', {
    messageId: 'm1', next: 'handoff', handoffReason: 'ASKED', intent: 'human', topic: 'refund', language: 'en', turn: turn({ tier: 'trade' }),
    question: text('a person please'),
  }, about(1)), 'conversation.routed.v1');
  await eventually(() => find(conversationId, 'HandoffOpened') !== undefined);
  const { ticketId } = find(conversationId, 'HandoffOpened')!.data;
  await send(message('OwnerChanged', { from: 'bot', to: 'queue', epoch: 2, cause: 'HandoffOpened', ticketId }, about(2)),
    'conversation.lifecycle.v1');
  const lena = await signIn('lena');
  await eventually(async () => expect((await call(lena, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ state: 'waiting' }));
  await eventually(async () => expect(JSON.stringify((await call(lena, 'api/queue')).body['queue'])).toContain(ticketId));
  return ticketId;
}

async function taken(conversationId: string, cookie: string): Promise<string> {
  const ticketId = await waiting(conversationId);
  expect((await call(cookie, `api/tickets/${ticketId}/accept`, again())).status).toBe(200);
  const about = { conversationId, fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: 1 } };
  await send(message('OwnerChanged', { from: 'queue', to: 'agent:ana', epoch: 3, cause: 'HandoffAccepted', ticketId }, about),
    'conversation.lifecycle.v1');
  await send(message('FenceReached', { epoch: 3 }, about), 'conversation.delivery.v1');
  await eventually(async () => expect((await call(cookie, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ yours: true }));
  return ticketId;
}

describe('signing in', () => {
  test('nothing is served to who is not signed in', async () => {
    for (const path of ['api/me', 'api/queue', 'api/notices', 'api/tickets/x', 'api/conversations/c/thread', 'api/events', 'api/t/x']) {
      expect([path, (await call('', path)).status]).toEqual([path, 401]);
    }
    expect((await call('frontdesk_session=made.up', 'api/me')).status).toBe(401);
    expect((await call('', 'api/session')).body).toMatchObject({ user: null });
  });

  test('a wrong password is refused, the right one is audited', async () => {
    expect((await call('', 'api/sign-in', { email: 'ana@frontdesk.example', password: 'Demo' })).body).toMatchObject({ code: 'WRONG_CREDENTIALS' });
    expect((await call(await signIn('ana'), 'api/me')).body).toMatchObject({ user: { id: 'ana', role: 'agent' }, presence: 'off' });
    await eventually(() => find('account:*', 'SignedIn') !== undefined);
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
    const before = clock.now();
    clock.set(before + 31 * 60_000 - Date.now());
    expect((await call(idle, 'api/me')).status).toBe(401);
    const used = await signIn('ana');
    for (let minutes = 0; minutes < 12 * 60; minutes += 29) {
      expect((await call(used, 'api/me')).status).toBe(200);
      clock.set(clock.now() + 29 * 60_000 - Date.now());
    }
    expect((await call(used, 'api/me')).status).toBe(401);
    clock.set(testTime - Date.now());
  });
});

describe('a case', () => {
  test('of two agents who accept at once one wins, the other is told', async () => {
    const ticketId = await waiting('race');
    const [ana, ben] = [await signIn('ana'), await signIn('ben')];
    const answers = await Promise.all([ana, ben].map((cookie) => call(cookie, `api/tickets/${ticketId}/accept`, again())));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = answers[0]!.status === 200 ? 'ana' : 'ben';
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'ALREADY_TAKEN', by: { id: winner } });
    await eventually(() => find('race', 'HandoffAccepted') !== undefined);
    expect(find('race', 'HandoffAccepted')).toMatchObject({ data: { agentId: winner },
      envelope: { fence: { epoch: 2 }, actor: { kind: 'agent', id: winner } } });
  });

  test('the same command twice has its effect once', async () => {
    const ana = await signIn('ana');
    const ticketId = await taken('twice', ana);
    const command = { ...again(), text: 'Good morning' };
    const [first, second] = [await call(ana, `api/tickets/${ticketId}/reply`, command), await call(ana, `api/tickets/${ticketId}/reply`, command)];
    expect(second.body).toEqual(first.body);
    await call(ana, `api/tickets/${ticketId}/hand-back`, again());
    await eventually(() => find('twice', 'HandedBack') !== undefined);
    expect(said('twice').filter(({ type }) => type === 'AgentMessageWritten')).toHaveLength(1);
  });

  test('what the gate refuses is a draft again, what is unsent survives a reload, and words are sealed', async () => {
    const ana = await signIn('ana');
    const ticketId = await taken('drafts', ana);
    const { body } = await call(ana, `api/tickets/${ticketId}/reply`, { ...again(), text: 'Write to mara@example.com' });
    expect(body['draft']).toMatchObject({ status: 'pending', text: 'Write to mara@example.com' });
    await eventually(() => find('drafts', 'AgentMessageWritten') !== undefined);
    const { data } = find('drafts', 'AgentMessageWritten')!;
    expect(data.text?.redacted).not.toContain('mara@example.com');
    expect(data.text?.sealed.length).toBeGreaterThan(0);
    await send(message('VerdictGiven', {
      verdict: 'REFUSE', reason: 'WINDOW_CLOSED', subjectType: 'AgentMessageWritten', subjectId: data.draftId, speaker: 'agent',
      otherChannel: 'e-mail',
    }, { conversationId: 'drafts' }), 'conversation.lifecycle.v1');
    await call(ana, `api/tickets/${ticketId}/draft`, { text: 'half a sen' });
    await eventually(async () => expect((await call(ana, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({
      unsent: 'half a sen', drafts: [{ status: 'refused', reason: 'WINDOW_CLOSED', other_channel: 'e-mail', text: 'Write to mara@example.com' }],
    }));
    expect((await call(await signIn('ben'), `api/tickets/${ticketId}/reply`, { ...again(), text: 'x' })).body).toMatchObject({ code: 'NOT_YOURS' });
  });

  test('a template is sent by name, once it is in the catalogue', async () => {
    const ana = await signIn('ana');
    const ticketId = await taken('template', ana);
    const asked = { name: 'conversation_update', language: 'en', variables: ['Mara'] };
    expect((await call(ana, `api/tickets/${ticketId}/template`, { ...again(), ...asked })).body).toMatchObject({ code: 'UNKNOWN_TEMPLATE' });
    const template = { id: '1', name: asked.name, language: 'en', category: 'UTILITY', status: 'APPROVED', body: 'Hello {{1}}, we have news.',
      variables: 1 };
    await send(message('TemplateCatalogRead', { templates: [template] }, { conversationId: 'account:1' }), 'channel.account.v1');
    await eventually(async () => expect((await call(ana, 'api/templates')).body).toMatchObject({ templates: [{ name: asked.name }] }));
    expect((await call(ana, `api/tickets/${ticketId}/template`,
      { ...again(), ...asked })).body['draft']).toMatchObject({ text: 'Hello Mara, we have news.', template: asked });
    await eventually(() => find('template', 'AgentMessageWritten')?.data.template?.name === asked.name);
  });

  test('its permalink may be followed from a help desk: a link from elsewhere brings the session, a form from elsewhere does not', async () => {
    const { headers } = await fetch(`${base}/console/api/sign-in`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-frontdesk-console': '1' },
      body: JSON.stringify({ email: 'ana@frontdesk.example', password: 'demo' }),
    });
    expect(headers.get('set-cookie')).toMatch(/; Path=\/console; HttpOnly; SameSite=Lax; /);
  });

  test('its permalink opens for staff and is 404 for everybody else', async () => {
    const ticketId = await waiting('permalink');
    const ana = await signIn('ana');
    const url = new URL(String(((await call(ana, `api/tickets/${ticketId}`)).body['ticket'] as unknown as Json)['transcript_url']));
    const path = url.pathname.replace('/console/', '');
    expect(path).toMatch(/^t\/[\w-]{22}$/);
    expect((await call('', path)).status).toBe(404);
    expect((await call(ana, `${path}x`)).status).toBe(404);
    expect((await call(ana, path)).status).not.toBe(404);
    expect((await call(ana, `api/${path}`)).body).toMatchObject({ ticket_id: ticketId, conversation_id: 'permalink' });
  });

  test('who opens a transcript is on record, once per session', async () => {
    await waiting('transcript');
    const carl = await signIn('carl');
    expect((await call(carl, 'api/conversations/transcript/thread')).body).toMatchObject({ messages: [{ sender: 'agent', author: 'ana',
      text: 'hello', ts: testTime, status: 'read' }] });
    await call(carl, 'api/conversations/transcript/thread');
    await call(carl, 'api/sign-out', {});
    await eventually(() => find('account:*', 'SignedOut')?.data.agentId === 'carl');
    expect(said('account:*').filter((one) => one.type === 'TranscriptOpened' && one.data.conversationId === 'transcript')).toHaveLength(1);
  });
});

describe('roles', () => {
  test('compliance reads and serves nobody; only a lead turns the bot off', async () => {
    const ticketId = await waiting('roles');
    const [ana, lena, carl] = [await signIn('ana'), await signIn('lena'), await signIn('carl')];
    expect((await call(carl, `api/tickets/${ticketId}/accept`, again())).status).toBe(403);
    const off = { switch: 'bot', scope: '*', on: false, reason: 'wrong answers, ask mara@example.com' };
    expect((await call(ana, 'api/switches', { ...again(), ...off })).status).toBe(403);
    expect((await call(lena, 'api/switches',
      { ...again(), ...off })).body).toMatchObject({ switches: { bot: { on: false, by: 'lena', by_name: 'Lena', applied: false } } });
    await eventually(() => find('account:*', 'SwitchChanged')?.data.on === false);
    expect(find('account:*', 'SwitchChanged')?.data.reason).toBe('wrong answers, ask [EMAIL_1]');
    await send(message('SwitchApplied', { switch: 'bot', scope: '*', on: false, by: 'lena' }, { conversationId: 'account:*' }), 'conversation.lifecycle.v1');
    await eventually(async () => expect((await call(ana, 'api/me')).body).toMatchObject({ switches: { bot: { on: false, applied: true, reason: 'wrong answers, ask [EMAIL_1]' }, outbound: { on: true } } }));
    for (const body of [{ switch: 'outbound', scope: '*', on: false }, { switch: 'everything', scope: '*', on: true }]) {
      expect((await call(lena, 'api/switches', { ...again(), ...body })).status).toBe(400);
    }
    const frozen = { switch: 'outbound', scope: '*', on: false, reason: 'a drill' };
    expect((await call(lena, 'api/switches', { ...again(), ...frozen })).body).toMatchObject({ switches: { outbound: { on: false, reason: 'a drill' } } });
    await eventually(() => find('account:*', 'SwitchChanged')?.data.switch === 'outbound');
  });

  test('what is wrong in a body is named, and what is not there is 404', async () => {
    const ana = await signIn('ana');
    expect((await call(ana, `api/tickets/${testId(1)}/accept`, again())).status).toBe(404);
    expect((await call(ana, 'api/presence', { command_id: 'x', presence: 'asleep' })).body).toMatchObject({ code: 'BAD_REQUEST',
      fields: ['command_id', 'presence'] });
  });
});

test('who becomes available is offered what waits', async () => {
  const ticketId = await waiting('offered');
  const about = { conversationId: 'offered', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 1, turn: 1 } };
  await send(message('Grounded', { routed: { messageId: 'm1', next: 'handoff' }, outcome: 'no_evidence' }, about), 'conversation.grounded.v1');
  await eventually(() => find('offered', 'PacketCompleted') !== undefined);
  const ben = await signIn('ben');
  expect((await call(ben, 'api/presence', { ...again(), presence: 'available' })).body).toEqual({ presence: 'available' });
  await eventually(() => find('offered', 'CaseOffered')?.data.agentId === 'ben');
  expect((await call(ben, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ state: 'offered', offered_to_you: true });
});

test('a promise at risk is a notice until a person answers, and changes are told live', async () => {
  const ticketId = await waiting('risk');
  const ana = await signIn('ana');
  const stream = await fetch(`${base}/console/api/events`, { headers: { cookie: ana } });
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  await send(message('SlaAtRisk', { clock: 'human_first_response', ticketId, dueAt: testTime, leftMs: 1 }, { conversationId: 'risk' }),
    'conversation.timer.v1');
  let heard = '';
  while (!heard.includes('"notices"')) heard += (await events.read()).value ?? '';
  await events.cancel();
  expect(heard).toContain(`ticket:${ticketId}`);
  expect((await call(ana,
    'api/notices')).body).toMatchObject({ notices: [{ kind: 'support-p1', ticket_id: ticketId, number: expect.stringMatching(/^T-\d+$/) }] });
  await send(message('MessageSent', { speaker: 'agent', subjectId: testId(9) }, { conversationId: 'risk' }), 'conversation.lifecycle.v1');
  await eventually(async () => expect((await call(ana, 'api/notices')).body).toMatchObject({ notices: [] }));
});

describe('an owner who is gone while the customer waits', () => {
  const returns = async (conversationId: string, reason: string) => {
    await eventually(() => find(conversationId, 'CaseReturned') !== undefined);
    const { data } = find(conversationId, 'CaseReturned')!;
    expect(data).toMatchObject({ agentId: 'ana', reason });
    await send(message('OwnerChanged', { from: 'agent:ana', to: 'queue', epoch: 4, cause: 'CaseReturned', ticketId: data.ticketId },
      { conversationId, fence: { $typeName: 'frontdesk.v1.Fence', case: 1, epoch: 4, turn: 1 } }), 'conversation.lifecycle.v1');
    const lena = await signIn('lena');
    const { ticketId } = data;
    await eventually(async () => expect((await call(lena, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ assignee: null }));
    expect((await call(lena, 'api/notices')).body['notices']).toContainEqual(expect.objectContaining({ kind: 'returned', ticket_id: ticketId }));
  };

  test('signed out: the queue has it again, and the lead is told', async () => {
    const rows = await connect({ url: database.urlFor('handoff'), schema: 'handoff', poolSize: 1 });
    await rows.query('UPDATE sessions SET ended_at = now()');
    await rows.destroy();
    const ana = await signIn('ana');
    await taken('left', ana);
    await call(ana, 'api/sign-out', {});
    await returns('left', 'SIGNED_OUT');
  });

  test('their page is not heard of any more', async () => {
    const ana = await signIn('ana');
    await taken('silent', ana);
    await call(ana, 'api/presence', { ...again(), presence: 'available' });
    await call(ana, 'api/heartbeat', {});
    await returns('silent', 'SILENT');
  });
});
