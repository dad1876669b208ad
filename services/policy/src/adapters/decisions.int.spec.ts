import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fact } from '@frontdesk/contracts';
import { withTransaction } from '@frontdesk/postgres';
import { Clock, Logger, Meters } from '@frontdesk/runtime';
import { message, testDatabase, testId, testTime, text } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { fromAccountNews, fromNumberNews } from '../domain/standing.ts';
import type { Input } from '../domain/policy.ts';
import { manifest } from '../manifest.ts';
import { CatalogueStore } from './catalogue.store.ts';
import { ConversationsStore } from './conversations.store.ts';
import { Decisions } from './decisions.ts';
import { RecordsStore } from './records.store.ts';
import { StandIns } from './stand-ins.ts';

let database: TestDatabase;
let db: DataSource;
const catalogue = new CatalogueStore();
const clock = new Clock();
const meters = new Meters();
const settings = { linkHosts: ['shop.example'], otherChannel: 'email', quietPeriodMs: 0 };
const decisions = new Decisions(new ConversationsStore(), new RecordsStore(meters), catalogue, clock, settings);

beforeAll(async () => {
  database = await testDatabase([manifest]);
  db = await database.connect('policy');
  clock.set(testTime - Date.now());
}, 60_000);

afterAll(() => database?.close());

