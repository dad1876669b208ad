import type { Business } from '@frontdesk/business';
import { fact } from '@frontdesk/contracts';
import type { DataInit, Decision, Fact, WrittenBy } from '@frontdesk/contracts';
import type { Policies } from '@frontdesk/sla';
import { fenceOf, openTicket } from './desk.ts';
import type { Desk, Thread, Ticket } from './desk.ts';
import { evolve } from './evolve.ts';
import { bundle } from './words.ts';

type Written = WrittenBy<'handoff'>;
export type Output = Fact<Written>;

/** Who may be offered a case: available, and under the case limit. */
export interface AvailableAgent {
  readonly id: string;
  readonly name: string;
  /** cases that they hold or are invited to */
  readonly held: number;
  /** as many more they may be invited to within their limit */
  readonly seats: number;
}

/** What a decision is made with besides state and input. */
export interface Context {
  /** ms since epoch */
  readonly now: number;
  /** @returns an id derived from the cause and the label */
  readonly id: (label: string) => string;
  /** for a ticket, should one be opened: its number, and 128 random bits for its permalink */
  readonly number: number;
  readonly token: string;
  readonly agents: readonly AvailableAgent[];
  readonly policies: Policies;
  readonly publicUrl: string;
  readonly business: Business;
}

/** The facts of one decision as they are made: each is applied at once, so that the next is decided on what is true after it. */
export class Draft {
  readonly facts: Output[] = [];

  /** @param caseNo what is decided is about this case: topics have no order among them, so the thread may be in a later one already */
  constructor(
    public desk: Desk,
    readonly context: Context,
    readonly caseNo = desk.thread.caseNo,
  ) {}

  get thread(): Thread {
    return this.desk.thread;
  }

  /** the ticket that is open in the case, if there is one */
  get open(): Ticket | undefined {
    return openTicket(this.desk, this.caseNo);
  }

  /** that one, if it is the one that somebody means */
  opened(ticketId: string): Ticket | undefined {
    return this.open?.id === ticketId ? this.open : undefined;
  }

  /** `about.fence` is the thread's position unless the fact was computed from an older one. */
  emit<T extends Written>(type: T, data: DataInit<T>, about: Decision = {}): void {
    const { thread, context } = this;
    const hash = thread.packet.customer?.customerHash;
    const made = fact(type, data, {
      conversationId: thread.conversationId,
      decidedAt: context.now,
      fence: fenceOf(thread) as NonNullable<Decision['fence']>,
      bundle,
      ...(hash ? { customerHash: hash } : {}),
      ...(thread.consent ? { consent: thread.consent } : {}),
      ...about,
    }) as Output;
    this.facts.push(made);
    this.desk = evolve(this.desk, made);
  }

  /** What somebody else's word does to the ticket. */
  settle(change: Partial<Ticket>): void {
    const { ticket, thread } = this.desk;
    if (ticket) this.desk = { thread, ticket: { ...ticket, ...change } };
  }

  know(change: Partial<Thread>): void {
    this.desk = { ...this.desk, thread: { ...this.desk.thread, ...change } };
  }
}
