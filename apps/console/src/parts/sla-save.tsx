import { useState } from 'react';
import type { SlaPolicy } from '../api/sla.ts';
import type { SlaDraft } from '../desk/use-sla.ts';
import { changesOf, noEdits, refusalWords, wrongFields } from '../domain/sla.ts';
import { isReason } from '../domain/switches.ts';
import { Confirm } from './confirm.tsx';

/** What would change, and why; nothing is saved before somebody has seen it. */
export function SlaSave({ draft, before }: { draft: SlaDraft; before: SlaPolicy }) {
  const { edits, policy, refused, quicker, busy, change, save } = draft;
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const changes = changesOf(before, policy);
  const wrong = wrongFields(policy);
  return (
    <div className="save">
      {quicker !== undefined && (
        <p className="note" role="alert">
          {quicker} has changed this meanwhile, so nothing of yours was saved. Yours stands here over theirs: look at what would change now,
          and save again.
        </p>
      )}
      {refused.length > 0 && (
        <p className="problem" role="alert">
          {refusalWords(refused)}
        </p>
      )}
      <p role="status">{saysOf(changes.length, wrong.length)}</p>
      <button type="button" disabled={busy || edits === noEdits} onClick={() => change(noEdits)}>
        Undo all
      </button>
      <button type="button" className="primary" disabled={busy || changes.length === 0 || wrong.length > 0} onClick={() => setAsking(true)}>
        Review and save
      </button>
      {asking && (
        <Confirm
          title="Save these changes?"
          action="Save"
          ready={isReason(reason)}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void save(reason).then((saved) => saved && setReason(''));
          }}
        >
          <ul className="changes">
            {changes.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          <label className="reason">
            Why? Everybody who leads reads it; no names of customers.
            <input maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
        </Confirm>
      )}
    </div>
  );
}

function saysOf(changes: number, wrong: number): string {
  if (changes === 0) return 'Nothing is changed.';
  const all = changes === 1 ? 'One change' : `${changes} changes`;
  return wrong === 0
    ? `${all}, not saved.`
    : `${all}, not saved; ${wrong === 1 ? 'one field is' : `${wrong} fields are`} not filled in right.`;
}
