import type { ThreadMessage } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { verdictWords } from '../domain/explanation.ts';
import { mayAudit } from '../domain/roles.ts';
import { inOrder, tick } from '../domain/ticks.ts';
import { plain } from '../domain/words.ts';
import { clockTime } from './time.tsx';

interface Props {
  message: ThreadMessage;
  conversationId: string;
}

/** Why a message was sent in a word, and what became of it; who watches over all goes on to every decision behind it. */
export function Why({ message: { id, verdict, statuses }, conversationId }: Props) {
  const { go, user } = useSeat();
  const word = String(verdict?.['verdict'] ?? '');
  const reason = String(verdict?.['reason'] ?? '');
  const said = `The gate: ${verdictWords(word)}${reason ? `, ${plain(reason)}` : ''}`;
  return (
    <details className="why">
      <summary title={said}>why</summary>
      <div>
        <p>{said}</p>
        {statuses.length > 0 && (
          <p>
            {inOrder(statuses)
              .map((one) => `${tick(one.status)?.label ?? one.status} ${clockTime(one.at)}`)
              .join(' · ')}
          </p>
        )}
        {typeof verdict?.['verdict_id'] === 'string' && <p className="quiet">verdict {verdict['verdict_id']}</p>}
        {mayAudit(user.role) && (
          <p>
            <button type="button" className="plain" onClick={() => go({ at: 'why', id: conversationId, message: id })}>
              Every decision behind it
            </button>
          </p>
        )}
      </div>
    </details>
  );
}
