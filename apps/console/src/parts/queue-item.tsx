import type { Ticket } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { gist, plain, reasonWords, stateWords } from '../domain/words.ts';
import { AcceptButton } from './accept-button.tsx';
import { TicketItem } from './ticket-item.tsx';
import { Due, Leaves, Left, WindowLeft } from './time.tsx';
import { mayServe } from '../domain/roles.ts';

export function QueueItem({ ticket, current }: { ticket: Ticket; current: boolean }) {
  const { user } = useSeat();
  const waits = ticket.state === 'waiting' || ticket.state === 'offered';
  return (
    <TicketItem
      ticket={ticket}
      current={current}
      classes={[ticket.offered_to_you && 'offered', waits && ticket.escalated && 'escalated']}
      foot={waits && <ItemFoot ticket={ticket} />}
    >
      <span className="line">
        <b className={`priority p${ticket.priority}`} title={`Priority ${ticket.priority} of 4`}>
          P{ticket.priority}
        </b>
        <b className="number">{ticket.number}</b>
        <span className="reason">{reasonWords(ticket.reason)}</span>
      </span>
      <span className="summary">{gist(ticket.summary) || 'No summary yet.'}</span>
      <span className="line tags">
        {[ticket.tier, ticket.topic].filter(Boolean).map((tag) => (
          <span key={tag} className={tag === 'vip' || tag === 'VIP' ? 'tag vip' : 'tag'}>
            {plain(tag)}
          </span>
        ))}
        {ticket.mode === 'cold' && <span className="tag">cold</span>}
        {waits && ticket.escalated && <span className="tag alarm">open to all</span>}
      </span>
      <span className="line">
        <Due ticket={ticket} />
        <WindowLeft endsAt={ticket.window_ends_at} />
        <Leaves ticket={ticket} />
        {!waits && <span className="who">{ticket.yours ? 'yours' : holder(ticket, user.id)}</span>}
      </span>
    </TicketItem>
  );
}

function holder(ticket: Ticket, userId: string): string {
  if (ticket.state !== 'held') return stateWords(ticket.state);
  if (ticket.assignee?.id === userId) return 'taking over…';
  return ticket.assignee?.name ?? stateWords(ticket.state);
}

function ItemFoot({ ticket }: { ticket: Ticket }) {
  const { user } = useSeat();
  return (
    <div className="item-foot">
      <span className="quiet">
        {ticket.offered_to_you && (
          <b className="accent">Offered to you {ticket.offer_expires_at !== null && <Left until={ticket.offer_expires_at} />}</b>
        )}
        {!ticket.offered_to_you && ticket.state === 'offered' && `offered to ${ticket.assignee?.name ?? 'a colleague'}`}
      </span>
      {mayServe(user.role) && <AcceptButton ticket={ticket} />}
    </div>
  );
}
