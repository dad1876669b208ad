import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { decode, encode, topics } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testId, testTime, text } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { PolicyModule, manifest } from './index.ts';

let database: TestDatabase;
let bus: EmbeddedBus;
let replicas: RunningService[] = [];
const written: Message[] = [];
const meters = [new Meters(), new Meters()] as const;

beforeAll(async () => {
  database = await testDatabase([manifest]);
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 2 });
  await bus.createTopics(topics.map((topic) => ({ topic, partitions: 2, retentionMs: 3_600_000 })));
  const clock = new Clock();
  clock.set(testTime - Date.now());
  const replica = (counted: Meters) =>
    startService(manifest, PolicyModule, {
      bus,
      clock,
      meters: counted,
      vaultKek: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      logLevel: 'silent',
      databaseUrl: () => database.urlFor('policy'),
    });
  replicas = [await replica(meters[0]), await replica(meters[1])];
  await bus.consume({
    group: 'spec',
    topics: ['conversation.admitted.v1', 'conversation.dispatch.v1', 'conversation.lifecycle.v1'],
    onBatch: async ({ records }) => void written.push(...records.map(({ value }) => decode(value)!)),
  });
}, 60_000);

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await bus?.close();
  await database?.close();
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

const turned = async (scope: string, on: boolean) => {
  await send(
    message(
      'SwitchChanged',
      { switch: 'bot', scope, on, by: 'lea' },
      { conversationId: 'account:*', decidedAt: testTime + written.length },
    ),
    'system.admin.v1',
  );
  await eventually(() =>
    of('account:*').some((one) => one.type === 'SwitchApplied' && one.data.scope === scope && one.data.on === on && one.data.by === 'lea'),
  );
};

test('what the bot is off for alone is in force at either of two replicas as soon as it is said, and no longer than that', async () => {
  const worked = () =>
    Promise.all(
      meters.map(async ({ registry }) => Number(/hop_seconds_count\{service="policy"\} (\d+)/.exec(await registry.metrics())?.[1] ?? 0)),
    );
  let warm = 0;
  await eventually(async () => {
    await send(wrote(`warm-${warm}`, testId(200 + warm++)), 'conversation.inbound.v1');
    return (await worked()).every((count) => count > 0);
  });
  const before = await worked();
  const eight = (name: string) => Array.from({ length: 8 }, (_, n) => `${name}-${n}`);
  const admitted = async (name: string, from: number) => {
    const all = eight(name);
    await Promise.all(all.map((id, n) => send(wrote(id, testId(from + n)), 'conversation.inbound.v1')));
    await eventually(() => all.every((id) => of(id).some(({ type }) => type === 'MessageAdmitted')));
    return all.map((id) => of(id).find((one) => one.type === 'MessageAdmitted')!.data.turn!);
  };
  await turned('intent:refund', false);
  await turned('number-1', false);
  expect((await admitted('stopped', 100)).map((turn) => [turn.botOff, turn.stoppedIntents])).toEqual(Array(8).fill([true, ['refund']]));
  const after = await worked();
  expect(after.every((count, at) => count > before[at]!)).toBe(true);
  await turned('number-1', true);
  await turned('intent:refund', true);
  expect((await admitted('on', 110)).map((turn) => [turn.botOff, turn.stoppedIntents])).toEqual(Array(8).fill([false, []]));
});

test('a switch is in force for every conversation, and said where it was turned', async () => {
  await turned('*', false);
  await send(wrote('c2', testId(3)), 'conversation.inbound.v1');
  await eventually(() => of('c2').some(({ type }) => type === 'MessageAdmitted'));
  expect(of('c2').find(({ type }) => type === 'MessageAdmitted')).toMatchObject({ data: { turn: { botOff: true } } });
});

