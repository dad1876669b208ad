import { fact } from '@frontdesk/contracts';
import type { Fact, Message, WrittenBy } from '@frontdesk/contracts';
import type { ClockRow, Kind } from './clock.ts';

export type Timer = Fact<WrittenBy<'sla-scheduler'>>;

/** What a message does to a conversation's clocks: the clocks that changed, and what is to be said at once. */
export interface Change {
  readonly clocks: readonly ClockRow[];
  readonly facts: readonly Timer[];
}

export const nothing: Change = { clocks: [], facts: [] };

export const running = (clocks: readonly ClockRow[], ...kinds: Kind[]): ClockRow[] =>
  clocks.filter((clock) => clock.endedAt === undefined && kinds.includes(clock.kind));

export const ofTicket = (clocks: readonly ClockRow[], ticketId: string): ClockRow[] =>
  clocks.filter((clock) => clock.endedAt === undefined && clock.ticketId === ticketId);

/** Not before it began: the two words come from processes whose clocks may differ. */
export const ended = (clocks: readonly ClockRow[], at: number): ClockRow[] =>
  clocks.map((clock) => ({ ...clock, endedAt: Math.max(at, clock.startedAt) }));

/** A clock that starts now with the fence of the message that starts it. */
export function started(message: Message, clock: Pick<ClockRow, 'id' | 'kind' | 'startedAt' | 'dueAt'> & Partial<ClockRow>): ClockRow {
  const { case: number = 0, epoch = 0, turn = 0 } = message.envelope.fence ?? {};
  return {
    conversationId: message.envelope.conversationId,
    fence: { case: number, epoch, turn },
    ticketId: '',
    subject: '',
    tier: '',
    topic: '',
    endedAt: undefined,
    fired: [],
    ...clock,
  };
}

/**
 * Ends clocks whose promise was kept or not; a kept one is said, a broken one was said when it broke. What kept it may be read after that: then it is
 * withdrawn.
 */
export function met(clocks: readonly ClockRow[], at: number): Change {
  const kept = clocks.filter((clock) => at <= clock.dueAt);
  const facts = kept.map(({ id, kind, ticketId, dueAt, fence, fired }) => {
    const withdraws = fired.includes('breach');
    const data = { clockId: id, clock: kind, ticketId, dueAt, metAt: at, withdraws };
    return fact('SlaMet', data, { fence, ...(withdraws ? { reasons: ['BREACH_WITHDRAWN'] } : {}) });
  });
  return { clocks: ended(clocks, at), facts };
}

export const both = (...changes: readonly Change[]): Change => ({
  clocks: changes.flatMap(({ clocks }) => clocks),
  facts: changes.flatMap(({ facts }) => facts),
});
