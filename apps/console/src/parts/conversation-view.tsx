import type { Ticket } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { Thread } from './thread.tsx';
import { TakeoverButton } from './takeover-button.tsx';
import { mayTakeOver } from '../domain/roles.ts';

/** A conversation that no person has: who leads reads along, and may take it if they serve customers too. */
export function ConversationView({ id }: { id: string }) {
  const { go, user } = useSeat();
  const takes = mayTakeOver(user.role);
  return (
    <section className="middle" aria-label="Conversation">
      <header className="thread-head">
        <button type="button" className="plain back" aria-label="Back to the list" onClick={() => go({ at: 'desk' })}>
          ‹
        </button>
        <div className="who-is">
          <h2>Conversation of the bot</h2>
        </div>
        <div className="actions">
          {takes && <TakeoverButton conversationId={id} onTaken={(ticket: Ticket) => go({ at: 'ticket', id: ticket.id })} />}
        </div>
      </header>
      <Thread conversationId={id} drafts={[]} unknownSends={0} />
      <p className="box-closed">
        The bot has this conversation. {takes ? 'Take it over to write.' : 'You read along; your role does not write to customers.'}
      </p>
    </section>
  );
}
