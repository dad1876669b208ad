import { useState } from 'react';
import type { Detail } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { write } from '../desk/write.ts';
import { failureWords } from '../domain/failure.ts';
import { proofWords } from '../domain/words.ts';

/** Of which order; the words are the system's, in the customer's language, and what they answer is checked by it. */
export function ProofForm({ ticket, onDone }: { ticket: Detail; onDone: () => void }) {
  const seat = useSeat();
  const { busy, run } = useAction();
  const [order, setOrder] = useState(ticket.order_numbers.at(-1) ?? '');
  const [why, setWhy] = useState<string>();
  const ask = (): Promise<void> =>
    run(
      async () => {
        await write(seat, ticket.id, 'ask-proof', { order: order.trim() });
        onDone();
      },
      (error) => {
        setWhy(error.code === 'BAD_REQUEST' ? 'That is no order number.' : failureWords(error.code, error.body));
        return true;
      },
    );
  return (
    <form
      className="picker"
      aria-label="Ask for proof"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <label>
        Order
        <input
          value={order}
          maxLength={40}
          placeholder="FD-…, or empty: the customer names it"
          readOnly={busy}
          onChange={(event) => setOrder(event.target.value)}
        />
      </label>
      <p className="quiet">
        The customer is asked for the last four characters of its postcode, or the whole e-mail address. What they answer is checked, three
        attempts; what came of it stands beside their identity.
      </p>
      {ticket.proof && <p className="quiet">{proofWords(ticket.proof)}</p>}
      {why && (
        <p className="problem" role="alert">
          {why}
        </p>
      )}
      <footer>
        <button type="submit" disabled={busy}>
          {busy ? 'Asking…' : 'Ask'}
        </button>
        <button type="button" className="plain" disabled={busy} onClick={onDone}>
          Cancel
        </button>
      </footer>
    </form>
  );
}
