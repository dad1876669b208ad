import { useState } from 'react';
import type { Ticket } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { ExportLink } from './export-link.tsx';
import { NoteForm } from './note-form.tsx';
import { Thread } from './thread.tsx';
import { TakeoverButton } from './takeover-button.tsx';
import { ToolButton } from './tool-button.tsx';
import { Viewers } from './viewers.tsx';
import { mayTakeOver } from '../domain/roles.ts';
import { conversationStand } from '../domain/words.ts';

/** A conversation that no person has, or had when it was opened: who leads reads along, and may take it if they serve customers too. */
export function ConversationView({ id, visit }: { id: string; visit: { readonly line?: string } }) {
  const { desk, go, user } = useSeat();
  const [noting, setNoting] = useState(desk.notes.has(id));
  const takes = mayTakeOver(user.role);
  const { value: listed } = useResource(desk.conversations.part);
  const one = listed?.items.find(({ conversation_id: known }) => known === id);
  const ticketId = one?.ticket_id;
  const { title, has, isFree } = conversationStand(one);
  return (
    <section className="middle" aria-label="Conversation">
      <header className="thread-head">
        <button type="button" className="plain back" aria-label="Back to the list" onClick={() => go({ at: 'desk' })}>
          ‹
        </button>
        <div className="who-is">
          <h2>{title}</h2>
          <Viewers conversationId={id} />
        </div>
        <div className="actions">
          {ticketId && (
            <button type="button" className="primary" onClick={() => go({ at: 'ticket', id: ticketId })}>
              Open the case
            </button>
          )}
          <ExportLink conversationId={id} />
          {takes && isFree && <TakeoverButton conversationId={id} onTaken={(ticket: Ticket) => go({ at: 'ticket', id: ticket.id })} />}
        </div>
      </header>
      <Thread conversationId={id} visit={visit} drafts={[]} unknownSends={0} />
      <footer className="composer">
        {noting && <NoteForm conversationId={id} onDone={() => setNoting(false)} />}
        <p className="box-closed">
          {has} {!takes && 'You read along; your role does not write to customers.'}
          {takes && isFree && 'Take it over to write.'}
        </p>
        {takes && (
          <div className="box-tools">
            <ToolButton name="Internal note" isOpen={noting} onToggle={setNoting} />
          </div>
        )}
      </footer>
    </section>
  );
}
