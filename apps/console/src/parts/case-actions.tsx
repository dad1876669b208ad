import { useState } from 'react';
import type { Detail, Ticket } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { Confirm } from './confirm.tsx';

/** What the owner of a case may do with it. */
export function CaseActions({ ticket }: { ticket: Detail }) {
  const { desk } = useSeat();
  const { busy, run } = useAction();
  const [asking, setAsking] = useState(false);
  const end = (how: 'hand-back' | 'resolve'): Promise<void> =>
    run(async () => {
      const answer = await desk.client.command<{ ticket: Ticket }>(`tickets/${ticket.id}/${how}`);
      desk.ticket(ticket.id).update((before) => ({ ...before, ...answer.ticket }));
      desk.queue.update((before) => ({ ...before, mine: before.mine.map((one) => (one.id === ticket.id ? answer.ticket : one)) }));
      await Promise.all([desk.queue.load(), desk.ticket(ticket.id).load(), desk.me.load()]);
    });
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void end('hand-back')} title="The bot answers from here on, and says so">
        Hand back
      </button>
      <button type="button" disabled={busy} onClick={() => setAsking(true)}>
        Resolve
      </button>
      {asking && (
        <Confirm
          title={`Resolve ${ticket.number}?`}
          action="Resolve"
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void end('resolve');
          }}
        >
          The case is closed and the customer is asked for a rating. A later question opens a new case.
        </Confirm>
      )}
    </>
  );
}
