import { useResource, useSeat } from '../desk/context.ts';
import { mayServe } from '../domain/roles.ts';

/** Nothing is open: what to do next. */
export function EmptyMiddle() {
  const { desk, user } = useSeat();
  const { value: queue } = useResource(desk.queue);
  const { value: me } = useResource(desk.me);
  const waiting = queue?.queue.length ?? 0;
  const serves = mayServe(user.role);
  const off = me && me.presence !== 'available' && serves;
  return (
    <section className="middle empty" aria-label="Conversation">
      <h2>{waiting === 0 ? 'Nobody is waiting' : `${waiting} ${waiting === 1 ? 'case is' : 'cases are'} waiting`}</h2>
      <p>
        {waiting === 0
          ? 'When a customer asks for a person, the case appears on the left.'
          : `The most urgent one stands first on the left. Open it to read along${serves ? ', accept it to answer' : ''}.`}
      </p>
      {off && <p className="quiet">You are {me.presence}: nothing is offered to you until you are available.</p>}
    </section>
  );
}

export function Unavailable({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <div className="unavailable" role="alert">
      <p>{text}</p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} />
      ))}
    </div>
  );
}
