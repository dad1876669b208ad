import type { Detail } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { isOwed } from '../domain/countdown.ts';
import { mayAudit } from '../domain/roles.ts';
import { consentWords, levelWords, plain, proofWords, reasonWords, stateWords, summaryLines } from '../domain/words.ts';
import { CostRow } from './costs.tsx';
import { EvidenceList, Sources } from './evidence.tsx';
import { Looks } from './looks.tsx';
import { PermalinkCopy } from './permalink-copy.tsx';
import { PhoneNumber } from './phone-number.tsx';
import { Row, Section } from './section.tsx';
import { fullTime } from './time.tsx';

/** Who it is, how that was proved, and what is known about the case. */
export function CustomerPanel({ ticket, onClose }: { ticket: Detail; onClose: () => void }) {
  const { user } = useSeat();
  const { customer, identity } = ticket;
  return (
    <aside className="right" aria-label="Customer and case">
      <button type="button" className="plain close-details" onClick={onClose}>
        ‹ Back to the conversation
      </button>
      <Section title="Customer">
        <dl>
          <Row term="Name">{customer.name ?? 'not known'}</Row>
          <Row term="Phone">
            <PhoneNumber
              key={`${ticket.conversation_id} ${customer.phone}`}
              conversationId={ticket.conversation_id}
              masked={customer.phone}
            />
          </Row>
          <Row term="Language">{ticket.locale === 'de' ? 'German' : 'English'}</Row>
          <Row term="Identity">{identity ? levelWords(identity.level) : 'Nothing proved'}</Row>
          {identity && (
            <Row term="Proved by">
              {plain(identity.method)}
              {identity.subject && ` (${identity.subject})`}, {fullTime(identity.proved_at)}
            </Row>
          )}
          {identity && identity.expires_at > 0 && <Row term="Valid until">{fullTime(identity.expires_at)}</Row>}
          {ticket.proof && (
            <Row term="Proof">
              <span role="status">{proofWords(ticket.proof)}</span>, {fullTime(ticket.proof.at)}
            </Row>
          )}
          <Row term="Consent">{consentWords(ticket.consent)}</Row>
          {ticket.order_numbers.length > 0 && (
            <Row term="Orders">
              <span className="number">{ticket.order_numbers.join(', ')}</span>
            </Row>
          )}
        </dl>
      </Section>
      <Section title="Case">
        <dl>
          <Row term="Why here">
            {reasonWords(ticket.reason)}
            {ticket.mode === 'cold' ? ', nobody was available' : ''}
          </Row>
          <Row term="State">
            {stateWords(ticket.state)}
            {ticket.assignee && ` · ${ticket.assignee.name}`}
          </Row>
          <Row term="Tier">{plain(ticket.tier) || '–'}</Row>
          <Row term="Topic">{plain(ticket.topic) || '–'}</Row>
          <Row term="Mood">{plain(ticket.sentiment) || '–'}</Row>
          <Row term="Priority">{ticket.priority} of 4</Row>
          {isOwed(ticket) && (
            <>
              <Row term="Due">{fullTime(ticket.due_at)}</Row>
              <Row term="Waiting since">{fullTime(ticket.waiting_since)}</Row>
            </>
          )}
          {ticket.helpdesk_key && (
            <Row term="Help desk">
              <span className="number">{ticket.helpdesk_key}</span>
            </Row>
          )}
          {ticket.rating !== null && <Row term="Rating">{ticket.rating} of 5</Row>}
          {mayAudit(user.role) && <CostRow conversationId={ticket.conversation_id} />}
        </dl>
        <PermalinkCopy url={ticket.transcript_url} />
      </Section>
      {ticket.summary && (
        <Section title="Summary">
          <ul className="lines">
            {summaryLines(ticket.summary).map((line, at) => (
              <li key={at}>{line}</li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Evidence">
        <EvidenceList evidence={ticket.evidence} />
      </Section>
      {ticket.citations.length > 0 && (
        <Section title="Cited by the bot">
          <Sources citations={ticket.citations} />
        </Section>
      )}
      {ticket.attachments.length > 0 && (
        <Section title="Attachments">
          <ul className="bare">
            {ticket.attachments.map((id, at) => (
              <li key={id}>
                <a href={`/console/api/conversations/${ticket.conversation_id}/files/${id}`} target="_blank" rel="noopener noreferrer">
                  File {at + 1}
                </a>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {mayAudit(user.role) && <Looks conversationId={ticket.conversation_id} />}
    </aside>
  );
}
