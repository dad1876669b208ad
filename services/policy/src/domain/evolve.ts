import type { Data, Fact, OpenMessage, WrittenBy } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import type { CaseState } from './machine.ts';
import { initial, oldestOpen, recentLines } from './state.ts';
import type { Line, Open, State } from './state.ts';
import { isStart, isStop } from './words.ts';

export type Output = Fact<WrittenBy<'policy'>>;

/** What a fact of policy's does to its state: the only way that the state changes. */
export function evolve(before: State, fact: Output): State {
  const state = 'seq' in fact.data ? { ...before, seq: fact.data.seq } : before;
  const at = fact.decision.decidedAt ?? 0;
  switch (fact.type) {
    case 'CaseOpened':
      return caseOpened(state, fact.data);
    case 'MessageAdmitted':
      return messageAdmitted(state, fact.data, fact.decision.fence?.turn ?? state.turn, at);
    case 'MessageGathered':
      return messageGathered(state, fact.data, fact.decision.fence?.turn ?? state.turn, at);
    case 'MessageNoted':
      return messageNoted(state, fact.data, at);
    case 'MessageBlocked':
      return { ...state, blockedAt: at };
    case 'WindowOpened':
      return { ...state, lastInboundAt: fact.data.lastInboundAt };
    case 'ContactFlagged':
      return fact.data.reason === 'WINDOW_CLOSED_AT_META' ? { ...state, disputedAt: fact.data.lastInboundAt } : state;
    case 'ConsentChanged':
      return consentChanged(state, fact.data);
    case 'ConsentAsked':
      return { ...state, optInQuestion: fact.data.question, optInAskedAt: state.lastInboundAt };
    case 'CaseUpdated':
      return caseUpdated(state, fact.data);
    case 'ProofVoided':
      return {
        ...state,
        identity: undefined,
        challenge: undefined,
        change: undefined,
        voidedTurn: state.turn,
        contact: fact.data.contact ?? state.contact,
      };
    case 'OwnerChanged':
      return {
        ...state,
        owner: fact.data.to,
        epoch: fact.data.epoch,
        clarified: 0,
        challenge: challengeWith(fact.data.to, state),
        change: undefined,
        handedBack: state.handedBack || fact.data.cause === 'HandedBack',
        leftBot: true,
        ticketId: fact.data.to === 'bot' ? '' : fact.data.ticketId || state.ticketId,
      };
    case 'StateChanged':
      return { ...state, state: fact.data.to as CaseState };
    case 'CaseClosed':
      return {
        ...state,
        closedAt: fact.data.closedAt,
        closedBy: fact.data.reason,
        optInQuestion: '',
        challenge: undefined,
        change: undefined,
      };
    case 'TurnAnswered':
      return turnAnswered(state, fact.data);
    case 'TurnOverdue':
      return turnOverdue(state, fact.data.open, at);
    case 'QuestionHeld':
      return questionHeld(state, fact.data);
    case 'QuestionReleased':
      return questionReleased(state, fact.data, at);
    case 'VerdictGiven':
      return verdictGiven(state, fact.data, fact.decision.reasons ?? []);
    case 'MessageSent':
      return changeShown(state, fact.data);
    case 'OrderChangeAgreed':
      return changeAgreed(state, fact.data);
    case 'OrderChangeConcluded':
      return { ...state, changing: state.changing.filter(({ changeId }) => changeId !== fact.data.changeId) };
    case 'MessageDispatched':
      return messageDispatched(state, fact.data, at);
    default:
      return state;
  }
}

/** What a person asked for is over when no person has it any more: the bot would not know what for. */
const challengeWith = (owner: string, { challenge }: State): State['challenge'] =>
  challenge?.agentId && (owner === 'bot' || owner === 'phone') ? undefined : challenge;

/** A next case keeps the thread (fence, window, consent, language), not what was proved or said in the one before. */
const thread = [
  'contact',
  'epoch',
  'turn',
  'seq',
  'dispatchSeq',
  'owner',
  'lastInboundAt',
  'disputedAt',
  'locale',
  'optedIn',
  'optInCategory',
  'optedOut',
  'consentWordAt',
  'marketing',
  'changing',
  'arrivals',
  'blockedAt',
  'voidedTurn',
] as const satisfies readonly (keyof State)[];

function caseOpened(state: State, { contact, case: number, previousCase, openedAt }: Data<'CaseOpened'>): State {
  const kept: Partial<State> = Object.fromEntries(thread.map((member) => [member, state[member]]));
  return { ...initial, ...kept, ...(contact ? { contact } : {}), case: number, previousCase, openedAt };
}