const take = (...messages: Input[]) => withTransaction(db, (tx) => decisions.take(tx, messages));
const wrote = (conversationId: string, messageId: string, words: string): Input =>
  message(
    'MessageReceived',
    {
      messageId,
      kind: 'text',
      text: text(words),
      sentAt: testTime - 1000,
      contact: { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' },
    },
    { conversationId },
  );
const rows = (statement: string): Promise<Record<string, unknown>[]> => db.query(statement);

test('a batch of several conversations is decided, and what was decided is there for the next', async () => {
  const facts = await take(
    wrote('c1', testId(901), 'hi'),
    wrote('c2', testId(902), 'STOP'),
    wrote('c1', testId(903), 'where is my order?'),
  );
  expect(facts.map((made) => made.filter(({ type }) => type === 'MessageAdmitted').length)).toEqual([1, 0, 1]);
  const [reply] = await take(
    message(
      'ReplyProposed',
      {
        replyId: testId(904),
        answer: text('On its way.'),
        answers: [testId(901), testId(903)],
        authed: true,
        answerOk: true,
        tier: 'retail',
        topic: 'delivery',
      },
      { conversationId: 'c1', fence: { case: 1, epoch: 0, turn: 2 } },
    ),
  );
  expect(reply?.map(({ type }) => type)).toEqual([
    'VerdictGiven',
    'MessageDispatched',
    'CaseUpdated',
    'StateChanged',
    'StateChanged',
    'TurnAnswered',
  ]);
  expect(await rows(`SELECT id, customer_hash, state, tier, topic, owner, closed_at FROM conversations ORDER BY id`)).toEqual([
    { id: 'c1', customer_hash: 'customer-1', state: 'automated', tier: 'retail', topic: 'delivery', owner: 'bot', closed_at: null },
    { id: 'c2', customer_hash: 'customer-1', state: 'new', tier: null, topic: null, owner: 'bot', closed_at: null },
  ]);
  expect(await rows(`SELECT basis, source FROM consents WHERE conversation_id = 'c2' ORDER BY seq`)).toEqual([
    { basis: 'customer_wrote_first', source: 'message' },
    { basis: 'opted_out', source: 'message' },
  ]);
  expect(await rows(`SELECT verdict, speaker, inputs->>'turn' AS turn FROM verdicts WHERE conversation_id = 'c1'`)).toEqual([
    { verdict: 'ALLOW', speaker: 'bot', turn: '2' },
  ]);
});

test('a held question is a row until it is released, a case is closed where it was opened', async () => {
  const keeps = { messageId: testId(911), text: text('where?'), askedAt: testTime };
  await take(
    wrote('c3', testId(911), 'where?'),
    message(
      'ReplyProposed',
      { replyId: testId(912), answer: text('The shop is away.'), answers: [testId(911)], keeps },
      { conversationId: 'c3', fence: { case: 1, epoch: 0, turn: 1 } },
    ),
  );
  expect(await rows(`SELECT message_id, attempt, reason FROM held WHERE conversation_id = 'c3'`)).toEqual([
    { message_id: testId(911), attempt: 1, reason: null },
  ]);
  const fence = (epoch: number) => ({ conversationId: 'c3', fence: { case: 1, epoch, turn: 1 } });
  await take(
    message('HandoffOpened', { ticketId: testId(913), acknowledgement: text('Wait.'), acknowledgementId: testId(914) }, fence(0)),
    message('CaseResolved', { ticketId: testId(913), agentId: 'ana' }, fence(1)),
  );
  expect(await rows(`SELECT reason FROM held WHERE conversation_id = 'c3'`)).toEqual([{ reason: 'handed_over' }]);
  expect(await rows(`SELECT number, previous, reason FROM cases WHERE conversation_id = 'c3'`)).toEqual([
    { number: 1, previous: null, reason: 'resolved' },
  ]);
});

test('how the turns of the bot end is counted, and each question that is kept for the shop once', async () => {
  const counted = async () => ({
    ...Object.fromEntries((await meters.turns.get()).values.map(({ labels, value }) => [labels.outcome, value])),
    ...Object.fromEntries((await meters.questionsHeld.get()).values.map(({ labels, value }) => [labels.reason, value])),
  });
  const before = (await counted()) as Record<string, number>;
  const [asked] = await take(wrote('c14', testId(981), 'where?'));
  const turn = asked!.find(({ type }) => type === 'MessageAdmitted')!;
  expect(turn).toBeDefined();
  const about = { conversationId: 'c14', fence: { case: 1, epoch: 0, turn: 1 } };
  const keeps = { messageId: testId(981), text: text('where?'), askedAt: testTime };
  const [kept] = await take(
    message('ReplyProposed', { replyId: testId(982), answer: text('The shop is away.'), answers: [testId(981)], keeps }, about),
  );
  const held = kept!.find(({ type }) => type === 'QuestionHeld');
  const heldId = held?.type === 'QuestionHeld' ? held.data.heldId : '';
  // it is away still, when it is looked at again
  await take(message('HeldDue', { clockId: `held:${heldId}`, heldId }, about));
  await take(
    message(
      'ReplyProposed',
      { replyId: testId(983), answer: text('The shop is away.'), answers: [testId(981)], keeps },
      { ...about, fence: { ...about.fence, turn: 2 } },
    ),
  );
  await take(wrote('c15', testId(984), 'hello?'));
  const overdue = { clockId: `turn:1:${testId(984)}`, oldestOpen: testId(984), cause: 'DEAD_LETTER' };
  await take(message('ReplyOverdue', overdue, { ...about, conversationId: 'c15' }));
  // and one answer that Meta lets out later
  await take(wrote('c18', testId(985), 'hi'));
  const answer = { replyId: testId(986), answer: text('Hello.'), answers: [testId(985)] };
  const [out] = await take(message('ReplyProposed', answer, { ...about, conversationId: 'c18' }));
  const sent = out!.find(({ type }) => type === 'MessageDispatched');
  const sendId = sent?.type === 'MessageDispatched' ? sent.data.sendId : '';
  await take(message('SendFailed', { sendId, final: true, code: 131048, action: 'hold' }, { ...about, conversationId: 'c18' }));
  const after = (await counted()) as Record<string, number>;
  expect(Object.entries(after).map(([what, value]) => [what, value - (before[what] ?? 0)])).toEqual([
    ['answered', 2],
    ['TIMEOUT', 0],
    ['DEAD_LETTER', 1],
    ['SHOP_AWAY', 1],
    ['SEND_HELD', 1],
  ]);
});

test('what became of cases is counted, and what went to people, and why; not what policy refused', async () => {
  const counted = async () => {
    const [cases, handoffs] = [await meters.cases.get(), await meters.handoffs.get()];
    return Object.fromEntries([
      ...cases.values.map(({ labels, value }) => [labels.event, value] as const),
      ...handoffs.values.map(({ labels, value }) => [`${labels.reason} ${labels.mode}`, value] as const),
    ]) as Record<string, number>;
  };
  const before = await counted();
  const about = (conversationId: string, epoch: number) => ({ conversationId, fence: { case: 1, epoch, turn: 1 } });
  const opened = (ticketId: string, conversationId: string) =>
    message(
      'HandoffOpened',
      { ticketId, reason: 'ASKED', mode: 'warm', acknowledgement: text('Wait.'), acknowledgementId: testId(995) },
      about(conversationId, 0),
    );
  await take(wrote('c16', testId(990), 'a person, please'), wrote('c17', testId(991), 'hello'));
  await take(opened(testId(992), 'c16'));
  // under a fence that is passed
  await take(opened(testId(993), 'c16'));
  await take(message('CaseResolved', { ticketId: testId(992), agentId: 'ana' }, about('c16', 1)));
  await take(
    message('ReplyProposed', { replyId: testId(994), answer: text('Hello.'), answers: [testId(991)] }, about('c17', 0)),
    message('WindowEnded', { clockId: `window:${testTime - 1000}`, lastInboundAt: testTime - 1000 }, about('c17', 0)),
  );
  const after = await counted();
  const risen = Object.entries(after).map(([what, value]) => [what, value - (before[what] ?? 0)]);
  expect(Object.fromEntries(risen.filter(([, rise]) => rise !== 0))).toEqual({
    opened: 2,
    resolved: 1,
    deflected: 1,
    'ASKED warm': 1,
  });
});

test('switches and templates are read in the transaction that decides', async () => {
  const template = (id: string, status = 'APPROVED') => ({
    id,
    name: id,
    language: 'en',
    category: 'UTILITY',
    status,
    body: 'b',
    variables: 0,
  });
  const read = fact('TemplateCatalogRead', { templates: [template('t1'), template('t2')] });
  const later = fact('TemplateCatalogRead', { templates: [template('t2', 'PAUSED')] });
  await withTransaction(db, (tx) => catalogue.replaceTemplates(tx, read.data, testTime));
  await withTransaction(db, (tx) => catalogue.replaceTemplates(tx, later.data, testTime + 1));
  await withTransaction(db, (tx) => catalogue.replaceTemplates(tx, read.data, testTime));
  expect(await rows('SELECT id, status FROM templates')).toEqual([{ id: 't2', status: 'PAUSED' }]);
  const parts = [['t2', 't3'] as const, ['t3', 't2'] as const].map(([id, other]) =>
    fact('TemplateCatalogRead', { templates: [template(id)], elsewhere: [other] }),
  );
  const needed: string[][] = [];
  for (const { data } of parts) {
    const told = await withTransaction(db, (tx) => catalogue.replaceTemplates(tx, data, testTime + 2));
    needed.push(told.filter(({ over }) => !over).map(({ what }) => what));
  }
  // what one part lacks, another may have
  expect(needed).toEqual([[], ['TEMPLATE_MISSING']]);
  expect(await rows('SELECT id, status FROM templates ORDER BY id')).toEqual([
    { id: 't2', status: 'APPROVED' },
    { id: 't3', status: 'APPROVED' },
  ]);
  const off = { switch: 'bot', scope: '*', by: 'lea', at: testTime };
  const botOff = async () => (await take(wrote('c4', testId(920), 'hello')))[0]!.find(({ type }) => type === 'MessageAdmitted');
  await withTransaction(db, (tx) =>
    catalogue.turn(tx, [
      { ...off, on: true },
      { ...off, on: false },
    ]),
  );
  expect(await botOff()).toMatchObject({ data: { turn: { botOff: true } } });
  await withTransaction(db, (tx) => catalogue.turn(tx, [{ ...off, on: true }]));
  expect(await botOff()).toMatchObject({ data: { turn: { botOff: false } } });
  await withTransaction(db, (tx) => catalogue.turn(tx, [{ ...off, scope: 'intent:refund', on: false }]));
  expect(await botOff()).toMatchObject({ data: { turn: { botOff: false, stoppedIntents: ['refund'] } } });
  await withTransaction(db, (tx) => catalogue.turn(tx, [{ ...off, scope: 'intent:refund', on: true }]));
});

test('of many templates a batch reads those that it names and that may stand in, in one statement', async () => {
  const named = (name: string) => ({ id: name, name, language: 'en', category: 'UTILITY', status: 'APPROVED', body: 'b', variables: 0 });
  const many = Array.from({ length: 50 }, (_, n) => named(`season_${n}`));
  const read = fact('TemplateCatalogRead', { templates: [...many, named('asked'), named('conversation_update')] });
  await withTransaction(db, (tx) => catalogue.replaceTemplates(tx, read.data, testTime + 5));
  const draft = { draftId: testId(925), ticketId: testId(926), agentId: 'ana', template: { name: 'asked', language: 'en' } };
  const answers: string[][] = [];
  await withTransaction(db, (tx) => {
    const query = tx.query.bind(tx);
    const watched = async (sql: string, values: unknown[]) => {
      const found = await query(sql, values);
      if (/FROM templates/.test(sql)) answers.push(found[0].templates.map(({ name }: { name: string }) => name));
      return found;
    };
    const watching = new Proxy(tx, { get: (target, member) => (member === 'query' ? watched : Reflect.get(target, member)) });
    return decisions.take(watching, [wrote('c13', testId(927), 'hi'), message('AgentMessageWritten', draft, { conversationId: 'c13' })]);
  });
  expect(answers).toEqual([['asked', 'conversation_update']]);
  await new StandIns(db, catalogue, meters, new Logger('policy', 'silent')).look();
  const missing = (await meters.templateMissing.get()).values.filter(({ value }) => value === 1);
  expect(missing.map(({ labels: { template, locale } }) => `${template} ${locale}`)).toEqual(['csat_rating en', 'csat_rating de']);
});

test('the first decision after Meta paused, rejected or rated a template keeps to it, and the first after it is good again', async () => {
  const given = { id: 't7', name: 't7', language: 'en', category: 'UTILITY', status: 'APPROVED', body: 'b', variables: 0 };
  const read = fact('TemplateCatalogRead', { templates: [given] });
  await withTransaction(db, (tx) => catalogue.replaceTemplates(tx, read.data, testTime + 10));
  const at = (epoch: number) => ({ conversationId: 'c12', fence: { case: 1, epoch, turn: 1 } });
  const content = { name: 't7', language: 'en', variables: [] };
  let drafts = 970;
  const asks = async () => {
    const draft = { draftId: testId((drafts += 1)), ticketId: testId(966), agentId: 'ana', template: content };
    const [facts] = await take(message('AgentMessageWritten', draft, at(2)));
    const said = facts!.find(({ type }) => type === 'VerdictGiven');
    return said?.type === 'VerdictGiven' ? `${said.data.verdict} ${said.data.reason}`.trim() : undefined;
  };
  await take(
    wrote('c12', testId(965), 'a person, please'),
    message('HandoffOpened', { ticketId: testId(966), acknowledgement: text('Wait.'), acknowledgementId: testId(967) }, at(0)),
    message('HandoffAccepted', { ticketId: testId(966), agentId: 'ana' }, at(1)),
  );
  expect(await asks()).toBe('USE_TEMPLATE');
  let told = testTime + 10;
  for (const [news, then] of [
    [{ status: 'PAUSED' }, 'REFUSE TEMPLATE_NOT_APPROVED'],
    [{ status: 'REJECTED' }, 'REFUSE TEMPLATE_NOT_APPROVED'],
    [{ status: 'APPROVED' }, 'USE_TEMPLATE'],
    [{ quality: 'RED' }, 'REFUSE TEMPLATE_QUALITY_RED'],
    [{ quality: 'GREEN' }, 'USE_TEMPLATE'],
    [{ category: 'MARKETING' }, 'REFUSE TEMPLATE_NOT_APPROVED'],
  ] as const) {
    const { data } = fact('TemplateChanged', { templateId: 't7', ...news });
    await withTransaction(db, (tx) => catalogue.changeTemplate(tx, data, (told += 1)));
    expect([news, await asks()]).toEqual([news, then]);
  }
});

test('news about one template holds until a later catalogue, also when an older one comes after', async () => {
  const template = (status: string, quality: string) => ({
    id: 't9',
    name: 't9',
    language: 'en',
    category: 'UTILITY',
    status,
    body: 'b',
    variables: 0,
    quality,
  });
  const catalog = (status: string, at: number, quality = '') =>
    withTransaction(db, (tx) =>
      catalogue.replaceTemplates(tx, fact('TemplateCatalogRead', { templates: [template(status, quality)] }).data, at),
    );
  const news = (data: object, at: number) =>
    withTransaction(db, (tx) => catalogue.changeTemplate(tx, fact('TemplateChanged', { templateId: 't9', ...data }).data, at));
  const now = async () => (await rows(`SELECT status, category, quality FROM templates WHERE id = 't9'`))[0];
  await catalog('APPROVED', testTime + 100);
  await news({ status: 'PAUSED' }, testTime + 99);
  expect(await now()).toMatchObject({ status: 'APPROVED' });
  await news({ status: 'PAUSED' }, testTime + 102);
  await news({ quality: 'RED' }, testTime + 103);
  await news({ templateId: '', name: 't9', language: 'en', category: 'MARKETING' }, testTime + 103);
  await catalog('APPROVED', testTime + 101);
  expect(await now()).toEqual({ status: 'PAUSED', category: 'MARKETING', quality: 'RED' });
  await catalog('APPROVED', testTime + 104);
  expect(await now()).toEqual({ status: 'APPROVED', category: 'UTILITY', quality: 'RED' });
  expect(await rows(`SELECT version FROM templates WHERE id = 't9'`)).toEqual([{ version: 5 }]);
  await catalog('APPROVED', testTime + 105, 'GREEN');
  expect(await now()).toMatchObject({ quality: 'GREEN' });
});

test('what Meta forbids is read in the transaction that decides', async () => {
  const standing = (news: { restrictions: { type: string; until: number }[]; ban: string }) =>
    withTransaction(db, (tx) => catalogue.changeStanding(tx, fromAccountNews(news), testTime));
  const reply = (id: number, turn: number) =>
    message(
      'ReplyProposed',
      { replyId: testId(id), answer: text('On its way.'), answers: [testId(940)] },
      { conversationId: 'c9', fence: { case: 1, epoch: 0, turn } },
    );
  await take(wrote('c9', testId(940), 'where is my order?'));
  await standing({ restrictions: [{ type: 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING', until: testTime + 1000 }], ban: 'DISABLE' });
  expect((await take(reply(941, 1)))[0]?.[0]).toMatchObject({ type: 'VerdictGiven', data: { reason: 'OUTBOUND_FROZEN' } });
  await standing({ restrictions: [{ type: 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING', until: testTime - 1000 }], ban: 'REINSTATE' });
  expect((await take(reply(942, 1)))[0]?.[0]).toMatchObject({ type: 'VerdictGiven', data: { verdict: 'ALLOW' } });
});

test('what is said of one number is lifted for that one alone', async () => {
  const news = (event: string, quality: string, scope: string) =>
    withTransaction(db, (tx) => catalogue.changeStanding(tx, fromNumberNews({ event, quality }, scope), testTime));
  for (const scope of ['n1', 'n2']) await news('FLAGGED', 'RED', scope);
  await news('UNFLAGGED', 'GREEN', 'n1');
  expect(await rows(`SELECT scope, restriction FROM restrictions WHERE scope LIKE 'n_' ORDER BY restriction`)).toEqual([
    { scope: 'n2', restriction: 'NUMBER_FLAGGED' },
    { scope: 'n2', restriction: 'NUMBER_QUALITY_RED' },
  ]);
});

test('what is gathered is kept in the row, and ends with its own period', async () => {
  const patient = new Decisions(new ConversationsStore(), new RecordsStore(meters), catalogue, clock, { ...settings, quietPeriodMs: 3000 });
  const decide = (...messages: Input[]) => withTransaction(db, (tx) => patient.take(tx, messages));
  const ended = (messageId: string) =>
    message('QuietPeriodEnded', { clockId: `quiet:1:${messageId}`, messageId }, { conversationId: 'c10' });
  await decide(wrote('c10', testId(950), 'hi'));
  await decide(wrote('c10', testId(951), 'where is my order?'));
  expect(await rows(`SELECT decider->'gathering' AS gathering FROM conversations WHERE id = 'c10'`)).toEqual([
    { gathering: [testId(950), testId(951)] },
  ]);
  expect(await decide(ended(testId(950)))).toEqual([[]]);
  expect((await decide(ended(testId(951))))[0]).toMatchObject([
    { type: 'MessageAdmitted', data: { turn: { open: [{ messageId: testId(950) }, { messageId: testId(951) }] } } },
    {},
  ]);
});

describe('threads of one person', () => {
  const merges = (conversationId: string, ...otherConversationIds: string[]) =>
    message('ContactMerged', { otherConversationIds, at: testTime }, { conversationId });
  const consents = (conversationId: string) =>
    rows(`SELECT basis, source, at FROM consents WHERE conversation_id = '${conversationId}' AND basis LIKE 'opted%' ORDER BY seq`);
  const stopped = { basis: 'opted_out', source: 'merged', at: new Date(testTime - 1000) };

  test('a STOP in the younger one ends what the business starts in the one that stays, once', async () => {
    await take(wrote('older1', testId(980), 'hi'), wrote('younger1', testId(981), 'STOP'));
    const [facts] = await take(merges('older1', 'younger1'));
    expect(facts).toMatchObject([{ type: 'ConsentChanged', data: { otherConversationId: 'younger1' } }]);
    expect(await take(merges('older1', 'younger1'))).toEqual([[]]);
    expect([await consents('older1'), await consents('younger1')]).toMatchObject([[stopped], [{ source: 'message' }]]);
    expect(await rows(`SELECT decider->'optedOut' AS out FROM conversations WHERE id = 'older1'`)).toEqual([{ out: true }]);
  });

  test('a STOP that is decided after the merge does too, of the same batch or a later one', async () => {
    await take(merges('older2', 'younger2'), wrote('younger2', testId(983), 'STOP'), wrote('older2', testId(984), 'hi'));
    await take(merges('older3', 'younger3'), wrote('older3', testId(985), 'hi'));
    await take(wrote('younger3', testId(986), 'STOP'));
    await take(wrote('older3', testId(987), 'where is my order?'));
    expect([await consents('older2'), await consents('older3')]).toEqual([[stopped], [stopped]]);
  });

  test('a STOP in one that was merged into another first holds in the one that stays, before that other looks', async () => {
    await take(
      wrote('older4', testId(988), 'hi'),
      merges('middle4', 'younger4'),
      merges('older4', 'middle4'),
      merges('younger4', 'older4'),
    );
    await take(wrote('younger4', testId(989), 'STOP'));
    expect((await take(wrote('older4', testId(990), 'hello?')))[0]).toContainEqual(
      expect.objectContaining({ type: 'ConsentChanged', data: expect.objectContaining({ otherConversationId: 'younger4' }) }),
    );
    expect([await consents('older4'), await consents('middle4')]).toEqual([[stopped], []]);
  });
});

test('the tokens of a reply that came too late are counted', async () => {
  await take(wrote('c11', testId(960), 'hi'), wrote('c11', testId(961), 'where is my order?'));
  await take(
    message(
      'ReplyProposed',
      { replyId: testId(962), answer: text('Hello.'), answers: [testId(960)] },
      { conversationId: 'c11', fence: { case: 1, epoch: 0, turn: 1 }, model: { model: 'm-1', tokensIn: 900, tokensOut: 100 } },
    ),
  );
  expect(await meters.registry.metrics()).toMatch(/frontdesk_discarded_tokens_total\{model="m-1",reason="STALE_TURN"\} 1000/);
});

test('a rolled back batch leaves nothing', async () => {
  await expect(
    withTransaction(db, async (tx) => {
      await decisions.take(tx, [wrote('c5', testId(930), 'hi')]);
      throw new Error('the commit did not happen');
    }),
  ).rejects.toThrow('did not happen');
  expect(await rows(`SELECT id FROM conversations WHERE id = 'c5'`)).toEqual([]);
});
