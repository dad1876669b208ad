import { describe, expect, test } from '@jest/globals';
import { message, testTime, text } from '@frontdesk/testing';
import type { Output } from './evolve.ts';
import {
  accepted,
  agentWrote,
  asking,
  conversation,
  handedBack,
  hour,
  minute,
  only,
  opened,
  replied,
  resolved,
  second,
  timer,
  wrote,
} from './harness.spec.ts';

const asked = wrote('m1', 'I want to talk to a human');
const queued = [asked, opened({ epoch: 0, turn: 1 })] as const;
const held = [...queued, accepted({ epoch: 1, turn: 1 })] as const;

describe('a handoff', () => {
  test('makes the queue the owner, raises the fence, closes what is open, and is acknowledged under the new epoch', () =>
    conversation()
      .when(...queued)
      .then([
        { type: 'OwnerChanged', data: { from: 'bot', to: 'queue', epoch: 1, cause: 'HandoffOpened', ticketId: 'ticket-1' } },
        { type: 'FenceRaised', data: { epoch: 1, owner: 'queue' } },
        { type: 'StateChanged', data: { from: 'new', to: 'human', event: 'handoff' } },
        { type: 'TurnAnswered', data: { answered: ['m1'], stillOpen: [], by: 'ticket-1' } },
        {
          type: 'VerdictGiven',
          data: { verdict: 'ALLOW', subjectId: 'ack-1', subjectType: 'HandoffOpened', speaker: 'notice', inputs: { epoch: 1 } },
        },
        { type: 'MessageDispatched', data: { subjectId: 'ack-1', author: 'handoff', dispatchSeq: 1 } },
      ]));

  test('decided under an older epoch is refused, and changes nothing', () => {
    const late = conversation().when(...held, opened({ epoch: 0, turn: 1 }, minute, { ticketId: 'ticket-2', acknowledgementId: 'ack-2' }));
    late.then([
      { type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectId: 'ack-2', subjectType: 'HandoffOpened' } },
    ]);
    expect([late.state.owner, late.state.epoch]).toEqual(['agent:ana', 2]);
  });

  test('there is at most one per case', () =>
    conversation()
      .when(...queued, opened({ epoch: 1, turn: 1 }, minute))
      .then([{ type: 'VerdictGiven', data: { reason: 'ALREADY_WITH_PEOPLE' } }]));

  test('asks for the opt-in within its acknowledgement, in one message', () => {
    const acknowledgement = text(`A colleague will be with you.\n\n${asking.optInQuestion.redacted}`);
    const { facts } = conversation().when(asked, opened({ epoch: 0, turn: 1 }, second, { ...asking, acknowledgement }));
    expect(only(facts, 'ConsentAsked')).toMatchObject([{ data: { question: asking.optInQuestion.redacted, subjectId: 'ack-1' } }]);
    const stopped = conversation().when(asked, wrote('m2', 'STOP', second), opened({ epoch: 0, turn: 1 }, 2 * second, asking));
    expect(only(stopped.facts, 'ConsentAsked')).toEqual([]);
    expect(only(facts, 'MessageDispatched').map(({ data }) => data.text?.redacted)).toEqual([acknowledgement.redacted]);
  });

  test('that says who answers here is the introduction of the case', () => {
    const { state } = conversation().when(asked, opened({ epoch: 0, turn: 1 }, second, { introduces: true }));
    expect(state.introduced).toBe(true);
    expect(conversation().when(asked, opened({ epoch: 0, turn: 1 }, second)).state.introduced).toBe(false);
  });

  test('takes an "ok" for a yes only where nothing was said after the question', () => {
    const acknowledgement = text(`A colleague will be with you.\n\n${asking.optInQuestion.redacted}`);
    const waits = [asked, opened({ epoch: 0, turn: 1 }, second, { ...asking, acknowledgement })] as const;
    const taken = [...waits, accepted({ epoch: 1, turn: 1 })] as const;
    const optedIn = (words: string, said: typeof waits | typeof taken) =>
      conversation().when(...said, wrote('m2', words, minute)).state.optedIn;
    expect([optedIn('ok', waits), optedIn('ok', taken), optedIn('👍', taken), optedIn('Yes', taken)]).toEqual([true, false, false, true]);
  });

  test('says in which language it was acknowledged: what policy words after it is in that', () => {
    const german = opened({ epoch: 0, turn: 1 }, second, { ...asking, locale: 'de' });
    const { facts, state } = conversation().when(wrote('m1', 'Mensch'), german, wrote('m2', 'Ja', minute));
    expect(only(facts, 'MessageDispatched')[0]?.data.text?.redacted).toMatch(/^Danke/);
    expect(state.locale).toBe('de');
  });

  test('says what the case is about and whose it is: at once, no reply of the bot has', () => {
    const about = (more: Parameters<typeof opened>[2]) => {
      const { state } = conversation().when(asked, opened({ epoch: 0, turn: 1 }, second, more));
      return [state.tier, state.topic];
    };
    expect(about({ tier: 'vip', topic: 'refund' })).toEqual(['vip', 'refund']);
    // auth goes on looking for who it is
    expect(about({ tier: 'retail', tierAssumed: true, topic: 'general' })).toEqual(['', 'general']);
  });

  test('that knows nothing of what it is about leaves what the case has', () => {
    const answered = replied({ epoch: 0, turn: 1 }, ['m1'], second, { tier: 'trade', topic: 'delivery' });
    const after = opened({ epoch: 0, turn: 1 }, minute, { tier: 'retail', tierAssumed: true, topic: 'general' });
    expect(conversation().when(wrote('m1', 'where is it?'), answered, after).state).toMatchObject({ tier: 'trade', topic: 'delivery' });
  });

  test('whose acknowledgement may not go out asks nothing', () => {
    const frozen = { switches: [{ switch: 'outbound', scope: '*', on: false }] };
    const { facts, state } = conversation(frozen).when(asked, opened({ epoch: 0, turn: 1 }, second, asking));
    expect([only(facts, 'ConsentAsked'), state.owner]).toEqual([[], 'queue']);
  });

  describe('of somebody who may be written to, and whose window has ended', () => {
    const late = 30 * hour;
    const agreed = [asked, opened({ epoch: 0, turn: 1 }, second, asking), wrote('m2', 'yes', 2 * second)] as const;
    const escalated = (after: number) =>
      message(
        'TicketEscalated',
        { ticketId: 'ticket-1', word: text('It takes longer.'), wordId: `word-${after}` },
        { decidedAt: testTime + after, fence: { case: 1, epoch: 1, turn: 1 } },
      );
    const template = { template: { name: 'conversation_update' } };

    test('that nobody takes is told of by a template, once until they write', () => {
      const { facts } = conversation().when(...agreed, escalated(late), escalated(late + hour));
      expect(only(facts, 'VerdictGiven').map(({ data, decision }) => [data.verdict, decision.reasons])).toEqual([
        ['HOLD', ['WINDOW_CLOSED', 'ALREADY_TOLD']],
      ]);
      conversation()
        .when(...agreed, escalated(late))
        .then([
          { type: 'VerdictGiven', data: { verdict: 'USE_TEMPLATE', reason: 'WINDOW_CLOSED' } },
          { type: 'MessageDispatched', data: { ...template, speaker: 'notice', starts: true, windowEndsAt: 0 } },
        ]);
      const back = conversation().when(...agreed, escalated(late), wrote('m3', 'yes?', late + hour), escalated(late + 2 * hour));
      expect(only(back.facts, 'MessageDispatched')).toMatchObject([{ data: { text: { redacted: 'It takes longer.' } } }]);
    });

    test('is acknowledged by a template, which asks nothing and introduces nobody', () => {
      const again = opened({ case: 2, epoch: 2, turn: 2 }, late, { ...asking, ticketId: 'ticket-2', introduces: true });
      const next = [resolved({ epoch: 1, turn: 1 }, minute), wrote('m3', 'one more thing', hour), again] as const;
      const { facts, state } = conversation().when(...agreed, ...next);
      expect(only(facts, 'MessageDispatched')).toMatchObject([{ data: { ...template, introduces: false } }]);
      expect([only(facts, 'ConsentAsked'), state.introduced]).toEqual([[], false]);
    });

    test('and has no owner any more is told of by a template', () => {
      const taken = accepted({ epoch: 1, turn: 1 });
      const returned = message(
        'CaseReturned',
        { ticketId: 'ticket-1', agentId: 'ana', word: text('Somebody else.'), wordId: 'back-1' },
        { decidedAt: testTime + late, fence: { case: 1, epoch: 2, turn: 1 } },
      );
      const { facts } = conversation().when(...agreed, taken, returned);
      expect(only(facts, 'MessageDispatched')).toMatchObject([{ data: template }]);
    });

    test('who takes it, and that it is the assistant’s again, is worth none', () => {
      const said = (...inputs: Parameters<ReturnType<typeof conversation>['when']>) =>
        only(conversation().when(...agreed, ...inputs).facts, 'VerdictGiven').map(({ data }) => data.verdict);
      const [taken, back] = [accepted({ epoch: 1, turn: 1 }, late), handedBack({ epoch: 2, turn: 1 }, late + minute)];
      expect([said(taken), said(taken, back)]).toEqual([['REFUSE'], ['REFUSE']]);
    });
  });

  test('that is withdrawn gives the thread back; the answer to a refusal does not', () => {
    const withdrawn = (ticketId: string) =>
      message('HandoffWithdrawn', { ticketId, reason: 'GONE' }, { decidedAt: testTime + minute, fence: { case: 1, epoch: 1, turn: 1 } });
    expect(conversation().when(...queued, withdrawn('ticket-1')).state).toMatchObject({ owner: 'bot', epoch: 2, state: 'automated' });
    conversation()
      .when(...queued, withdrawn('ticket-2'))
      .then([]);
    conversation()
      .when(...held, withdrawn('ticket-1'))
      .then([]);
  });
});

