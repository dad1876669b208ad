import { useState } from 'react';
import type { Detail, Ticket } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { failureWords } from '../domain/failure.ts';
import { longestNote } from '../domain/note.ts';
import { colleagueWords } from '../domain/words.ts';
import { Confirm } from './confirm.tsx';

export function TransferButton({ ticket }: { ticket: Detail }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setAsking(true)} title="To a colleague, or back to the queue">
        Transfer
      </button>
      {asking && <Transfer ticket={ticket} onDone={() => setAsking(false)} />}
    </>
  );
}

/** To whom, and a word to them. What was refused stays as it was typed. */
function Transfer({ ticket, onDone }: { ticket: Detail; onDone: () => void }) {
  const { desk } = useSeat();
  const { value: colleagues = [] } = useResource(desk.colleagues);
  const { busy, run } = useAction();
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [why, setWhy] = useState<string>();
  // whoever has it when the dialog opens: if it is another's by then, that is refused
  const [from] = useState(ticket.assignee?.id ?? '');
  const others = colleagues.filter(({ id }) => id !== from);
  const hand = (): Promise<void> =>
    run(
      async () => {
        const written = note.trim() === '' ? {} : { note };
        const answer = await desk.client.command<{ ticket: Ticket }>(`tickets/${ticket.id}/transfer`, { from, to: to || null, ...written });
        desk.ticket(ticket.id).update((before) => ({ ...before, ...answer.ticket }));
        onDone();
        await Promise.all([
          desk.queue.load(),
          desk.ticket(ticket.id).load(),
          desk.me.load(),
          desk.thread(ticket.conversation_id).part.load(),
        ]);
      },
      (error) => {
        setWhy(failureWords(error.code, error.body));
        return true;
      },
    );
  return (
    <Confirm title={`Transfer ${ticket.number}`} action="Transfer" ready={!busy} onCancel={onDone} onConfirm={() => void hand()}>
      <label className="field">
        To
        <select value={to} onChange={(event) => setTo(event.target.value)}>
          <option value="">The queue, for whoever is free</option>
          {others.map((one) => (
            <option key={one.id} value={one.id} disabled={one.standing !== 'available'}>
              {colleagueWords(one)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>
          Note for them <span className="quiet">· internal, the customer does not see it</span>
        </span>
        <textarea rows={3} maxLength={longestNote} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <p className="field quiet">
        {to === '' ? 'It is offered to somebody else' : 'They have two minutes to accept, then it is offered to somebody else'}; the time
        promised to the customer stays.
      </p>
      {why && (
        <p className="problem" role="alert">
          {why}
        </p>
      )}
    </Confirm>
  );
}
