import type { ReactNode } from 'react';
import type { Explanation } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { durationWords, summaryOf } from '../domain/explanation.ts';
import { ReadState } from './read-state.tsx';
import { Row } from './section.tsx';
import { fullTime } from './time.tsx';
import { WhyStep } from './why-step.tsx';

interface Props {
  conversationId: string;
  messageId: string;
}

/** Every decision behind one message, from what came in to what became of it. */
export function WhyPage({ conversationId, messageId }: Props) {
  const { desk, go } = useSeat();
  const resource = desk.why(conversationId, messageId);
  const { value } = useResource(resource);
  // where it was opened from, a case or a conversation; a link that was followed has no before
  const back = (): void => (history.state === null ? go({ at: 'conversation', id: conversationId }) : history.back());
  return (
    <section className="middle" aria-label="Why this message was sent">
      <header className="thread-head">
        <button type="button" className="plain" aria-label="Back to the conversation" onClick={back}>
          ‹ Back
        </button>
        <div className="who-is">
          <h2>Why this message was sent</h2>
        </div>
      </header>
      <div className="why-page">
        <ReadState of={resource} text="Why it was sent cannot be read at the moment." lines={8} />
        {value && <Whole explanation={value} />}
      </div>
    </section>
  );
}

function Whole({ explanation }: { explanation: Explanation }) {
  const { said, steps, cut } = explanation;
  const sent = steps.find(({ type }) => type === 'MessageDispatched');
  return (
    <>
      <blockquote>{said || 'No words of it are kept.'}</blockquote>
      {sent && <p className="quiet">Given to sending {fullTime(sent.at)}. Words stand here redacted; what else is sealed is not shown.</p>}
      <Summary explanation={explanation} />
      <h3>Step by step</h3>
      {cut && <p className="note">More led here than fits on a page: the oldest of it is left out.</p>}
      <ol className="steps">
        {steps.map((step) => (
          <WhyStep key={step.id} step={step} />
        ))}
      </ol>
    </>
  );
}

/** What nobody recorded is said as such. */
function Summary({ explanation }: { explanation: Explanation }) {
  const { verdicts, bundles, models, prompts, documents, costUsd, tokens, confidence, tookMs, traces, unknown } = summaryOf(explanation);
  const list = (all: readonly string[], none: string): ReactNode =>
    all.length > 0 ? all.join(', ') : <span className="quiet">{none}</span>;
  return (
    <dl className="summary-of">
      <Row term="Verdicts">{list(verdicts, 'unknown: none is on record')}</Row>
      <Row term="Took">
        {tookMs === undefined ? <span className="quiet">unknown: what it answers is not on record</span> : durationWords(tookMs)}
      </Row>
      <Row term="Confidence">{confidence === undefined ? <span className="quiet">none recorded</span> : confidence.toFixed(2)}</Row>
      <Row term="Models">{list(models, 'none recorded')}</Row>
      <Row term="Prompts">{list(prompts, 'none recorded')}</Row>
      <Row term="Bundles">{list(bundles, 'none recorded')}</Row>
      <Row term="Documents">{list(documents, 'none used')}</Row>
      <Row term="Cost">
        {tokens === undefined ? (
          <span className="quiet">none recorded</span>
        ) : (
          `${costUsd === undefined ? 'not known' : `$${costUsd.toFixed(5)}`}, ${tokens} tokens`
        )}
      </Row>
      <Row term="Traces">
        {traces.length === 0 && <span className="quiet">none recorded</span>}
        {traces.map(({ id, url }) => (
          <span key={id} className="trace">
            {url ? (
              <a href={url} target="_blank" rel="noreferrer">
                {id}
              </a>
            ) : (
              <code>{id}</code>
            )}
          </span>
        ))}
      </Row>
      {unknown.length > 0 && (
        <Row term="Not on record">
          {unknown.length === 1 ? 'One cause' : `${unknown.length} causes`}: what people do in the console and clocks that run out are no
          messages, and decisions past their horizon are gone.
        </Row>
      )}
    </dl>
  );
}
