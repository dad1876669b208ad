import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { create } from '@bufbuild/protobuf';
import { deriveId, EmbeddedBus } from '@frontdesk/bus';
import type { Bus, Subscription } from '@frontdesk/bus';
import { ContactSchema, decode, encode, fact } from '@frontdesk/contracts';
import type { Contact, Data, DataInit, Message, MessageType, Service } from '@frontdesk/contracts';
import { Clock, Meters, startService, topicsConfig } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, testDatabase, text } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { GatewayModule } from '../src/gateway.module.ts';
import { inboxDays } from '../src/config.ts';
import { manifest } from '../src/manifest.ts';
import { GraphRecorder } from './graph-recorder.ts';

export const numberId = '106500000000001';
export const appSecrets = ['old-app-secret', 'new-app-secret'];
export const verifyToken = 'verify-me';
export const kek = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** Gateway as it runs, on a real database and log, with a Graph API that records; policy is played by the test. */
export class GatewayWorld {
  readonly graph = new GraphRecorder();
  readonly facts: Message[] = [];
  readonly clock = new Clock();
  /** of the first replica */
  readonly meters = new Meters();
  #seq = new Map<string, number>();
  url = '';
  graphUrl = '';
  database!: TestDatabase;
  bus!: Bus;
  service!: RunningService;
  #server!: Server;
  #reader!: Subscription;