describe('a person', () => {
  test('who accepts owns the thread', () =>
    conversation()
      .when(...held)
      .then([
        { type: 'OwnerChanged', data: { from: 'queue', to: 'agent:ana', epoch: 2 } },
        { type: 'FenceRaised', data: { epoch: 2, owner: 'agent:ana' } },
        { type: 'VerdictGiven', data: { subjectId: 'announcement-1' } },
        { type: 'MessageDispatched' },
      ]));

  test('who accepts second is told', () =>
    conversation()
      .when(...held, accepted({ epoch: 1, turn: 1 }, minute, { agentId: 'ben' }))
      .then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectType: 'HandoffAccepted' } }]));

  test('is not silenced by a "??" in between', () =>
    conversation()
      .when(...held, wrote('m2', '??', minute), agentWrote({ epoch: 2, turn: 1 }, 2 * minute))
      .then([
        { type: 'VerdictGiven', data: { verdict: 'ALLOW', subjectId: 'draft-1', speaker: 'agent' } },
        { type: 'MessageDispatched', data: { speaker: 'agent', author: 'ana', text: { redacted: 'Let me look.' }, typingFor: 'm2' } },
      ]));

  test('whose words the window no longer lets out gets them back, with what may be sent instead', () => {
    const late = agentWrote({ epoch: 2, turn: 1 }, 25 * hour);
    conversation()
      .when(...held, late)
      .then([
        {
          type: 'VerdictGiven',
          data: { verdict: 'REFUSE', reason: 'WINDOW_CLOSED', subjectId: 'draft-1', otherChannel: 'email', templateId: '' },
        },
      ]);
    const consenting = [
      asked,
      opened({ epoch: 0, turn: 1 }, second, asking),
      wrote('m2', 'yes', minute),
      accepted({ epoch: 1, turn: 1 }),
    ] as const;
    conversation()
      .when(...consenting, late)
      .then([
        {
          type: 'VerdictGiven',
          data: {
            verdict: 'REFUSE',
            reason: 'WINDOW_CLOSED',
            templateId: 'conversation_update-en_US',
            template: { name: 'conversation_update', language: 'en_US' },
            otherChannel: '',
          },
        },
      ]);
    const template = {
      $typeName: 'frontdesk.v1.TemplateContent' as const,
      name: 'conversation_update',
      language: 'en_US',
      variables: [],
      names: [],
    };
    conversation()
      .when(...consenting, late, agentWrote({ epoch: 2, turn: 1 }, 26 * hour, { template }))
      .then([
        { type: 'VerdictGiven', data: { verdict: 'USE_TEMPLATE', templateId: 'conversation_update-en_US' } },
        { type: 'MessageDispatched', data: { template: { name: 'conversation_update' }, text: undefined } },
      ]);
    expect(
      only(
        conversation().when(...held, wrote('m3', 'still there?', 25 * hour), agentWrote({ epoch: 2, turn: 1 }, 25 * hour + second)).facts,
        'MessageDispatched',
      ),
    ).toHaveLength(1);
  });

  test('who handed the case back did so until the case ends, however much is said since', () => {
    const toldIn = (facts: readonly Output[]) => only(facts, 'MessageAdmitted').map(({ data }) => data.turn?.handedBack);
    const back = [...held, handedBack({ epoch: 2, turn: 1 })] as const;
    const chat = Array.from({ length: 12 }, (_, n) => wrote(`n${n}`, `and ${n}?`, (n + 1) * minute));
    const after = conversation().when(...back, ...chat);
    expect([toldIn(after.facts), after.state.handedBack]).toEqual([[true], true]);
    expect(toldIn(conversation().when(...queued, wrote('m2', 'hello?', minute)).facts)).toEqual([false]);
    const nextCase = conversation().when(
      ...held,
      handedBack({ epoch: 2, turn: 1 }),
      opened({ epoch: 3, turn: 1 }, minute),
      accepted({ epoch: 4, turn: 1 }, minute),
      resolved({ epoch: 5, turn: 1 }, 2 * minute),
      wrote('m9', 'another matter: where is it?', 3 * minute),
    );
    expect(toldIn(nextCase.facts)).toEqual([false]);
  });

  test('is gone: the queue owns the thread, the customer is told, and nothing of theirs is let out afterwards', () => {
    const returned = (epoch: number, agentId = 'ana') =>
      message(
        'CaseReturned',
        { ticketId: 'ticket-1', agentId, reason: 'SILENT', word: text('Somebody else takes over.'), wordId: 'returned-1' },
        { decidedAt: testTime + minute, fence: { case: 1, epoch, turn: 1 } },
      );
    const one = conversation().when(...held, returned(2));
    one.then([
      { type: 'OwnerChanged', data: { from: 'agent:ana', to: 'queue', epoch: 3, cause: 'CaseReturned', ticketId: 'ticket-1' } },
      { type: 'FenceRaised', data: { epoch: 3, owner: 'queue' } },
      { type: 'VerdictGiven', data: { verdict: 'ALLOW', subjectId: 'returned-1' } },
      { type: 'MessageDispatched' },
    ]);
    expect([one.state.owner, one.state.state]).toEqual(['queue', 'human']);
    for (const [epoch, agentId, reason] of [
      [1, 'ana', 'STALE_EPOCH'],
      [2, 'ben', 'NOT_THEIRS'],
    ] as const) {
      conversation()
        .when(...held, returned(epoch, agentId))
        .then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason, subjectId: 'returned-1', subjectType: 'CaseReturned' } }]);
    }
    conversation()
      .when(...held, returned(2), agentWrote({ epoch: 2, turn: 1 }, 2 * minute))
      .then([{ type: 'VerdictGiven', data: { reason: 'STALE_EPOCH' } }]);
  });

  test('hands over what is answered: the queue owns the thread, and the customer is told nothing, nor that it takes long', () => {
    const at = { decidedAt: testTime + minute, fence: { case: 1, epoch: 2, turn: 1 } };
    const of = { ticketId: 'ticket-1', agentId: 'ana', reason: 'TRANSFERRED', wordId: 'returned-1', toAgentId: 'ben' };
    const late = message('TicketEscalated', { ticketId: 'ticket-1', wordId: 'escalated-1' }, { ...at, fence: { ...at.fence, epoch: 3 } });
    conversation()
      .when(...held, message('CaseReturned', of, at))
      .then([
        { type: 'OwnerChanged', data: { from: 'agent:ana', to: 'queue', epoch: 3 } },
        { type: 'FenceRaised', data: { epoch: 3, owner: 'queue' } },
      ]);
    conversation()
      .when(...held, message('CaseReturned', of, at), late)
      .then([]);
  });

  test('hands back: the bot owns the thread, and nothing of the person’s is let out afterwards', () => {
    conversation()
      .when(...held, handedBack({ epoch: 2, turn: 1 }))
      .then([
        { type: 'OwnerChanged', data: { to: 'bot', epoch: 3, cause: 'HandedBack' } },
        { type: 'FenceRaised', data: { epoch: 3, owner: 'bot' } },
        { type: 'StateChanged', data: { from: 'human', to: 'automated' } },
        { type: 'VerdictGiven' },
        { type: 'MessageDispatched' },
      ]);
    conversation()
      .when(...held, handedBack({ epoch: 2, turn: 1 }), agentWrote({ epoch: 2, turn: 1 }, minute))
      .then([{ type: 'VerdictGiven', data: { reason: 'STALE_EPOCH' } }]);
  });

  test.each([
    ['hands back', handedBack, 'back-1'],
    ['resolves', resolved, 'rating-1'],
  ] as const)('who %s without having read what the customer wrote meanwhile keeps the conversation', (_, letsGo, subjectId) => {
    const wroteOn = wrote('m2', 'And where is my refund?', 4 * second);
    const unread = conversation().when(...held, wroteOn, letsGo({ epoch: 2, turn: 1 }));
    unread.then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectId } }]);
    expect(only(unread.facts, 'VerdictGiven')[0]!.decision.reasons).toEqual(['STALE_EPOCH', 'STALE_TURN']);
    expect(unread.state).toMatchObject({ owner: 'agent:ana', state: 'human' });
    expect(conversation().when(...held, wroteOn, letsGo({ epoch: 2, turn: 2 })).state.owner).toBe('bot');
    // handoff was late to read it, not the person who answered it
    const answered = [...held, wroteOn, agentWrote({ epoch: 2, turn: 1 }, 5 * second)] as const;
    expect(conversation().when(...answered, letsGo({ epoch: 2, turn: 1 }, minute)).state.owner).toBe('bot');
  });

  test('who hands back after the window has ended ends the case', () => {
    const over = timer('WindowEnded', { clockId: `window:${testTime}`, lastInboundAt: testTime }, 24 * hour);
    const { facts, state } = conversation().when(...held, over, handedBack({ epoch: 2, turn: 1 }, 25 * hour));
    expect(only(facts, 'CaseClosed')).toMatchObject([{ data: { reason: 'inactivity' } }]);
    // a person had it: nothing that the bot settled
    expect(only(facts, 'CaseClosed').map(({ decision }) => decision.reasons ?? [])).toEqual([[]]);
    expect([state.owner, state.state]).toEqual(['bot', 'closed']);
    expect(conversation().when(...held, handedBack({ epoch: 2, turn: 1 }, hour)).state.state).toBe('automated');
  });

  test('resolves: closed at once, and a rating is asked for', () => {
    const done = conversation().when(...held, resolved({ epoch: 2, turn: 1 }));
    done.then([
      { type: 'OwnerChanged', data: { to: 'bot', epoch: 3, cause: 'CaseResolved' } },
      { type: 'FenceRaised' },
      { type: 'StateChanged', data: { to: 'closed', event: 'resolved' } },
      { type: 'CaseClosed', data: { reason: 'resolved', closedAt: testTime + 5 * second } },
      { type: 'VerdictGiven', data: { verdict: 'ALLOW', subjectId: 'rating-1' } },
      { type: 'MessageDispatched' },
    ]);
    conversation()
      .when(...held, resolved({ epoch: 2, turn: 1 }), resolved({ epoch: 3, turn: 1 }, minute))
      .then([{ type: 'VerdictGiven', data: { reason: 'CASE_CLOSED' } }]);
  });

  test('resolves for somebody who said stop: closed, and nobody asks for a rating', () => {
    const { facts, state } = conversation().when(...held, wrote('m2', 'STOP', 4 * second), resolved({ epoch: 2, turn: 1 }));
    expect([only(facts, 'VerdictGiven')[0]?.data.reason, state.state]).toEqual(['OPTED_OUT', 'closed']);
  });
});

test.each(['TicketEscalated', 'WaitTold'] as const)('the word of %s needs the epoch alone', (type) => {
  const word = (epoch: number) =>
    message(
      type,
      { ticketId: 'ticket-1', word: text('We have not forgotten you.'), wordId: 'word-1' },
      { decidedAt: testTime + minute, fence: { case: 1, epoch, turn: 0 } },
    );
  conversation()
    .when(...queued, wrote('m2', '??', 3 * second), word(1))
    .then([{ type: 'VerdictGiven', data: { verdict: 'ALLOW' } }, { type: 'MessageDispatched' }]);
  conversation()
    .when(...queued, word(0))
    .then([{ type: 'VerdictGiven', data: { reason: 'STALE_EPOCH' } }]);
});

test('a case that a person resolved stays closed for a reply computed before', () =>
  conversation()
    .when(...held, resolved({ epoch: 2, turn: 1 }), replied({ epoch: 0, turn: 1 }, ['m1'], minute))
    .then([{ type: 'VerdictGiven', data: { reason: 'STALE_EPOCH' } }]));
