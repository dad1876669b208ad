import { ApiError } from '../api/client.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { mayServe } from '../domain/roles.ts';
import { failureWords } from '../domain/failure.ts';
import { Composer } from './composer.tsx';
import { CustomerPanel } from './customer-panel.tsx';
import { Skeleton, Unavailable } from './empty.tsx';
import { Thread } from './thread.tsx';
import { ThreadHead } from './thread-head.tsx';

export function TicketView({ id, onDetails }: { id: string; onDetails: () => void }) {
  const { desk, user } = useSeat();
  const resource = desk.ticket(id);
  const { value: ticket, error } = useResource(resource);
  if (!ticket) {
    const text = error instanceof ApiError ? failureWords(error.code, error.body) : 'This case cannot be read at the moment.';
    return (
      <section className="middle" aria-label="Conversation">
        {error ? <Unavailable text={text} onRetry={() => void resource.load()} /> : <Skeleton lines={8} />}
      </section>
    );
  }
  return (
    <>
      <section className="middle" aria-label="Conversation">
        <ThreadHead ticket={ticket} onDetails={onDetails} />
        <Thread conversationId={ticket.conversation_id} drafts={ticket.drafts} unknownSends={ticket.unknown_sends} />
        {mayServe(user.role) ? (
          <Composer ticket={ticket} />
        ) : (
          <p className="box-closed">You read along; your role does not write to customers.</p>
        )}
      </section>
      <CustomerPanel ticket={ticket} onClose={onDetails} />
    </>
  );
}
