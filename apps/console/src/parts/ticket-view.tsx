import { useResource, useSeat } from '../desk/context.ts';
import { mayServe } from '../domain/roles.ts';
import { Composer } from './composer.tsx';
import { CustomerPanel } from './customer-panel.tsx';
import { ReadState } from './read-state.tsx';
import { Thread } from './thread.tsx';
import { ThreadHead } from './thread-head.tsx';

export function TicketView({ id, visit, onDetails }: { id: string; visit: { readonly line?: string }; onDetails: () => void }) {
  const { desk, user } = useSeat();
  const resource = desk.ticket(id);
  const { value: ticket } = useResource(resource);
  const state = <ReadState of={resource} text="This case cannot be read at the moment." lines={8} />;
  if (!ticket)
    return (
      <section className="middle" aria-label="Conversation">
        {state}
      </section>
    );
  return (
    <>
      <section className="middle" aria-label="Conversation">
        <ThreadHead ticket={ticket} onDetails={onDetails} />
        {state}
        <Thread conversationId={ticket.conversation_id} visit={visit} drafts={ticket.drafts} unknownSends={ticket.unknown_sends} />
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
