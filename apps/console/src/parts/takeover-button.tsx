import type { Ticket } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';

export function TakeoverButton({ conversationId, onTaken }: { conversationId: string; onTaken: (ticket: Ticket) => void }) {
  const { desk, go } = useSeat();
  const { busy, run } = useAction();
  const take = (): Promise<void> =>
    run(
      async () => {
        const { ticket } = await desk.client.command<{ ticket: Ticket }>(`conversations/${conversationId}/takeover`);
        onTaken(ticket);
        void desk.queue.load();
      },
      (error) => {
        const open = error.body['ticket_id'];
        if (error.code !== 'ALREADY_OPEN' || typeof open !== 'string') return false;
        go({ at: 'ticket', id: open });
        return true;
      },
    );
  return (
    <button type="button" className="primary" disabled={busy} onClick={() => void take()}>
      {busy ? 'Taking over…' : 'Take over'}
    </button>
  );
}