function messageAdmitted(state: State, data: Data<'MessageAdmitted'>, turn: number, at: number): State {
  const known = new Map(state.open.map((entry) => [entry.message.messageId, entry]));
  const open = (data.turn?.open ?? []).map(
    (message): Open => known.get(message.messageId) ?? { message, admittedAt: at, attempt: 0, giveUpAt: 0 },
  );
  const gathering = data.turn?.owner === 'bot' ? [] : state.gathering.filter((id) => id !== data.messageId);
  const { contact = state.contact, botOff: turnBotOff = false, stoppedIntents: turnStopped = [] } = data.turn ?? {};
  const next = { ...state, turn, open, gathering, contact, turnBotOff, turnStopped };
  const isHeard = state.gathering.includes(data.messageId);
  return data.cause !== 'message' || !data.message || isHeard ? next : heard(next, data.message, at);
}

function messageGathered(state: State, { message }: Data<'MessageGathered'>, turn: number, at: number): State {
  if (!message) return state;
  const open = [...state.open, { message, admittedAt: at, attempt: 0, giveUpAt: 0 }];
  return heard({ ...state, turn, open, gathering: [...state.gathering, message.messageId] }, message, at);
}

function turnAnswered(state: State, { answered }: Data<'TurnAnswered'>): State {
  return {
    ...state,
    open: state.open.filter((o) => !answered.includes(o.message.messageId)),
    gathering: state.gathering.filter((id) => !answered.includes(id)),
    superseded: 0,
  };
}

function heard(state: State, { messageId, text, sentAt }: OpenMessage, at: number): State {
  return {
    ...state,
    // only what they write next can be the yes to it
    change: undefined,
    // while nothing was stopped it is a message like any other, but a STOP from before it may come yet
    consentWordAt: isStart(text?.redacted ?? '') ? Math.max(state.consentWordAt, sentAt) : state.consentWordAt,
    lastMessageId: messageId,
    arrivals: arrived(state, at),
    lines: withLine(state, { messageId, speaker: 'customer', text, at: sentAt || at }),
  };
}

const arrived = ({ arrivals }: State, at: number): number[] => [...arrivals.filter((arrival) => arrival > at - limits.ratePeriodMs), at];

/** What was changed or taken back is so wherever it may be spoken of again. */
function messageNoted(state: State, { notedAs, messageId, sentAt, text }: Data<'MessageNoted'>, at: number): State {
  if (notedAs === 'rating') return { ...state, rated: true };
  if (notedAs === 'choice_gone') return { ...state, arrivals: arrived(state, at) };
  if (notedAs === 'stop' || notedAs === 'start') return { ...consentWord(state, sentAt), locale: localeAfter(state, text?.redacted ?? '') };
  if (notedAs.startsWith('opt_in')) return { ...state, optInQuestion: '', optInDeclined: notedAs === 'opt_in_declined' };
  if (notedAs === 'revoked') {
    const others = ({ message }: Open): boolean => message.messageId !== messageId;
    return {
      ...state,
      open: state.open.filter(others),
      lines: state.lines.filter((line) => line.messageId !== messageId),
      sent: state.sent.map((sent) => ({ ...sent, answers: sent.answers.filter(others) })),
    };
  }
  if (notedAs !== 'edited' || !text) return state;
  const edited = (entry: Open): Open => (entry.message.messageId === messageId ? { ...entry, message: { ...entry.message, text } } : entry);
  return {
    ...state,
    open: state.open.map(edited),
    held: state.held.map((row) => (row.question.messageId === messageId ? { ...row, question: { ...row.question, text } } : row)),
    lines: state.lines.map((line) => (line.messageId === messageId ? { ...line, text } : line)),
    sent: state.sent.map((sent) => ({ ...sent, answers: sent.answers.map(edited) })),
  };
}

function consentChanged(state: State, { basis, category, at }: Data<'ConsentChanged'>): State {
  if (category === 'marketing') return { ...state, marketing: { optedOut: basis === 'opted_out', at } };
  // a "yes" or "ok" after it answers the confirmation, no question from before
  if (basis === 'opted_out') return consentWord({ ...state, optedOut: true, optInQuestion: '' }, at);
  if (basis === 'opted_back_in') return consentWord({ ...state, optedOut: false }, at);
  return basis === 'opt_in' ? { ...state, optedIn: true, optInCategory: category } : state;
}

const consentWord = (state: State, at: number): State => ({ ...state, consentWordAt: Math.max(state.consentWordAt, at) });

/** The words of English are said in any language, those of German by who speaks it. */
const localeAfter = ({ locale }: State, word: string): string => ((isStop(word) ?? isStart(word)) === 'de' ? 'de' : locale);

function caseUpdated(state: State, data: Data<'CaseUpdated'>): State {
  return {
    ...state,
    identity: data.identity ?? state.identity,
    challenge: data.challenge ?? (data.challengeSettled ? undefined : state.challenge),
    change: data.change ? { change: data.change, shownAt: 0 } : state.change,
    tier: data.tier || state.tier,
    topic: data.topic || state.topic,
    locale: data.locale || state.locale,
    clarified: data.clarified ?? state.clarified,
    trial: data.trial ?? state.trial,
  };
}

