import type { Detail } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { stateWords } from '../domain/words.ts';
import { AcceptButton } from './accept-button.tsx';
import { CaseActions } from './case-actions.tsx';
import { ExportLink } from './export-link.tsx';
import { TakeoverButton } from './takeover-button.tsx';
import { TransferButton } from './transfer-button.tsx';
import { Due, Leaves, WindowLeft } from './time.tsx';
import { Viewers } from './viewers.tsx';
import { mayServe, mayTakeOver } from '../domain/roles.ts';

export function ThreadHead({ ticket, onDetails }: { ticket: Detail; onDetails: () => void }) {
  const { go, user } = useSeat();
  const waits = ticket.state === 'waiting' || ticket.state === 'offered';
  return (
    <header className="thread-head">
      <button type="button" className="plain back" aria-label="Back to the list" onClick={() => go({ at: 'desk' })}>
        ‹
      </button>
      <div className="who-is">
        <h2>
          {ticket.customer.name ?? 'Customer'} <span className="quiet number">{ticket.number}</span>
        </h2>
        <div className="line">
          <Badge ticket={ticket} />
          <Due ticket={ticket} />
          <WindowLeft endsAt={ticket.window_ends_at} />
          <Leaves ticket={ticket} />
        </div>
        <Viewers conversationId={ticket.conversation_id} />
      </div>
      <div className="actions">
        {waits && mayServe(user.role) && <AcceptButton ticket={ticket} />}
        {(ticket.yours || (ticket.state === 'held' && mayTakeOver(user.role))) && <TransferButton ticket={ticket} />}
        {ticket.yours && <CaseActions ticket={ticket} />}
        {(ticket.state === 'back' || ticket.state === 'withdrawn') && mayTakeOver(user.role) && (
          <TakeoverButton conversationId={ticket.conversation_id} onTaken={(taken) => go({ at: 'ticket', id: taken.id })} />
        )}
        <ExportLink conversationId={ticket.conversation_id} />
        <button type="button" className="details-toggle" onClick={onDetails}>
          Details
        </button>
      </div>
    </header>
  );
}

function Badge({ ticket }: { ticket: Detail }) {
  const { user } = useSeat();
  if (ticket.yours)
    return (
      <span className="badge yours" role="status">
        Yours
      </span>
    );
  const own = ticket.assignee?.id === user.id;
  if ((ticket.state === 'accepting' || ticket.state === 'held') && own)
    return (
      <span className="badge taking" role="status">
        Taking over…
      </span>
    );
  if (ticket.state === 'held' && ticket.assignee) return <span className="badge">with {ticket.assignee.name}</span>;
  return <span className="badge">{stateWords(ticket.state)}</span>;
}
