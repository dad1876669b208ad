import type { ReactNode } from 'react';
import type { Ticket } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';

/** A case in a list: what it shows opens it. @param foot what does more than open it */
export function TicketItem({
  ticket,
  classes = [],
  current,
  foot,
  children,
}: {
  ticket: Ticket;
  classes?: readonly (string | false)[];
  current: boolean;
  foot?: ReactNode;
  children: ReactNode;
}) {
  const { go } = useSeat();
  return (
    <li className={['item', current && 'current', ...classes].filter(Boolean).join(' ')} data-ticket={ticket.number}>
      <button
        type="button"
        className="item-open"
        aria-current={current ? 'true' : undefined}
        onClick={() => go({ at: 'ticket', id: ticket.id })}
      >
        {children}
      </button>
      {foot}
    </li>
  );
}
