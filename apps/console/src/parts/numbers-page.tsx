import { useResource, useSeat } from '../desk/context.ts';
import { dayBeside, partsOf } from '../domain/numbers.ts';
import type { Part } from '../domain/numbers.ts';
import { dateWords } from '../domain/sla.ts';
import { ReadState } from './read-state.tsx';
import { Row, Section } from './section.tsx';

/** What a lead reads daily. @param day e.g. "2026-11-30"; undefined: today */
export function NumbersPage({ day }: { day: string | undefined }) {
  const { desk, go } = useSeat();
  const resource = desk.numbers(day);
  const { value } = useResource(resource);
  const shown = value?.day ?? day;
  return (
    <section className="middle" aria-label="Numbers">
      <header className="thread-head">
        <button type="button" className="plain" onClick={() => go({ at: 'desk' })}>
          ‹ Back
        </button>
        <div className="who-is">
          <h2>{shown === undefined ? 'Numbers' : `${dateWords(shown)}: numbers`}</h2>
        </div>
        {shown !== undefined && (
          <nav className="days" aria-label="Days">
            <button type="button" className="plain" onClick={() => go({ at: 'numbers', day: dayBeside(shown, -1) })}>
              Day before
            </button>
            <button
              type="button"
              className="plain"
              disabled={value === undefined || shown >= value.today}
              onClick={() => go({ at: 'numbers', day: dayBeside(shown, 1) })}
            >
              Day after
            </button>
          </nav>
        )}
      </header>
      <div className="why-page">
        <ReadState of={resource} text="The numbers cannot be read at the moment." lines={8} />
        {value && (
          <>
            <p className="quiet">
              {value.day === value.today ? 'So far. ' : ''}Days are counted in {value.zone}. Added up from the record of decisions, which
              follows by a moment.
            </p>
            {partsOf(value).map((part) => (
              <Lines key={part.title} part={part} />
            ))}
          </>
        )}
      </div>
    </section>
  );
}

function Lines({ part }: { part: Part }) {
  return (
    <Section title={part.title}>
      <dl className="summary-of">
        {part.lines.map(({ term, says }) => (
          <Row key={term} term={term}>
            {says}
          </Row>
        ))}
      </dl>
    </Section>
  );
}
