import type { Ticket } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { failureWords } from '../domain/failure.ts';

/** Takes a case. It is yours only when the server says so: until then the bot may have something under way. */
export function AcceptButton({ ticket }: { ticket: Ticket }) {
  const { desk, go, say } = useSeat();
  const { busy, run } = useAction();
  const accept = (): Promise<void> =>
    run(
      async () => {
        const answer = await desk.client.command<{ ticket: Ticket }>(`tickets/${ticket.id}/accept`);
        desk.ticket(ticket.id).update((before) => ({ ...before, ...answer.ticket }));
        go({ at: 'ticket', id: ticket.id });
        await Promise.all([desk.queue.load(), desk.ticket(ticket.id).load()]);
      },
      (error) => {
        if (error.code !== 'ALREADY_TAKEN' && error.code !== 'NOT_OPEN') return false;
        say(`${ticket.number}: ${failureWords(error.code, error.body)}`);
        void desk.queue.load();
        void desk.ticket(ticket.id).load();
        return true;
      },
    );
  return (
    <button type="button" className="primary" disabled={busy} onClick={() => void accept()}>
      {busy ? 'Taking over…' : 'Accept'}
    </button>
  );
}
