import type { Revision, SlaPolicy, SlaSettings } from '../api/sla.ts';
import { useNow } from '../desk/use-now.ts';
import { changesOf } from '../domain/sla.ts';
import { fullTime } from './time.tsx';

interface Props {
  settings: SlaSettings;
  hasEdits: boolean;
  onTake: (policy: SlaPolicy) => void;
}

/** Who changed what, when and why; each may be taken up again. */
export function SlaHistory({ settings: { installed, revisions }, hasEdits, onTake }: Props) {
  const now = useNow();
  const inForce = revisions.find(({ from }) => from <= now);
  const before = (index: number): SlaPolicy | undefined =>
    revisions[index + 1]?.policy ?? (revisions[index]?.revision === 1 ? installed : undefined);
  return (
    <section aria-labelledby="sla-history">
      <h3 id="sla-history">What was changed</h3>
      <ol className="steps">
        {revisions.map((one, index) => (
          <li key={one.revision} className="step">
            <Entry one={one} before={before(index)} />
            {one === inForce && <p className="quiet">Holds now.</p>}
            {one.from > now && <p className="quiet">Holds in a moment.</p>}
            {index > 0 && <Take policy={one.policy} hasEdits={hasEdits} onTake={onTake} />}
          </li>
        ))}
        <li className="step">
          <h4>
            The installation’s own <code>{installed.version}</code>
          </h4>
          <p className="quiet">
            {inForce
              ? 'From the variable SLA_POLICY. It holds no longer, whatever becomes of it.'
              : 'From the variable SLA_POLICY. Holds now.'}
          </p>
          {revisions.length > 0 && <Take policy={installed} hasEdits={hasEdits} onTake={onTake} />}
        </li>
      </ol>
    </section>
  );
}

function Entry({ one: { policy, by_name: by, at, reason }, before }: { one: Revision; before: SlaPolicy | undefined }) {
  return (
    <>
      <h4>
        {by}, <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time> <code>{policy.version}</code>
      </h4>
      <p>{reason}</p>
      {before && (
        <ul className="changes">
          {changesOf(before, policy).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Only fills the form: what it changes is seen, and given a reason, before it is saved. */
function Take({ policy, hasEdits, onTake }: { policy: SlaPolicy } & Pick<Props, 'hasEdits' | 'onTake'>) {
  return (
    <button
      type="button"
      disabled={hasEdits}
      title={hasEdits ? 'Save or undo your changes first' : undefined}
      onClick={() => onTake(policy)}
    >
      Fill in as it was
    </button>
  );
}