/** Nobody says yes to what they have not seen. */
function changeShown(state: State, { subjectId, at }: Data<'MessageSent'>): State {
  const isAsked = state.change?.change.replyId === subjectId;
  return isAsked ? { ...state, change: { ...state.change!, shownAt: at } } : state;
}

function changeAgreed(state: State, { changeId, orderNumber, messageId, sentAt }: Data<'OrderChangeAgreed'>): State {
  const agreed = { changeId, orderNumber, messageId, sentAt };
  return { ...state, change: undefined, changing: [...state.changing, agreed] };
}

/** A failed send opens again what it answered. */
function turnOverdue(state: State, ids: readonly string[], at: number): State {
  const named = (entry: Open): boolean => ids.includes(entry.message.messageId);
  const again = state.sent
    .flatMap((sent) => sent.answers)
    .filter(named)
    .map((entry) => ({ ...entry, admittedAt: at }));
  const open = new Map([...again, ...state.open].map((entry) => [entry.message.messageId, entry]));
  return {
    ...state,
    overdueFor: ids[0] ?? state.overdueFor,
    change: undefined,
    open: state.owner === 'bot' ? oldestFirst([...open.values()]) : [],
    sent: state.sent.filter((sent) => !sent.answers.some(named)),
  };
}

function questionHeld(state: State, { heldId, question, dueAt, giveUpAt, attempt, sendId }: Data<'QuestionHeld'>): State {
  const lost = sendId === '' ? {} : { lostSend: sendId };
  return question ? { ...state, held: [...state.held, { heldId, question, dueAt, giveUpAt, attempt, ...lost }] } : state;
}

function questionReleased(state: State, data: Data<'QuestionReleased'>, at: number): State {
  const released = state.held.find(({ heldId }) => heldId === data.heldId);
  const held = state.held.filter((row) => row !== released);
  if (!released || data.reason !== 'taken_up') return { ...state, held };
  const { question, attempt, giveUpAt, lostSend } = released;
  const message = {
    $typeName: 'frontdesk.v1.OpenMessage' as const,
    messageId: question.messageId,
    kind: 'text',
    text: question.text,
    sentAt: question.askedAt,
    mediaKind: '',
    kept: true,
  };
  const others = state.open.filter((o) => o.message.messageId !== question.messageId);
  // its clock starts anew, so what was said about an earlier one counts no longer
  const taken = { message, admittedAt: at, attempt, giveUpAt, ...(lostSend === undefined ? {} : { lostSend }) };
  return { ...state, held, open: oldestFirst([taken, ...others]), noticedFor: '', overdueFor: '' };
}

function verdictGiven(state: State, data: Data<'VerdictGiven'>, reasons: readonly string[]): State {
  if (data.subjectType === 'BotReplyNoticeDue') return { ...state, noticedFor: oldestOpen(state)?.message.messageId ?? '' };
  return reasons.includes('SUPERSEDED') ? { ...state, superseded: state.superseded + 1 } : state;
}

function messageDispatched(state: State, data: Data<'MessageDispatched'>, at: number): State {
  const answers = state.open.filter((o) => data.answers.includes(o.message.messageId));
  const { sendId, speaker, author, subjectId, file } = data;
  const text = data.text ?? (file?.words?.redacted ? file.words : undefined);
  return {
    ...state,
    dispatchSeq: data.dispatchSeq,
    answeredTurn: speaker === 'agent' && !data.holding ? state.turn : state.answeredTurn,
    introduced: state.introduced || data.introduces,
    // once somebody else has spoken, a "yes" is an answer to them
    optInQuestion: speaker === 'notice' ? state.optInQuestion : '',
    sent: keepLast(20, [
      ...state.sent,
      {
        sendId,
        speaker,
        author,
        subjectId,
        answers,
        asTemplate: data.template !== undefined,
        windowFrom: state.lastInboundAt,
        ...(data.holding ? { holding: true } : {}),
      },
    ]),
    lines: text ? withLine(state, { messageId: sendId, speaker, text, at }) : state.lines,
  };
}

/** Kept is what a turn tells of: what is open, and the lines lately said besides. */
function withLine(state: State, line: Line): readonly Line[] {
  const lines = [...state.lines, line];
  const openIds = new Set(state.open.map(({ message }) => message.messageId));
  const lately = recentLines(lines, openIds);
  return keepLast(
    12,
    lines.filter((one) => openIds.has(one.messageId) || lately.includes(one)),
  );
}

const oldestFirst = (open: readonly Open[]): Open[] => open.toSorted((a, b) => a.message.sentAt - b.message.sentAt);
const keepLast = <T>(count: number, all: readonly T[]): T[] => all.slice(-count);
