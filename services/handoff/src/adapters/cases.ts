import { Clock } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { mayServe } from '../domain/people.ts';
import type { User } from '../domain/people.ts';
import type { Staff } from '../domain/staff.ts';
import { ticketView } from '../domain/view.ts';
import type { Looking, TicketView } from '../domain/view.ts';
import { AgentsStore } from './agents.store.ts';
import { DesksStore } from './desks.store.ts';
import type { Listed } from './desks.store.ts';
import { Reader } from './reader.ts';
import { notAllowed, notFound } from './session.guard.ts';
import { TermsInForce } from './terms.ts';

const uuid = z.uuid();

/** Cases as one person sees them. */
@Injectable()
export class Cases {
  constructor(
    private readonly desks: DesksStore,
    private readonly agents: AgentsStore,
    private readonly reader: Reader,
    private readonly clock: Clock,
    private readonly terms: TermsInForce,
  ) {}

  /** @throws HttpException 404 */
  async find(id: string): Promise<Listed> {
    const found = uuid.safeParse(id).success ? await this.desks.byId(id) : undefined;
    if (!found) throw notFound();
    return found;
  }

  /** Whose conversation it is, and where it is to be seen. */
  async person(conversationId: string): Promise<object> {
    const [thread, ticketId] = await Promise.all([this.desks.thread(conversationId), this.desks.newestTicketOf(conversationId)]);
    const customer = thread ? await this.reader.customer(thread) : { name: null, phone: null };
    return { conversation_id: thread ? conversationId : null, ticket_id: ticketId ?? null, last_line: thread?.lastLine ?? '', ...customer };
  }

  /** For who may serve customers. @throws HttpException 403, 404 */
  async serve(user: User, id: string): Promise<Listed> {
    if (!mayServe(user)) throw notAllowed();
    return this.find(id);
  }

  async view(user: User, id: string): Promise<TicketView> {
    return ticketView(await this.find(id), await this.looking(user));
  }

  staff(): Promise<Staff> {
    return this.agents.staff();
  }

  async looking(user: User): Promise<Looking> {
    const now = this.clock.now();
    const [staff, terms] = await Promise.all([this.staff(), this.terms.at(now)]);
    return { me: user.id, now, nameOf: (id) => staff.nameOf(id), standing: (id) => staff.standing(id), terms };
  }
}
