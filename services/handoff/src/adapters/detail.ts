import { Inject, Injectable } from '@nestjs/common';
import type { Thread } from '../domain/desk.ts';
import type { User } from '../domain/people.ts';
import { refusedLink } from '../domain/refused-link.ts';
import type { Listed } from './desks.store.ts';
import { draftView, fileView } from './draft-view.ts';
import { DraftsStore } from './drafts.store.ts';
import type { DraftRow } from './drafts.store.ts';
import { ConsoleStore } from './console.store.ts';
import type { TemplateRow } from './console.store.ts';
import { Reader } from './reader.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

/** What a case holds beyond its line in the queue, opened for who reads it. */
@Injectable()
export class Detail {
  constructor(
    private readonly drafts: DraftsStore,
    private readonly beside: ConsoleStore,
    private readonly reader: Reader,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async of({ ticket, thread }: Listed, user: User): Promise<object> {
    const { packet } = ticket;
    const [drafts, unsent, attached, customer, templates] = await Promise.all([
      this.drafts.ofTicket(ticket.id),
      this.drafts.unsent(ticket.id, user.id),
      this.drafts.attached(ticket.id, user.id),
      this.reader.customer(thread),
      this.beside.templates(),
    ]);
    const known = ticket.caseNo === thread.caseNo ? thread.packet : packet;
    const identity = known.identity ?? packet.identity;
    const citations = known.evidence.flatMap(({ citation }) =>
      citation ? [{ document_id: citation.documentId, title: citation.title, url: citation.url, quote: citation.quote }] : [],
    );
    return {
      customer,
      consent: thread.consent || 'customer_wrote_first',
      identity:
        identity && identity.level !== ''
          ? {
              level: identity.level,
              subject: identity.subject,
              method: identity.method,
              proved_at: identity.provedAt,
              expires_at: identity.expiresAt,
            }
          : null,
      proof: ticket.proof && {
        order: ticket.proof.subject,
        asked_at: ticket.proof.askedAt,
        outcome: ticket.proof.outcome,
        attempts_left: ticket.proof.outcome === 'failed' ? ticket.proof.left : null,
        at: ticket.proof.at,
      },
      evidence: await Promise.all(
        known.evidence.map(async ({ kind, source, facts, citation }) => ({
          kind,
          source,
          facts: await this.reader.text(thread, facts),
          citation: citations.find(({ quote }) => quote === citation?.quote) ?? null,
        })),
      ),
      citations,
      order_numbers: known.orderNumbers,
      attachments: known.attachments,
      transcript_url: packet.transcriptUrl,
      rating: ticket.rating || null,
      summary: await this.reader.text(thread, packet.summary),
      drafts: await Promise.all(drafts.map((draft) => this.draft(thread, draft, templates))),
      unsent: await this.reader.text(thread, unsent),
      unsent_file: attached ? fileView(attached, await this.reader.text(thread, attached.name)) : null,
    };
  }

  private async draft(thread: Thread, draft: DraftRow, templates: readonly TemplateRow[]): Promise<object> {
    const text = await this.reader.text(thread, draft.text);
    const link = refusedLink(draft.reason, { text, variables: draft.template?.variables }, this.settings.LINK_HOSTS);
    return draftView(draft, text, templates, link);
  }
}
