import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { mayLead } from '../domain/roles.ts';
import { byKind, scopeWords, troubleWords } from '../domain/troubles.ts';
import type { TroubleGroup } from '../domain/troubles.ts';
import { fullTime } from './time.tsx';

/** What Meta did to account, number or templates, for those who can have it mended. */
export function TroubleBanners() {
  return mayLead(useSeat().user.role) ? <Standing /> : null;
}

function Standing() {
  const { desk } = useSeat();
  const { value = [] } = useResource(desk.troubles);
  if (value.length === 0) return null;
  return (
    <div className="troubles">
      {byKind(value).map((trouble) => (
        <TroubleBanner key={trouble.key} trouble={trouble} />
      ))}
    </div>
  );
}

function TroubleBanner({ trouble: { what, scope, subjects, since, about } }: { trouble: TroubleGroup }) {
  const { desk } = useSeat();
  const { busy, run } = useAction();
  const words = troubleWords(what);
  const dismiss = (): Promise<void> =>
    run(async () => {
      await desk.client.command('troubles/dismiss', { what, scope, subjects });
      await desk.troubles.load();
    });
  return (
    <div className="banner trouble" role="alert">
      <b>
        {words.what}
        {about ? ` (${about})` : ''}
      </b>
      <span>
        {scopeWords(scope)}, since {fullTime(since)}. {words.todo}
      </span>
      <button type="button" disabled={busy} onClick={() => void dismiss()}>
        Dismiss
      </button>
    </div>
  );
}
