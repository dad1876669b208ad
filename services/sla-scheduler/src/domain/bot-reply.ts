import { fact } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { OVERDUE_MS } from './clock.ts';
import type { ClockRow } from './clock.ts';
import { both, ended, nothing, running, started } from './clocks.ts';
import type { Change } from './clocks.ts';

/** These take no part in answering; what they cannot process leaves nobody waiting. */
const aside = ['audit-logger', 'sla-scheduler'];

const reply = (clocks: readonly ClockRow[]): ClockRow[] => running(clocks, 'bot_reply');

function overdue(clock: ClockRow, deadId: string): Change {
  if (clock.fired.includes('due')) return nothing;
  return {
    clocks: [{ ...clock, fired: [...clock.fired, 'notice', 'due'] }],
    facts: [
      fact(
        'ReplyOverdue',
        { clockId: clock.id, oldestOpen: clock.subject, cause: 'DEAD_LETTER', deadLetterId: deadId, startedAt: clock.startedAt },
        { fence: clock.fence },
      ),
    ],
  };
}

/** The clock runs from the oldest open message; a new turn behind it does not start it again. */
export function turnOpened(clocks: readonly ClockRow[], message: Message<'TurnOpened'>): Change {
  const { oldestOpen, oldestOpenAt } = message.data;
  const fresh = started(message, {
    id: `turn:${message.envelope.fence?.case ?? 0}:${oldestOpen}`,
    kind: 'bot_reply',
    subject: oldestOpen,
    startedAt: oldestOpenAt,
    dueAt: oldestOpenAt + OVERDUE_MS,
  });
  const known = clocks.find(({ id }) => id === fresh.id);
  // A new turn does not restart the clock; a held question that is taken up again does.
  const clock = known?.startedAt === fresh.startedAt ? { ...known, fence: fresh.fence, endedAt: undefined } : fresh;
  const others = ended(
    reply(clocks).filter(({ id }) => id !== clock.id),
    message.envelope.decidedAt,
  );
  const dead = running(clocks, 'dead_letter').find(({ fence }) => fence.case === clock.fence.case && fence.turn === clock.fence.turn);
  const change = dead ? both({ clocks: ended([dead], message.envelope.decidedAt), facts: [] }, overdue(clock, dead.subject)) : nothing;
  return both({ clocks: [...others, clock], facts: [] }, change);
}

export function turnAnswered(clocks: readonly ClockRow[], message: Message<'TurnAnswered'>): Change {
  const over = running(clocks, 'bot_reply', 'quiet').filter(({ subject }) => !message.data.stillOpen.includes(subject));
  return { clocks: ended(over, message.envelope.decidedAt), facts: [] };
}

/** That a case comes back to the bot is remembered: how it was answered before may be long ago. A resolved one has no further turn. */
export function ownerChanged(clocks: readonly ClockRow[], message: Message<'OwnerChanged'>): Change {
  const { decidedAt: at, fence } = message.envelope;
  if (message.data.to !== 'bot') return { clocks: ended(running(clocks, 'bot_reply', 'quiet'), at), facts: [] };
  if (message.data.cause === 'CaseResolved') return nothing;
  return { clocks: [started(message, { id: `back:${fence?.case ?? 0}`, kind: 'back', startedAt: at, dueAt: at, endedAt: at })], facts: [] };
}

/** The customer's pause is counted from their last message. */
export function messageGathered(clocks: readonly ClockRow[], message: Message<'MessageGathered'>): Change {
  const { decidedAt, fence } = message.envelope;
  const messageId = message.data.message?.messageId ?? '';
  const quiet = started(message, {
    id: `quiet:${fence?.case ?? 0}:${messageId}`,
    kind: 'quiet',
    subject: messageId,
    startedAt: decidedAt,
    dueAt: message.data.endsAt,
  });
  return { clocks: [...ended(running(clocks, 'quiet'), decidedAt), quiet], facts: [] };
}

/** Dead topics and `lifecycle` have no order among them: a dead letter of a turn that is not known yet is kept until it is. */
export function deadLettered(clocks: readonly ClockRow[], message: Message<'DeadLettered'>): Change {
  const { fence, decidedAt } = message.envelope;
  if (!fence || fence.turn === 0 || aside.includes(message.data.consumer)) return nothing;
  const turns = clocks.filter((clock) => clock.kind === 'bot_reply' && clock.fence.case === fence.case);
  const current = reply(turns).find((clock) => clock.fence.turn === fence.turn);
  if (current) return overdue(current, message.data.deadId);
  if (turns.some((clock) => clock.fence.turn >= fence.turn)) return nothing;
  const note = started(message, {
    id: `dead:${message.data.deadId}`,
    kind: 'dead_letter',
    subject: message.data.deadId,
    startedAt: decidedAt,
    dueAt: decidedAt,
  });
  return { clocks: [note], facts: [] };
}

/**
 * Of the clocks that changed, those that ended now and were the first of their case: its first response. What the bot gave up was answered by nobody yet,
 * and what it answers once people have had the case is not the first.
 */
export function firstAnswered(message: Message, all: readonly ClockRow[], changed: readonly ClockRow[]): ClockRow[] {
  const isGivenUp = ({ fired }: ClockRow): boolean => message.type === 'OwnerChanged' && fired.includes('due');
  const before = all.filter(({ kind }) => kind === 'bot_reply' || kind === 'back');
  return changed.filter(
    (clock) =>
      clock.kind === 'bot_reply' &&
      clock.endedAt !== undefined &&
      !isGivenUp(clock) &&
      !before.some(({ kind, fence, startedAt }) => fence.case === clock.fence.case && (kind === 'back' || startedAt < clock.startedAt)),
  );
}