test("what Meta did that somebody has to mend is said once, by what was before; what it took back is nobody's to mend", async () => {
  const template = (more: object = {}) => ({
    id: 't1',
    name: 'conversation_update',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    body: 'b',
    variables: 0,
    quality: 'GREEN',
    ...more,
  });
  const said = () =>
    written
      .filter(({ type }) => type === 'AttentionNeeded')
      .map(({ data, envelope }) => {
        const { what, scope, subjects, why } = data as Extract<Message, { type: 'AttentionNeeded' }>['data'];
        return [what, scope, ...subjects, why, envelope.reasons.join()].filter((one) => one !== '').join(' ');
      });
  let at = testTime;
  const news = (...[type, data, scope = '*']: [Parameters<typeof message>[0], object, string?]) =>
    send(
      message(type as 'TemplateChanged', data as never, { conversationId: `account:${scope}`, decidedAt: (at += 10) }),
      'channel.account.v1',
    );
  await news('TemplateCatalogRead', { templates: [template()] });
  for (let copy = 0; copy < 2; copy += 1) await news('TemplateChanged', { templateId: 't1', status: 'PAUSED', reason: 'ABUSIVE' });
  await news('TemplateChanged', { templateId: 't1', status: 'APPROVED' });
  // the webhook of this one was lost
  await news('TemplateCatalogRead', { templates: [template({ quality: 'RED' })] }, 'n1');
  for (let copy = 0; copy < 2; copy += 1) await news('NumberChanged', { event: 'QUALITY_RED', quality: 'RED' }, 'n1');
  await news('NumberChanged', { event: 'QUALITY_GREEN', quality: 'GREEN' }, 'n1');
  for (let copy = 0; copy < 2; copy += 1) await news('AccountStandingChanged', { event: 'DISABLED_UPDATE', ban: 'DISABLE' });
  await news('AccountStandingChanged', { event: 'DISABLED_UPDATE', ban: 'REINSTATE' });
  await news('AccountAlerted', { alert: 'SEND_REFUSED_131031', status: 'ACTIVE' }, 'n1');
  await eventually(() => expect(said()).toHaveLength(6));
  const expected = [
    'TEMPLATE_MISSING * csat_rating en csat_rating de TEMPLATE_MISSING',
    'TEMPLATE_PAUSED * conversation_update en_US ABUSIVE TEMPLATE_PAUSED',
    'TEMPLATE_QUALITY_RED * conversation_update en_US TEMPLATE_QUALITY_RED',
    'NUMBER_QUALITY_RED n1 NUMBER_QUALITY_RED NUMBER_QUALITY_RED',
    'ACCOUNT_BANNED * BANNED ACCOUNT_BANNED',
    'SEND_REFUSED n1 131031 SEND_REFUSED',
  ];
  expect(said().sort()).toEqual(expected.sort());
  const over = written
    .filter(({ type }) => type === 'AttentionOver')
    .map(({ data }) => data as Extract<Message, { type: 'AttentionOver' }>['data']);
  expect(over.map(({ what, scope, subjects }) => [what, scope, ...subjects].join(' '))).toEqual(
    expect.arrayContaining(['TEMPLATE_PAUSED * conversation_update en_US', 'NUMBER_QUALITY_RED n1', 'ACCOUNT_BANNED *']),
  );
  const shown = (await Promise.all(meters.map(({ registry }) => registry.metrics()))).join('\n');
  for (const what of [
    'TEMPLATE_MISSING',
    'TEMPLATE_PAUSED',
    'TEMPLATE_QUALITY_RED',
    'NUMBER_QUALITY_RED',
    'ACCOUNT_BANNED',
    'SEND_REFUSED',
  ])
    expect(shown).toContain(`frontdesk_account_troubles_total{what="${what}"} 1`);
});

test('that the model was withdrawn is for somebody to look into, until it is switched on; that a person switched it off is not', async () => {
  const model = (on: boolean, more: object = {}) =>
    send(
      message('SwitchChanged', { switch: 'model', scope: '*', on, by: 'lea', ...more }, { conversationId: 'account:*' }),
      'system.admin.v1',
    );
  const called = () =>
    of('account:*').filter(
      (one) => (one.type === 'AttentionNeeded' || one.type === 'AttentionOver') && one.data.what === 'MODEL_WITHDRAWN',
    );
  await model(false);
  await model(false, { by: 'handoff', regression: { candidate: 'm reply-1', what: 'PEOPLE' } });
  await model(true);
  await eventually(() => called().length === 2);
  expect(called()).toMatchObject([
    { type: 'AttentionNeeded', data: { what: 'MODEL_WITHDRAWN', scope: '*', why: 'PEOPLE', subjects: ['m reply-1'] } },
    { type: 'AttentionOver', data: { what: 'MODEL_WITHDRAWN', subjects: [] } },
  ]);
});
