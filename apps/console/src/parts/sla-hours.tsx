import { useState } from 'react';
import { weekdays } from '../api/sla.ts';
import type { Hours } from '../api/sla.ts';
import type { SlaDraft } from '../desk/use-sla.ts';
import { dateWords, dayNames, wrongFields } from '../domain/sla.ts';

const zones = Intl.supportedValuesOf('timeZone');
const daytime: Hours = { from: '09:00', to: '18:00' };

/** When somebody is there, by weekday. */
export function SlaWeek({ draft: { edits, policy, refused, busy, change } }: { draft: SlaDraft }) {
  const { week, zone } = policy.calendar;
  const wrong = wrongFields(policy);
  return (
    <section aria-labelledby="sla-week">
      <h3 id="sla-week">Opening hours</h3>
      <p className="quiet">Hours that end at or before the time they begin at end on the next day.</p>
      <label className="zone">
        Time zone
        <input
          list="sla-zones"
          aria-invalid={refused.includes('policy.calendar.zone')}
          readOnly={busy}
          value={edits.zone ?? zone}
          onChange={(event) => change({ ...edits, zone: event.target.value })}
        />
        <datalist id="sla-zones">
          {zones.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </label>
      <ul className="days">
        {weekdays.map((day) => (
          <li key={day}>
            <OpeningHours
              name={dayNames[day]}
              hours={week[day]}
              wrong={wrong.includes(`calendar.week.${day}`)}
              busy={busy}
              onChange={(hours) => change({ ...edits, week: { ...edits.week, [day]: hours } })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Holidays, and days with other hours than their weekday. */
export function SlaDates({ draft: { edits, policy, busy, change } }: { draft: SlaDraft }) {
  const [date, setDate] = useState('');
  const { dates } = policy.calendar;
  const wrong = wrongFields(policy);
  const set = (day: string, hours: readonly Hours[] | null): void => change({ ...edits, dates: { ...edits.dates, [day]: hours } });
  const isNew = date !== '' && !(date in dates);
  return (
    <section aria-labelledby="sla-dates">
      <h3 id="sla-dates">Holidays and other hours</h3>
      <ul className="days">
        {Object.keys(dates)
          .toSorted()
          .map((day) => (
            <li key={day}>
              <OpeningHours
                name={dateWords(day)}
                hours={dates[day]!}
                wrong={wrong.includes(`calendar.dates.${day}`)}
                busy={busy}
                onChange={(hours) => set(day, hours)}
              />
              <button
                type="button"
                className="plain"
                disabled={busy}
                aria-label={`Take ${dateWords(day)} out`}
                onClick={() => set(day, null)}
              >
                Take out
              </button>
            </li>
          ))}
      </ul>
      <form
        className="line add-day"
        onSubmit={(event) => {
          event.preventDefault();
          if (isNew) set(date, []);
          setDate('');
        }}
      >
        <input type="date" aria-label="Another day" value={date} readOnly={busy} onChange={(event) => setDate(event.target.value)} />
        <button type="submit" disabled={busy || !isNew}>
          Add a closed day
        </button>
      </form>
    </section>
  );
}

interface Props {
  name: string;
  hours: readonly Hours[];
  wrong: boolean;
  busy: boolean;
  onChange: (hours: readonly Hours[]) => void;
}

/** The hours of one day; none: closed. */
function OpeningHours({ name, hours, wrong, busy, onChange }: Props) {
  const nth = (index: number): string => (hours.length > 1 ? `, ${index + 1} of ${hours.length}` : '');
  const set = (index: number, change: Partial<Hours>): void =>
    onChange(hours.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <fieldset className="hours">
      <legend>{name}</legend>
      {hours.length === 0 && <span className="quiet">closed</span>}
      {hours.map(({ from, to }, index) => (
        <span key={index} className="span">
          <input
            type="time"
            aria-label={`${name}, opens${nth(index)}`}
            aria-invalid={wrong && from === ''}
            value={from}
            readOnly={busy}
            onChange={(event) => set(index, { from: event.target.value })}
          />
          –
          <input
            type="time"
            aria-label={`${name}, closes${nth(index)}`}
            aria-invalid={wrong && to === ''}
            value={to === '24:00' ? '00:00' : to}
            readOnly={busy}
            onChange={(event) => set(index, { to: event.target.value })}
          />
          <button
            type="button"
            className="plain"
            disabled={busy}
            aria-label={`${name}: not open${nth(index)}`}
            onClick={() => onChange(hours.filter((_, at) => at !== index))}
          >
            ×
          </button>
        </span>
      ))}
      <button
        type="button"
        className="plain"
        disabled={busy}
        aria-label={`${name}: ${hours.length === 0 ? 'open' : 'more hours'}`}
        onClick={() => onChange([...hours, hours.length === 0 ? daytime : { from: '', to: '' }])}
      >
        {hours.length === 0 ? 'Open' : '+ hours'}
      </button>
    </fieldset>
  );
}
