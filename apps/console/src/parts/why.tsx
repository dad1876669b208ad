import type { ThreadMessage } from '../api/types.ts';
import { inOrder, tick } from '../domain/ticks.ts';
import { plain } from '../domain/words.ts';
import { clockTime } from './time.tsx';

const verdicts: Record<string, string> = { ALLOW: 'allowed', USE_TEMPLATE: 'sent as a template', HOLD: 'held', REFUSE: 'refused' };

/** Why a message was sent, and what became of it. */
export function Why({ message: { verdict, statuses } }: { message: ThreadMessage }) {
  const word = String(verdict?.['verdict'] ?? '');
  const reason = String(verdict?.['reason'] ?? '');
  const said = `The gate: ${verdicts[word] ?? plain(word)}${reason ? `, ${plain(reason)}` : ''}`;
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
      </div>
    </details>
  );
}
