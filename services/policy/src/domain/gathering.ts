import type { Message, OpenMessage } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import type { Draft } from './draft.ts';
import { oldestOpen } from './state.ts';
import { admit, openTurn, rateLimit } from './turns.ts';

/** What wants an answer goes down the road at once, or with whatever else the customer writes before they pause. */
export function admitOrGather(draft: Draft, message: OpenMessage): void {
  const {
    context: { now },
  } = draft;
  const endsAt = endOfPeriod(draft);
  if (endsAt <= now) return admit(draft, 'message', message, message.sentAt);
  draft.emit('MessageGathered', { message, endsAt }, { occurredAt: message.sentAt || now, reasons: ['GATHERED'], guardrails: [rateLimit] });
  openTurn(draft);
}

/** Nobody waits for a person because of it, and the oldest message no longer than a late answer would make it. */
function endOfPeriod(draft: Draft): number {
  const {
    state,
    context: { now, settings },
  } = draft;
  if (state.owner !== 'bot' || !draft.isOn('bot')) return 0;
  const oldest = oldestOpen(state)?.admittedAt ?? now;
  return Math.min(now + settings.quietPeriodMs, oldest + limits.patienceMs);
}

/** The period of a message after which another was gathered, or that went down the road otherwise, ends nothing. */
export function quietPeriodEnded(draft: Draft, { data: { messageId } }: Message<'QuietPeriodEnded'>): void {
  if (draft.state.gathering.at(-1) !== messageId) return;
  const last = draft.state.open.find(({ message }) => message.messageId === messageId)?.message;
  if (last) admit(draft, 'message', last, last.sentAt);
}
