import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { EmbeddedBus } from '@frontdesk/bus';
import { decode, encode, topics } from '@frontdesk/contracts';
import type { Message, Topic } from '@frontdesk/contracts';
import { connect, withTransaction } from '@frontdesk/postgres';
import { Clock, fileType, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testId, testTime, text, turn } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import { HandoffModule, manifest } from '../src/index.ts';

/** whose number every customer here has, as Meta writes it */
export const phone = '4915123454471';
const kek = `test:${Buffer.alloc(32, 7).toString('base64')}`;

export type Json = Record<string, never> & { [key: string]: Json };
type Environment = (base: string) => Record<string, string>;
export interface Answer {
  status: number;
  body: Json;
  cookie: string;
}

/** handoff as it runs, on a real database and log, called as the console calls it; audit-logger is one line that the test knows. */
export class ConsoleWorld {
  readonly clock = new Clock();
  readonly meters = new Meters();
  readonly written: Message[] = [];
  /** what audit-logger's transcript holds, and gateway's files */
  lines: object[] = [
    {
      id: testId(77),
      ts: new Date(testTime).toISOString(),
      sender: 'agent:ana',
      text: { redacted: 'hello', sealed: null },
      status: 'read',
      statuses: [],
      verdict: null,
    },
  ];
  /** before which line there are more; undefined: it knows no pages */
  next: string | null | undefined = null;
  /** what it holds of who looked */
  looks: object[] = [];
  /** and of what a day was like */
  day: object = {};
  /** and of what a conversation costs */
  costs: object = {};
  /** why something was sent, as it has it */
  explanation: object = { said: '', steps: [], cut: false };
  /** what a search of it finds */
  searched: object = { hits: [], next: null, until: null };
  /** and with whom gateway knows a phone number */
  conversationsOfPhone: string[] = [];
  /** what each was asked to look for */
  readonly sought: Json[] = [];
  /** a search is answered once this is */
  searchAnswered: Promise<void> = Promise.resolve();
  /** all that it has of a conversation, a line each */
  exported: object[] = [];
  /** what it was asked for */
  readonly askedOfAudit: string[] = [];
  auditAway = false;
  readonly files = new Map<string, { row: object; sealed?: Uint8Array }>();
  filesAway = false;
  /** what it was given to keep, and why it takes nothing */
  readonly kept: { query: string; bytes: Buffer }[] = [];
  refusesFiles: string | undefined;
  /** and of what it was told that it goes */
  readonly withdrawn: string[] = [];
  /** files that somebody began to read and let go of before their end */
  filesLetGo = 0;
  base = '';
  database!: TestDatabase;
  bus!: EmbeddedBus;
  #service!: RunningService;
  #web!: Server;
  #sealedPhone!: Uint8Array;

  /** @param env besides what handoff needs, and may need the console's address for */
  static async open(env: Environment = () => ({})): Promise<ConsoleWorld> {
    const world = new ConsoleWorld();
    await world.#start(env);
    return world;
  }

