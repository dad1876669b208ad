import type { Contact, OpenMessage, Turn } from '@frontdesk/contracts';
import type { Draft } from './draft.ts';
import { oldestOpen, recentLines } from './state.ts';
import { windowEndsAt } from './window.ts';

export const rateLimit = { name: 'rate_limit', passed: true };

/** Raises the turn: everything open goes (again) down the road, with a new message, the rest after a partial answer, or a held question. */
export function admit(draft: Draft, cause: 'message' | 'remainder' | 'held', message: OpenMessage, occurredAt: number): void {
  const {
    state,
    context: { now },
  } = draft;
  const open = state.open.map((entry) => entry.message);
  const botOwns = state.owner === 'bot';
  const isNew = cause === 'message' && !state.gathering.includes(message.messageId);
  const turn = turnOf(draft, botOwns && isNew ? [...open, message] : botOwns ? open : []);
  const guardrails = cause === 'message' ? [rateLimit] : [];
  const about = { occurredAt: occurredAt || now, reasons: [cause.toUpperCase()], guardrails };
  draft.emit('MessageAdmitted', { messageId: message.messageId, turn, cause, message }, about);
  if (botOwns) openTurn(draft);
}

export function openTurn(draft: Draft): void {
  const { open } = draft.state;
  const oldest = oldestOpen(draft.state);
  if (!oldest) return;
  const ids = open.map((entry) => entry.message.messageId);
  draft.emit('TurnOpened', { open: ids, oldestOpen: oldest.message.messageId, oldestOpenAt: oldest.admittedAt });
}

/** @returns what the services behind policy need to know; `open` in place of what is open in the state */
function turnOf(draft: Draft, open: OpenMessage[]): Turn {
  const { state } = draft;
  const openIds = new Set(open.map((message) => message.messageId));
  const recent = recentLines(state.lines, openIds);
  return {
    $typeName: 'frontdesk.v1.Turn',
    contact: state.contact as Contact,
    owner: state.owner,
    state: state.state,
    open,
    recent: recent.map(({ speaker, text, at }) => ({ $typeName: 'frontdesk.v1.SpokenLine', speaker, text, at })),
    ...(state.identity ? { identity: state.identity } : {}),
    ...(state.challenge ? { challenge: state.challenge } : {}),
    ...(state.trial ? { trial: state.trial } : {}),
    tier: state.tier,
    locale: state.locale,
    botOff: !draft.isOn('bot'),
    stoppedIntents: draft.stoppedIntents(),
    modelOff: !draft.isOn('model'),
    introduces: !state.introduced,
    previousCase: state.previousCase,
    optedOut: state.optedOut,
    windowEndsAt: windowEndsAt(state.lastInboundAt),
    clarified: state.clarified,
    handedBack: state.handedBack,
    sendsCode: false, // auth knows
  };
}
