import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withTransaction } from '@frontdesk/postgres';
import { eventually, message, testId, testTime } from '@frontdesk/testing';
import { DesksStore } from './adapters/desks.store.ts';
import { emptyThread } from './domain/desk.ts';
import type { Ticket } from './domain/desk.ts';
import { held } from './domain/harness.spec.ts';
import { again, ConsoleWorld } from '../test/console-world.ts';
import type { Json } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const call: ConsoleWorld['call'] = (...given) => world.call(...given);
const send: ConsoleWorld['send'] = (...given) => world.send(...given);
const signIn: ConsoleWorld['signIn'] = (...given) => world.signIn(...given);
const said: ConsoleWorld['said'] = (...given) => world.said(...given);
const find: ConsoleWorld['find'] = (...given) => world.find(...given);
const waiting: ConsoleWorld['waiting'] = (...given) => world.waiting(...given);
const taken: ConsoleWorld['taken'] = (...given) => world.taken(...given);

describe('a case', () => {
  test('of two agents who accept at once one wins, the other is told', async () => {
    const ticketId = await waiting('race');
    const [ana, ben] = [await signIn('ana'), await signIn('ben')];
    const answers = await Promise.all([ana, ben].map((cookie) => call(cookie, `api/tickets/${ticketId}/accept`, again())));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = answers[0]!.status === 200 ? 'ana' : 'ben';
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'ALREADY_TAKEN', by: { id: winner } });
    await eventually(() => find('race', 'HandoffAccepted') !== undefined);
    expect(find('race', 'HandoffAccepted')).toMatchObject({
      data: { agentId: winner },
      envelope: { fence: { epoch: 2 }, actor: { kind: 'agent', id: winner } },
    });
  });

  test('the same command twice has its effect once', async () => {
    const ana = await signIn('ana');
    const ticketId = await taken('twice', ana);
    const command = { ...again(), text: 'Good morning' };
    const [first, second] = [
      await call(ana, `api/tickets/${ticketId}/reply`, command),
      await call(ana, `api/tickets/${ticketId}/reply`, command),
    ];
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
    await send(
      message(
        'VerdictGiven',
        {
          verdict: 'REFUSE',
          reason: 'WINDOW_CLOSED',
          subjectType: 'AgentMessageWritten',
          subjectId: data.draftId,
          speaker: 'agent',
          otherChannel: 'e-mail',
        },
        { conversationId: 'drafts' },
      ),
      'conversation.lifecycle.v1',
    );
    await call(ana, `api/tickets/${ticketId}/draft`, { text: 'half a sen' });
    await eventually(async () =>
      expect((await call(ana, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({
        unsent: 'half a sen',
        drafts: [{ status: 'refused', reason: 'WINDOW_CLOSED', other_channel: 'e-mail', text: 'Write to mara@example.com' }],
      }),
    );
    expect((await call(await signIn('ben'), `api/tickets/${ticketId}/reply`, { ...again(), text: 'x' })).body).toMatchObject({
      code: 'NOT_YOURS',
    });
  });

  test('a template is sent by name, once it is in the catalogue', async () => {
    const ana = await signIn('ana');
    const ticketId = await taken('template', ana);
    const asked = { name: 'conversation_update', language: 'en', variables: ['Mara'] };
    expect((await call(ana, `api/tickets/${ticketId}/template`, { ...again(), ...asked })).body).toMatchObject({
      code: 'UNKNOWN_TEMPLATE',
    });
    const template = {
      id: '1',
      name: asked.name,
      language: 'en',
      category: 'UTILITY',
      status: 'APPROVED',
      body: 'Hello {{1}}, we have news.',
      variables: 1,
    };
    await send(message('TemplateCatalogRead', { templates: [template] }, { conversationId: 'account:1' }), 'channel.account.v1');
    await eventually(async () => expect((await call(ana, 'api/templates')).body).toMatchObject({ templates: [{ name: asked.name }] }));
    // a further part of the same catalogue
    const further = { templates: [{ ...template, id: '2', name: 'zz_further' }], elsewhere: ['1'] };
    await send(message('TemplateCatalogRead', further, { conversationId: 'account:1' }), 'channel.account.v1');
    await eventually(async () =>
      expect((await call(ana, 'api/templates')).body).toMatchObject({ templates: [{ name: asked.name }, { name: 'zz_further' }] }),
    );
    expect((await call(ana, `api/tickets/${ticketId}/template`, { ...again(), ...asked })).body['draft']).toMatchObject({
      text: 'Hello Mara, we have news.',
      template: asked,
    });
    await eventually(() => find('template', 'AgentMessageWritten')?.data.template?.name === asked.name);
  });

  test('its permalink may be followed from a help desk: a link from elsewhere brings the session, a form from elsewhere does not', async () => {
    const { headers } = await fetch(`${world.base}/console/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-frontdesk-console': '1' },
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
    const opened = () =>
      said('account:*').filter(
        (one) => one.type === 'TranscriptOpened' && one.data.conversationId === 'transcript' && one.data.agentId === 'carl',
      );
    expect((await call(carl, 'api/conversations/transcript/thread')).body).toMatchObject({
      messages: [{ sender: 'agent', author: 'ana', text: 'hello', ts: testTime, status: 'read' }],
    });
    await call(carl, 'api/conversations/transcript/thread');
    await call(carl, 'api/sign-out', {});
    await eventually(() => find('account:*', 'SignedOut')?.data.agentId === 'carl');
    expect(opened()).toHaveLength(1);

    // the case alone holds what was said, too: summary, evidence, drafts
    const ticketId = find('transcript', 'HandoffOpened')!.data.ticketId;
    await call(await signIn('carl'), `api/tickets/${ticketId}`);
    await eventually(() => expect(opened()).toHaveLength(2));
  });
});

describe('roles', () => {
  test('compliance reads and serves nobody; only a lead turns the bot off', async () => {
    const ticketId = await waiting('roles');
    const [ana, lena, carl] = [await signIn('ana'), await signIn('lena'), await signIn('carl')];
    expect((await call(carl, `api/tickets/${ticketId}/accept`, again())).status).toBe(403);
    const off = { switch: 'bot', scope: '*', on: false, reason: 'wrong answers, ask mara@example.com' };
    expect((await call(ana, 'api/switches', { ...again(), ...off })).status).toBe(403);
    expect((await call(lena, 'api/switches', { ...again(), ...off })).body).toMatchObject({
      switches: { bot: { on: false, by: 'lena', by_name: 'Lena', applied: false } },
    });
    await eventually(() => find('account:*', 'SwitchChanged')?.data.on === false);
    expect(find('account:*', 'SwitchChanged')?.data.reason).toBe('wrong answers, ask [EMAIL_1]');
    await send(
      message('SwitchApplied', { switch: 'bot', scope: '*', on: false, by: 'lena' }, { conversationId: 'account:*' }),
      'conversation.lifecycle.v1',
    );
    await eventually(async () =>
      expect((await call(ana, 'api/me')).body).toMatchObject({
        switches: { bot: { on: false, applied: true, reason: 'wrong answers, ask [EMAIL_1]' }, outbound: { on: true } },
      }),
    );
    for (const body of [
      { switch: 'outbound', scope: '*', on: false },
      { switch: 'everything', scope: '*', on: true },
    ]) {
      expect((await call(lena, 'api/switches', { ...again(), ...body })).status).toBe(400);
    }
    const frozen = { switch: 'outbound', scope: '*', on: false, reason: 'a drill' };
    expect((await call(lena, 'api/switches', { ...again(), ...frozen })).body).toMatchObject({
      switches: { outbound: { on: false, reason: 'a drill' } },
    });
    await eventually(() => find('account:*', 'SwitchChanged')?.data.switch === 'outbound');
  });

  test('what is wrong in a body is named, and what is not there is 404', async () => {
    const ana = await signIn('ana');
    expect((await call(ana, `api/tickets/${testId(1)}/accept`, again())).status).toBe(404);
    expect((await call(ana, 'api/presence', { command_id: 'x', presence: 'asleep' })).body).toMatchObject({
      code: 'BAD_REQUEST',
      fields: ['command_id', 'presence'],
    });
    const long = { ...again(), text: 'x'.repeat(16_001) };
    for (const what of ['reply', 'draft']) {
      expect((await call(ana, `api/tickets/${testId(1)}/${what}`, long)).body).toMatchObject({
        code: 'BAD_REQUEST',
        message: 'wrong or missing: text (at most 16000 characters)',
        fields: ['text'],
      });
      expect((await call(ana, `api/tickets/${testId(1)}/${what}`, { ...long, text: 'x'.repeat(16_000) })).status).toBe(404);
    }
  });
});

test('a ticket that ended and the next one of the same case, in one batch, are both kept', async () => {
  const db = await world.database.connect('handoff');
  const store = new DesksStore(db, { helpDesk: undefined });
  const first: Ticket = { ...held().ticket(), id: testId(901), number: 901, conversationId: 'again', token: 'first' };
  const thread = { ...emptyThread('again'), caseNo: 1 };
  const desk = (ticket: Ticket) => ({ thread, ticket });
  await withTransaction(db, async (tx) => store.save(tx, await store.load(tx, ['again']), [desk(first)], testTime));
  await withTransaction(db, async (tx) =>
    store.save(
      tx,
      await store.load(tx, ['again']),
      [
        desk({ ...first, status: 'resolved', rating: 4 }),
        desk({ ...first, id: testId(902), number: 902, token: 'second', status: 'waiting' }),
      ],
      testTime,
    ),
  );
  expect((await store.byToken('first'))?.ticket).toMatchObject({ status: 'resolved', assignee: 'ana', rating: 4 });
  expect((await store.byToken('second'))?.ticket).toMatchObject({ status: 'waiting' });
  const zoe = {
    ...first,
    id: testId(903),
    number: 903,
    conversationId: 'invited',
    token: 'third',
    status: 'offered',
    assignee: '',
  } as const;
  await withTransaction(db, async (tx) => {
    const invited = { thread: { ...thread, conversationId: 'invited' }, ticket: { ...zoe, offeredTo: 'zoe' } };
    await store.save(tx, await store.load(tx, ['invited']), [invited], testTime);
    expect((await store.loads(tx)).get('zoe')).toEqual({ held: 0, invited: 1 });
  });
});

test('who becomes available is offered what waits', async () => {
  const ticketId = await waiting('offered');
  const about = { conversationId: 'offered', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 1, turn: 1 } };
  await send(
    message('Grounded', { routed: { messageId: 'm1', next: 'handoff' }, outcome: 'no_evidence' }, about),
    'conversation.grounded.v1',
  );
  await eventually(() => find('offered', 'PacketCompleted') !== undefined);
  const ben = await signIn('ben');
  expect((await call(ben, 'api/presence', { ...again(), presence: 'available' })).body).toEqual({ presence: 'available' });
  await eventually(() => find('offered', 'CaseOffered')?.data.agentId === 'ben');
  expect((await call(ben, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ state: 'offered', offered_to_you: true });
});

test('a promise at risk is a notice until a person answers, and changes are told live', async () => {
  const ticketId = await waiting('risk');
  const ana = await signIn('ana');
  const stream = await fetch(`${world.base}/console/api/events`, { headers: { cookie: ana } });
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const hear = async (scope: string): Promise<void> => {
    for (let heard = ''; !heard.includes(`"${scope}"`);) heard += (await events.read()).value ?? '';
  };
  // who begins to listen hears of everything
  await hear(`ticket:${ticketId}`);
  await send(
    message('SlaAtRisk', { clock: 'human_first_response', ticketId, dueAt: testTime, leftMs: 1 }, { conversationId: 'risk' }),
    'conversation.timer.v1',
  );
  await hear('notices');
  await events.cancel();
  const notice = { kind: 'support-p1', ticket_id: ticketId, number: expect.stringMatching(/^T-\d+$/) };
  await eventually(async () => expect((await call(ana, 'api/notices')).body).toMatchObject({ notices: [notice] }));
  const taken = { conversationId: 'risk', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: 1 } };
  await send(message('MessageSent', { speaker: 'agent', subjectId: testId(9) }, taken), 'conversation.lifecycle.v1');
  await eventually(async () => expect((await call(ana, 'api/notices')).body).toMatchObject({ notices: [] }));
});

test('a breach that is withdrawn is a notice no longer', async () => {
  const ticketId = await waiting('withdrawn');
  const ana = await signIn('ana');
  const of = { clockId: `sla:human_first_response:${ticketId}`, clock: 'human_first_response', ticketId, dueAt: testTime };
  const seen = async () => [
    ((await call(ana, 'api/notices')).body['notices'] as unknown as { ticket_id: string }[]).some((one) => one.ticket_id === ticketId),
    ((await call(ana, `api/tickets/${ticketId}`)).body['ticket'] as unknown as Json)['breached'],
  ];
  await send(message('SlaBreached', of, { conversationId: 'withdrawn' }), 'conversation.timer.v1');
  await eventually(async () => expect(await seen()).toEqual([true, true]));
  await send(message('SlaMet', { ...of, metAt: testTime, withdraws: true }, { conversationId: 'withdrawn' }), 'conversation.timer.v1');
  await eventually(async () => expect(await seen()).toEqual([false, false]));
});

describe('an owner who is gone while the customer waits', () => {
  const returns = async (conversationId: string, reason: string) => {
    await eventually(() => find(conversationId, 'CaseReturned') !== undefined);
    const { data } = find(conversationId, 'CaseReturned')!;
    expect(data).toMatchObject({ agentId: 'ana', reason });
    await send(
      message(
        'OwnerChanged',
        { from: 'agent:ana', to: 'queue', epoch: 4, cause: 'CaseReturned', ticketId: data.ticketId },
        { conversationId, fence: { $typeName: 'frontdesk.v1.Fence', case: 1, epoch: 4, turn: 1 } },
      ),
      'conversation.lifecycle.v1',
    );
    const lena = await signIn('lena');
    const { ticketId } = data;
    await eventually(async () => expect((await call(lena, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ assignee: null }));
    expect((await call(lena, 'api/notices')).body['notices']).toContainEqual(
      expect.objectContaining({ kind: 'returned', ticket_id: ticketId }),
    );
  };

  test('signed out: the queue has it again, and the lead is told', async () => {
    const rows = await world.database.connect('handoff');
    await rows.query('UPDATE sessions SET ended_at = $1', [new Date(testTime - 3_600_000)]);
    // a tablet that was left behind yesterday
    await rows.query("INSERT INTO sessions (id, agent_id, started_at, seen_at) VALUES ('tablet', 'ana', $1, $1)", [
      new Date(testTime - 86_400_000),
    ]);
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