  static async open(numberIds: readonly string[] = [numberId]): Promise<GatewayWorld> {
    const world = new GatewayWorld();
    world.database = await testDatabase([manifest]);
    world.bus = new EmbeddedBus({
      url: world.database.adminUrl,
      partitions: 4,
      topicsConfig: Object.fromEntries(topicsConfig(4).map((topic) => [topic.topic, topic])),
    });
    await world.bus.createTopics(topicsConfig(4));
    world.graphUrl = await world.graph.start();
    Object.assign(process.env, {
      WHATSAPP_GRAPH_URL: world.graphUrl,
      WHATSAPP_PHONE_NUMBER_ID: numberIds.join(','),
      WHATSAPP_BUSINESS_ACCOUNT_ID: '102200000000001',
      WHATSAPP_ACCESS_TOKEN: 'TOKEN-THAT-NOBODY-MAY-SEE',
      WHATSAPP_APP_SECRET: appSecrets.join(','),
      WHATSAPP_VERIFY_TOKEN: verifyToken,
      SERVICE_TOKEN: 'token-between-services',
    });
    await world.start();
    world.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => world.service.handle(request, response));
    await new Promise<void>((resolve) => world.#server.listen(0, '127.0.0.1', resolve));
    world.url = `http://127.0.0.1:${(world.#server.address() as AddressInfo).port}/webhooks/whatsapp`;
    world.#reader = await world.bus.consume({
      group: 'test',
      topics: ['channel.webhook.v1', 'conversation.inbound.v1', 'conversation.delivery.v1', 'channel.account.v1', 'gateway.dead.v1'],
      onBatch: async ({ records }) => {
        for (const { value } of records) {
          const message = decode(value);
          if (message && !world.facts.some(({ envelope }) => envelope.id === message.envelope.id)) world.facts.push(message);
        }
      },
    });
    return world;
  }

  async start(): Promise<void> {
    this.service = await this.replica(this.bus, this.meters);
  }

  /** Another process of gateway's would have its own bus and pool; the clock is shared, as they share the twin's. */
  replica(bus: Bus, meters = new Meters(), keks = kek): Promise<RunningService> {
    process.env['VAULT_KEK'] = keks;
    return startService(
      manifest,
      GatewayModule,
      {
        bus,
        clock: this.clock,
        meters,
        vaultKek: keks,
        logLevel: process.env['TEST_LOG'] ?? 'silent',
        databaseUrl: () => this.database.urlFor('gateway'),
      },
      { inboxDays },
    );
  }

  async close(): Promise<void> {
    await this.#reader?.stop();
    this.#server?.closeAllConnections();
    this.#server?.close();
    await this.service?.close();
    await this.bus?.close();
    await this.graph.stop();
    await this.database?.close();
  }

  post(body: string | Uint8Array, headers: Record<string, string> = { 'x-hub-signature-256': sign(body) }): Promise<Response> {
    return fetch(this.url, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': 'application/json', ...headers } });
  }

  async postgresRows<Row>(statement: string, values: unknown[]): Promise<Row[]> {
    const client = new Client({ connectionString: this.database.adminUrl });
    await client.connect();
    try {
      return (await client.query(statement, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  of<T extends MessageType>(type: T, match: (message: Message<T>) => boolean = () => true): Message<T>[] {
    return (this.facts as Message<T>[]).filter((message) => message.type === type && match(message));
  }

  accepted(sendId: string): Message<'SendAccepted'>[] {
    return this.of('SendAccepted', ({ data }) => data.sendId === sendId);
  }

  async stateOf(sendId: string): Promise<string | undefined> {
    return (await this.postgresRows<{ state: string }>('SELECT state FROM gateway.sends WHERE send_id = $1', [sendId]))[0]?.state;
  }

  /** A customer who has written: the thread the sends go to. */
  async customer(from: string): Promise<{ contact: Contact; conversationId: string; messageId: string }> {
    const id = `wamid.hello${from}`;
    await this.post(
      toWire(webhook({ messages: [{ from, id, timestamp: '1790000000', type: 'text', text: { body: `hello from ${from}` } }] })),
    );
    let found: Message<'MessageReceived'> | undefined;
    await eventually(() => {
      found = this.of('MessageReceived', ({ data }) => data.text?.redacted.includes('hello') === true).find(
        ({ envelope }) => !this.#seq.has(envelope.conversationId),
      );
      return found !== undefined;
    });
    const { data, envelope } = found as Message<'MessageReceived'>;
    this.#seq.set(envelope.conversationId, 0);
    return { contact: data.contact ?? create(ContactSchema), conversationId: envelope.conversationId, messageId: data.messageId };
  }

  /** Policy lets something be sent. */
  dispatch(
    to: { contact: Contact; conversationId: string },
    speaker: 'bot' | 'notice' | 'agent',
    body: string,
    about: { epoch?: number; seq?: number } & Partial<DataInit<'MessageDispatched'>> = {},
  ) {
    const { epoch = 0, seq = (this.#seq.get(to.conversationId) ?? 0) + 1, ...more } = about;
    this.#seq.set(to.conversationId, Math.max(seq, this.#seq.get(to.conversationId) ?? 0));
    const sendId = deriveId(Date.now(), to.conversationId, seq);
    const data = fact('MessageDispatched', {
      sendId,
      dispatchSeq: seq,
      contact: to.contact,
      speaker,
      text: text(body),
      subjectId: `subject-${seq}`,
      ...more,
    } as DataInit<'MessageDispatched'>).data;
    return { sendId, record: this.record('MessageDispatched', data, to.conversationId, epoch) };
  }

  /** The customer has waited for the bot for a moment. */
  awaited(to: { contact: Contact; conversationId: string; messageId: string }, at = Date.now()) {
    const data = fact('AnswerAwaited', { messageId: to.messageId, numberId: to.contact.numberId }).data;
    return this.record('AnswerAwaited', data, to.conversationId, 0, at);
  }

  fence(to: { conversationId: string }, epoch: number) {
    return this.record('FenceRaised', fact('FenceRaised', { epoch, owner: 'agent:ana' }).data, to.conversationId, epoch);
  }

  /** The customer said yes to another address. */
  orderChange(to: { contact: Contact; conversationId: string }, orderNumber: string, address: string, epoch = 0) {
    const changeId = deriveId(Date.now(), to.conversationId, orderNumber, Math.random());
    const change = { changeId, kind: 'delivery_address', orderNumber, value: text(address) };
    const { data } = fact('OrderChangeDispatched', { change, contact: to.contact } as DataInit<'OrderChangeDispatched'>);
    return { changeId, record: this.record('OrderChangeDispatched', data, to.conversationId, epoch) };
  }

  /** The customer said STOP after this one. */
  withdrawn(to: { conversationId: string }, dispatchSeq: number) {
    return this.record('ConsentWithdrawn', fact('ConsentWithdrawn', { dispatchSeq }).data, to.conversationId, 0);
  }

  private record<T extends MessageType>(type: T, data: Data<T>, conversationId: string, epoch: number, now = Date.now()) {
    const id = deriveId(now, conversationId, type, Math.random());
    const writer: Service = 'policy';
    const value = encode(
      {
        id,
        type,
        occurredAt: now,
        decidedAt: now,
        actor: { kind: 'service', id: writer },
        conversationId,
        fence: { case: 1, epoch, turn: 1 },
      },
      data,
    );
    return { topic: 'conversation.dispatch.v1', key: conversationId, value, headers: { id, type } };
  }
}

/** As Meta puts it on the wire: compact, ASCII, slashes escaped. */
export const toWire = (body: unknown): string =>
  JSON.stringify(body)
    .replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\//g, '\\/');

export const sign = (body: string | Uint8Array, secret = appSecrets[1] as string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export const change = (field: string, value: object): object => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '102200000000001', changes: [{ field, value }] }],
});

export const webhook = (value: object): object =>
  change('messages', {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550000001', phone_number_id: numberId },
    ...value,
  });
