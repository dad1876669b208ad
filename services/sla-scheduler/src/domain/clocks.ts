import { fact } from '@frontdesk/contracts';
import type { Fact, Message, WrittenBy } from '@frontdesk/contracts';
import { isPromise } from './clock.ts';
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
    policyVersion: '',
    ticketNumber: '',
    permalink: '',
    endedAt: undefined,
    fired: [],
    ...clock,
  };
}

export const breach = ({ id, kind, ticketId, dueAt, fence }: ClockRow): Timer =>
  fact('SlaBreached', { clockId: id, clock: kind, ticketId, dueAt }, { fence, reasons: [kind, 'breach'] });

/** Ends clocks. A promise that was broken by then is said to be where nobody has said so yet: a job waits until more was read, and this was. */
export function settled(clocks: readonly ClockRow[], at: number): Change {
  const broken = clocks.filter((clock) => isPromise(clock) && at > clock.dueAt && !clock.fired.includes('breach'));
  const said = clocks.map((clock): ClockRow => (broken.includes(clock) ? { ...clock, fired: [...clock.fired, 'breach'] } : clock));
  return { clocks: ended(said, at), facts: broken.map(breach) };
}

/** Ends clocks whose promise was kept or not; either is said. What kept it may be read after it was said to be broken: then that is withdrawn. */
export function met(clocks: readonly ClockRow[], at: number): Change {
  const kept = clocks.filter((clock) => at <= clock.dueAt);
  const facts = kept.map(({ id, kind, ticketId, dueAt, fence, fired }) => {
    const withdraws = fired.includes('breach');
    const data = { clockId: id, clock: kind, ticketId, dueAt, metAt: at, withdraws };
    return fact('SlaMet', data, { fence, ...(withdraws ? { reasons: ['BREACH_WITHDRAWN'] } : {}) });
  });
  return both({ clocks: [], facts }, settled(clocks, at));
}

export const both = (...changes: readonly Change[]): Change => ({
  clocks: changes.flatMap(({ clocks }) => clocks),
  facts: changes.flatMap(({ facts }) => facts),
});
