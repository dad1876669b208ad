import type { Route } from '../domain/route.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { gist, stateWords } from '../domain/words.ts';
import { More } from './more.tsx';
import { ReadState } from './read-state.tsx';
import { TicketItem } from './ticket-item.tsx';

export function ClosedList({ route }: { route: Route }) {
  const { desk } = useSeat();
  const { value: part } = useResource(desk.closed.part);
  const state = <ReadState of={desk.closed.part} text="The list cannot be read at the moment." />;
  if (!part) return state;
  const value = part.items;
  return (
    <section className="group" aria-label="Closed">
      {state}
      {value.length === 0 && <p className="quiet">No case has ended yet. Resolved and handed-back cases are kept here.</p>}
      <ul>
        {value.map((ticket) => (
          <TicketItem key={ticket.id} ticket={ticket} current={route.at === 'ticket' && route.id === ticket.id}>
            <span className="line">
              <b className="number">{ticket.number}</b>
              <span className="reason">{stateWords(ticket.state)}</span>
            </span>
            <span className="summary">{gist(ticket.summary) || 'No summary.'}</span>
            {ticket.assignee && <span className="line quiet">{ticket.assignee.name}</span>}
          </TicketItem>
        ))}
      </ul>
      <More of={desk.closed}>Show earlier cases</More>
    </section>
  );
}
