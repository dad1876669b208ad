import type { Ticket } from '../api/types.ts';
import type { Route } from '../domain/route.ts';
import { mayServe } from '../domain/roles.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { QueueItem } from './queue-item.tsx';
import { ReadState } from './read-state.tsx';

export function QueueList({ route }: { route: Route }) {
  const { desk, user } = useSeat();
  const { value } = useResource(desk.queue);
  const state = <ReadState of={desk.queue} text="The queue cannot be read at the moment." />;
  if (!value) return state;
  return (
    <>
      {state}
      {mayServe(user.role) && <Group title="Yours" tickets={value.mine} empty="You hold no case. Accept one below." route={route} />}
      <Group title="Waiting" tickets={value.queue} empty="Nobody is waiting." route={route} />
      {value.others.length > 0 && <Group title="With colleagues" tickets={value.others} empty="" route={route} />}
    </>
  );
}

function Group({ title, tickets, empty, route }: { title: string; tickets: Ticket[]; empty: string; route: Route }) {
  return (
    <section className="group" aria-label={title}>
      <h2>
        {title} {tickets.length > 0 && <span className="count">{tickets.length}</span>}
      </h2>
      {tickets.length === 0 && <p className="quiet">{empty}</p>}
      <ul>
        {tickets.map((ticket) => (
          <QueueItem key={ticket.id} ticket={ticket} current={route.at === 'ticket' && route.id === ticket.id} />
        ))}
      </ul>
    </section>
  );
}
