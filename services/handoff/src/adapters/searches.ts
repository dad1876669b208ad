import { randomUUID } from 'node:crypto';
import { fact } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { mayAudit } from '../domain/people.ts';
import type { User } from '../domain/people.ts';
import type { Sought } from '../domain/sought.ts';
import type { Staff } from '../domain/staff.ts';
import { Cases } from './cases.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { ContactsClient } from './contacts.client.ts';
import { FoundStore } from './found.store.ts';
import type { Known } from './found.store.ts';
import { TranscriptClient } from './transcript.client.ts';
import type { Searched } from './transcript.client.ts';

export type Place = NonNullable<Searched['next']>;

/** A line that was found, or a case or conversation as it stands. */
export interface Found {
  readonly id: string;
  readonly conversation_id: string;
  readonly case: number | null;
  readonly at: number;
  readonly sender: string | null;
  readonly author_name: string | null;
  readonly excerpt: string;
  readonly ticket: { readonly id: string; readonly number: string } | null;
}
export interface Page {
  readonly found: Found[];
  readonly next: Place | null;
  readonly until: number | null;
}

/** Finds what somebody may open anyway. */
@Injectable()
export class Searches {
  constructor(
    private readonly known: FoundStore,
    private readonly transcripts: TranscriptClient,
    private readonly contacts: ContactsClient,
    private readonly cases: Cases,
    private readonly commands: Commands,
  ) {}

  /** That somebody searched is on record before they are answered: by what, and how much they found. */
  async find(user: User, sought: Sought, before: Place | undefined): Promise<Page> {
    const page = await this.#page(user, sought, before);
    const searched = fact('Searched', { agentId: user.id, kind: sought.kind, found: page.found.length }, { conversationId: ACCOUNT });
    await this.commands.record({ user, commandId: randomUUID(), name: 'search' }, [searched]);
    return page;
  }

  async #page(user: User, sought: Sought, before: Place | undefined): Promise<Page> {
    switch (sought.kind) {
      case 'ticket':
        return whole(await this.#ticket(user, sought.number));
      case 'conversation':
        return whole(await this.#conversations(user, [sought.id]));
      case 'phone':
        return whole(await this.#conversations(user, await this.contacts.conversationsOf(sought.phone)));
      case 'order':
        return this.#lines(user, { order: sought.order }, before);
      case 'words':
        return this.#lines(user, { words: sought.words }, before);
    }
  }

  async #ticket(user: User, number: number): Promise<Found[]> {
    const ticket = await this.known.ticket(number);
    const known = ticket && (await this.#visible(user, [ticket.conversationId])).get(ticket.conversationId);
    if (!ticket || !known) return [];
    const { conversationId, caseNo, openedAt: at, summary: excerpt } = ticket;
    return [{ ...foundIn(known, caseNo), id: conversationId, at, sender: null, author_name: null, excerpt }];
  }

  async #conversations(user: User, ids: readonly string[]): Promise<Found[]> {
    return [...(await this.#visible(user, ids)).values()]
      .toSorted((one, other) => other.lastAt - one.lastAt)
      .map((known) => ({
        ...foundIn(known, known.caseNo),
        id: known.conversationId,
        at: known.lastAt,
        sender: null,
        author_name: null,
        excerpt: known.lastLine,
      }));
  }

  async #lines(user: User, sought: { words: readonly string[] } | { order: string }, before: Place | undefined): Promise<Page> {
    const { hits, next, until } = await this.transcripts.search(sought, before);
    const [known, staff] = await Promise.all([
      this.#visible(
        user,
        hits.map((hit) => hit.conversation_id),
      ),
      this.cases.staff(),
    ]);
    const found = hits.flatMap((hit) => {
      const of = known.get(hit.conversation_id);
      return of ? [{ ...foundIn(of, hit.case), id: hit.id, at: hit.at, ...whoSaid(hit.sender, staff), excerpt: hit.excerpt }] : [];
    });
    return { found, next, until };
  }

  /** As `Threads.visible`: what no person was ever asked into is for who watches over all. */
  async #visible(user: User, ids: readonly string[]): Promise<Map<string, Known>> {
    const known = await this.known.conversations([...new Set(ids)]);
    return mayAudit(user) ? known : new Map([...known].filter(([, { tickets }]) => tickets.length > 0));
  }
}

const whole = (found: Found[]): Page => ({ found, next: null, until: null });

/** With the ticket by which it opens: the case's own, else the last that there is. */
function foundIn({ conversationId, tickets }: Known, caseNo: number | null): Pick<Found, 'conversation_id' | 'case' | 'ticket'> {
  const ticket = tickets.find((one) => one.caseNo === caseNo) ?? tickets[0];
  return { conversation_id: conversationId, case: caseNo, ticket: ticket ? { id: ticket.id, number: ticket.number } : null };
}

function whoSaid(sender: string, staff: Staff): Pick<Found, 'sender' | 'author_name'> {
  const [who = sender, author] = sender.split(/:(.*)/s);
  return { sender: who, author_name: author ? staff.nameOf(author) : null };
}