  async #start(env: Environment): Promise<void> {
    this.#web = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      if (!request.url?.startsWith('/internal/')) return this.#service.handle(request, response);
      const allowed = request.headers.authorization === 'Bearer token-between-services';
      const [, , edge, id = ''] = request.url.split('/');
      if (allowed && request.method === 'DELETE') {
        this.withdrawn.push(id);
        return void response.writeHead(204).end();
      }
      if (allowed && edge?.startsWith('media')) return edge === 'media' ? this.#file(id, response) : void this.#keep(request, response);
      if (allowed && edge === 'contacts') return void this.#search(request, response, { conversations: this.conversationsOfPhone });
      if (this.auditAway) return void response.writeHead(503).end();
      if (allowed && edge === 'numbers') return void this.#search(request, response, this.day);
      if (allowed && edge === 'search') return void this.#search(request, response, this.searched);
      if (allowed && edge === 'exports')
        return void response.writeHead(200).end(this.exported.map((row) => `${JSON.stringify(row)}\n`).join(''));
      this.askedOfAudit.push(request.url);
      const answers: Record<string, object> = { looks: { looks: this.looks }, costs: this.costs, explanations: this.explanation };
      const body = answers[edge ?? ''] ?? { messages: this.lines, next: this.next };
      response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => {
      this.#web.listen(0, '127.0.0.1', resolve);
    });
    this.base = `http://127.0.0.1:${(this.#web.address() as AddressInfo).port}`;
    Object.assign(process.env, {
      PUBLIC_URL: this.base,
      AUDIT_URL: this.base,
      GATEWAY_URL: this.base,
      SERVICE_TOKEN: 'token-between-services',
      FRONTDESK_SESSION_SECRET: 's'.repeat(32),
      WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1/graph',
      OWNER_SILENT_S: '1',
      ...env(this.base),
    });
    this.database = await testDatabase([manifest]);
    this.bus = new EmbeddedBus({ url: this.database.adminUrl, partitions: 2 });
    await this.bus.createTopics(topics.map((topic) => ({ topic, partitions: 2, retentionMs: 3_600_000 })));
    this.clock.set(testTime - Date.now());
    this.#service = await this.#serve(this.meters);
    await this.bus.consume({
      group: 'spec',
      topics: ['conversation.handoff.v1', 'system.admin.v1'],
      onBatch: async ({ records }) => void this.written.push(...records.map(({ value }) => decode(value)!)),
    });
    const admin = await connect({ url: this.database.adminUrl, schema: 'vault', poolSize: 1 });
    const vault = new Vault(admin, parseKeks(kek), 'creates');
    await withTransaction(admin, (tx) => vault.ensureKey('contact-1', tx, testTime));
    this.#sealedPhone = await vault.sealBytes('contact-1', Buffer.from(phone));
    await admin.destroy();
  }

  #serve(meters: Meters): Promise<RunningService> {
    return startService(manifest, HandoffModule, {
      bus: this.bus,
      clock: this.clock,
      meters,
      vaultKek: kek,
      logLevel: 'silent',
      databaseUrl: () => this.database.urlFor('handoff'),
    });
  }

  /** A second replica of it. @returns where it is, and what ends it */
  async replica(): Promise<{ base: string; close: () => Promise<void> }> {
    const service = await this.#serve(new Meters());
    const web = createServer((request, response) => service.handle(request, response));
    await new Promise<void>((resolve) => {
      web.listen(0, '127.0.0.1', resolve);
    });
    const close = async (): Promise<void> => {
      await service.close();
      web.closeAllConnections();
      web.close();
    };
    return { base: `http://127.0.0.1:${(web.address() as AddressInfo).port}`, close };
  }

  async #search(request: IncomingMessage, response: ServerResponse, answer: object): Promise<void> {
    this.sought.push((await json(request)) as Json);
    await this.searchAnswered;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  #file(id: string, response: ServerResponse): void {
    if (this.filesAway) return void response.writeHead(503).end();
    if (id === 'states') return void response.end(JSON.stringify({ files: [...this.files.values()].map(({ row }) => row) }));
    const sealed = this.files.get(id)?.sealed;
    response.once('close', () => (this.filesLetGo += response.writableFinished ? 0 : 1));
    response.writeHead(sealed ? 200 : 404).end(sealed);
  }

  async #keep(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (this.filesAway) return void response.writeHead(503).end();
    if (this.refusesFiles) return void response.writeHead(422).end(JSON.stringify({ code: 'FILE_REFUSED', reason: this.refusesFiles }));
    const bytes = Buffer.concat(parts);
    this.kept.push({ query: request.url?.split('?')[1] ?? '', bytes });
    const isPdf = bytes.toString('latin1', 0, 5) === '%PDF-';
    const kind = isPdf ? { kind: 'document', mime: 'application/pdf' } : { kind: 'image', mime: 'image/jpeg' };
    response.end(JSON.stringify({ file_id: randomUUID(), ...kind, bytes: bytes.length, sha256: 'ab'.repeat(32) }));
  }

  /** Attaches a file as the console does. */
  readonly attach = async (cookie: string, ticketId: string, bytes: Buffer, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${this.base}/console/api/tickets/${ticketId}/file`, {
      method: 'POST',
      headers: { cookie, 'content-type': fileType, 'x-frontdesk-console': '1', ...headers },
      body: new Uint8Array(bytes),
    });
    return { status: response.status, body: (await response.json()) as Json, cookie: '' };
  };

  async close(): Promise<void> {
    await this.#service?.close();
    await this.bus?.close();
    await this.database?.close();
    this.#web?.closeAllConnections();
    this.#web?.close();
  }

  readonly send = ({ type, data, envelope }: Message, topic: Topic) =>
    this.bus.append([{ topic, key: envelope.conversationId, value: encode(envelope, data), headers: { id: envelope.id, type } }]);

  readonly said = (conversationId: string): Message[] => this.written.filter(({ envelope }) => envelope.conversationId === conversationId);

  readonly find = <T extends Message['type']>(conversationId: string, type: T) =>
    this.said(conversationId).findLast((one): one is Extract<Message, { type: T }> => one.type === type);

  readonly call = async (cookie: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${this.base}/console/${path}`, {
      headers: { cookie, ...(body ? { 'content-type': 'application/json', 'x-frontdesk-console': '1' } : {}), ...headers },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    const raw = await response.text();
    return {
      status: response.status,
      body: (raw.startsWith('{') ? JSON.parse(raw) : {}) as Json,
      cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
    };
  };

  readonly signIn = async (name: string): Promise<string> =>
    (await this.call('', 'api/sign-in', { email: `${name}@frontdesk.example`, password: 'demo' })).cookie;

  /** A conversation that asked for a person and that the queue owns. */
  readonly waiting = async (conversationId: string, contactId = 'contact-1'): Promise<string> => {
    const { send, find, call, signIn } = this;
    const about = (epoch: number) => ({ conversationId, fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 } });
    await send(
      message(
        'Routed',
        {
          messageId: 'm1',
          next: 'handoff',
          handoffReason: 'ASKED',
          intent: 'human',
          topic: 'refund',
          language: 'en',
          turn: turn({
            tier: 'trade',
            contact: { contactId, customerHash: 'customer-1', numberId: 'number-1', sealedPhone: this.#sealedPhone },
          }),
          question: text('a person please'),
        },
        about(1),
      ),
      'conversation.routed.v1',
    );
    await eventually(() => find(conversationId, 'HandoffOpened') !== undefined);
    const { ticketId } = find(conversationId, 'HandoffOpened')!.data;
    await send(
      message('OwnerChanged', { from: 'bot', to: 'queue', epoch: 2, cause: 'HandoffOpened', ticketId }, about(2)),
      'conversation.lifecycle.v1',
    );
    const lena = await signIn('lena');
    await eventually(async () => expect((await call(lena, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ state: 'waiting' }));
    await eventually(async () => expect(JSON.stringify((await call(lena, 'api/queue')).body['queue'])).toContain(ticketId));
    return ticketId;
  };

  /** The same, and ana holds it. */
  readonly taken = async (conversationId: string, cookie: string): Promise<string> => {
    const ticketId = await this.waiting(conversationId);
    await this.take(conversationId, ticketId, cookie);
    return ticketId;
  };

  /** Ana takes what waits. */
  readonly take = async (conversationId: string, ticketId: string, cookie: string): Promise<void> => {
    const { send, call } = this;
    expect((await call(cookie, `api/tickets/${ticketId}/accept`, again())).status).toBe(200);
    const about = { conversationId, fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: 1 } };
    await send(
      message('OwnerChanged', { from: 'queue', to: 'agent:ana', epoch: 3, cause: 'HandoffAccepted', ticketId }, about),
      'conversation.lifecycle.v1',
    );
    await send(message('FenceReached', { epoch: 3 }, about), 'conversation.delivery.v1');
    await eventually(async () => expect((await call(cookie, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ yours: true }));
  };
}

/** A command of its own. */
export const again = () => ({ command_id: randomUUID() });
