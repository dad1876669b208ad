import type { SlaSettings } from '../api/sla.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useSla } from '../desk/use-sla.ts';
import { latest, noEdits } from '../domain/sla.ts';
import { ReadState } from './read-state.tsx';
import { SavedReplyList } from './saved-reply-list.tsx';
import { SlaHistory } from './sla-history.tsx';
import { SlaDates, SlaWeek } from './sla-hours.tsx';
import { SlaMatrix } from './sla-matrix.tsx';
import { SlaSave } from './sla-save.tsx';
import { TemplateList } from './template-list.tsx';

/** What is promised to customers, in which hours, and what is at hand to answer them with; for leads and admins. */
export function SettingsPage() {
  const { desk, go } = useSeat();
  const { value } = useResource(desk.sla);
  return (
    <section className="middle" aria-label="Settings">
      <header className="thread-head">
        <button type="button" className="plain" aria-label="Back to the cases" onClick={() => go({ at: 'desk' })}>
          ‹ Back
        </button>
        <div className="who-is">
          <h2>Settings</h2>
        </div>
      </header>
      <div className="settings">
        <ReadState of={desk.sla} text="The settings cannot be read at the moment." lines={8} />
        {value && <Settings settings={value} />}
        {value && <SavedReplyList />}
        {value && <TemplateList />}
      </div>
    </section>
  );
}

function Settings({ settings }: { settings: SlaSettings }) {
  const draft = useSla(settings);
  const { edits, change } = draft;
  return (
    <>
      <p className="quiet">
        A change holds a few seconds after it was saved, for cases and questions that begin then. Whoever waits already keeps the time that
        they were promised.
      </p>
      <SlaMatrix draft={draft} />
      <SlaWeek draft={draft} />
      <SlaDates draft={draft} />
      <SlaSave draft={draft} before={latest(settings)} />
      <SlaHistory settings={settings} onTake={(policy) => change({ ...noEdits, instead: policy })} hasEdits={edits !== noEdits} />
    </>
  );
}
