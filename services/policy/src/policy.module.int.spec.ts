import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { decode, encode, topics } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testId, testPostgres, testTime, text } from '@frontdesk/testing';
import type { TestDatabase, TestPostgres } from '@frontdesk/testing';
import { PolicyModule, manifest } from './index.ts';

let postgres: TestPostgres;
let database: TestDatabase;
let bus: EmbeddedBus;
let service: RunningService;
const written: Message[] = [];

beforeAll(async () => {
  postgres = await testPostgres();
  database = await postgres.createDatabase([manifest]);
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 2 });
  await bus.createTopics(topics.map((topic) => ({ topic, partitions: 2, retentionMs: 3_600_000 })));
  const clock = new Clock();
  clock.set(testTime - Date.now());
  service = await startService(manifest, PolicyModule, {
    bus,
    clock,
    meters: new Meters(),
    vaultKek: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    logLevel: 'silent',
    databaseUrl: () => database.urlFor('policy'),
  });
  await bus.consume({
    group: 'spec',
    topics: ['conversation.admitted.v1', 'conversation.dispatch.v1', 'conversation.lifecycle.v1'],
    onBatch: async ({ records }) => void written.push(...records.map(({ value }) => decode(value)!)),
  });
}, 60_000);

afterAll(async () => {
  await service?.close();
  await bus?.close();
  await database?.drop();
  await postgres?.stop();
}, 30_000);

const send = ({ type, data, envelope }: Message, topic: string) =>
  bus.append([{ topic, key: envelope.conversationId, value: encode(envelope, data), headers: { id: envelope.id, type } }]);
const of = (conversationId: string) => written.filter(({ envelope }) => envelope.conversationId === conversationId);
const wrote = (conversationId: string, messageId: string) =>
  message(
    'MessageReceived',
    {
      messageId,
      kind: 'text',
      text: text('where is my order?'),
      sentAt: testTime,
      contact: { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' },
    },
    { conversationId, customerHash: 'customer-1' },
  );

test('a message goes in, its turn comes out once though it was delivered twice, and a reply to it is dispatched', async () => {
  const asked = wrote('c1', testId(1));
  await send(asked, 'conversation.inbound.v1');
  await send(asked, 'conversation.inbound.v1');
  await eventually(() => of('c1').some(({ type }) => type === 'MessageAdmitted'));
  const turn = of('c1').find(({ type }) => type === 'MessageAdmitted')!;
  await send(
    message(
      'ReplyProposed',
      { replyId: testId(2), answer: text('On its way.'), answers: [testId(1)] },
      { conversationId: 'c1', fence: turn.envelope.fence! },
    ),
    'conversation.reply.v1',
  );
  await eventually(() => of('c1').some(({ type }) => type === 'MessageDispatched'));
  expect(of('c1').filter(({ type }) => type === 'MessageAdmitted')).toHaveLength(1);
  expect(turn.envelope).toMatchObject({
    causes: [asked.envelope.id],
    customerHash: 'customer-1',
    occurredAt: testTime,
    actor: { kind: 'service', id: 'policy' },
  });
});

test('a switch is in force for every conversation, and said where it was turned', async () => {
  await send(message('SwitchChanged', { switch: 'bot', scope: '*', on: false, by: 'lea' }, { conversationId: 'account:*' }), 'system.admin.v1');
  await eventually(() => of('account:*').some(({ type }) => type === 'SwitchApplied'));
  await send(wrote('c2', testId(3)), 'conversation.inbound.v1');
  await eventually(() => of('c2').some(({ type }) => type === 'MessageAdmitted'));
  expect(of('c2').find(({ type }) => type === 'MessageAdmitted')).toMatchObject({ data: { turn: { botOff: true } } });
});
