import type { Step } from '../api/types.ts';
import { durationWords, lengthWords, reasonCodeWords, stepWords, told } from '../domain/explanation.ts';
import type { Told } from '../domain/explanation.ts';
import { consentWords, plain } from '../domain/words.ts';
import { Row } from './section.tsx';
import { preciseTime } from './time.tsx';

/** One decision: who, when, what and why, and what it was made with. */
export function WhyStep({ step }: { step: Step }) {
  const { at, type, actor, reasons, after_ms: after } = step;
  const who = actor.name ?? (actor.kind === 'service' || actor.id !== '' ? actor.id : plain(actor.kind) || 'unknown');
  return (
    <li className={type === 'VerdictGiven' ? 'step verdict' : 'step'} data-type={type}>
      <h4>
        {stepWords(step)} <code>{type}</code>
      </h4>
      <p className="quiet">
        {who}, <time dateTime={new Date(at).toISOString()}>{preciseTime(at)}</time>
        {after !== null && `, ${durationWords(after)} after what led to it`}
      </p>
      {reasons.length > 0 && (
        <ul className="reasons">
          {reasons.map((code) => (
            <li key={code}>
              {reasonCodeWords(code) ?? plain(code)} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      <dl>
        <Scores step={step} />
        <All of={told(step.says)} />
        {Object.entries(step.words).map(([name, words]) => (
          <Row key={name} term={plain(name)}>
            {lengthWords(words)}
          </Row>
        ))}
      </dl>
      {step.inputs && (
        <Part title="Given on">
          <dl>
            <All of={told(step.inputs)} />
          </dl>
        </Part>
      )}
      {step.guardrails.length > 0 && (
        <Part title="Checks, in their order">
          <ul className="checks">
            {step.guardrails.map(({ name, passed, detail }) => (
              <li key={name} className={passed ? '' : 'failed'}>
                {passed ? '✓' : '✗'} {plain(name)}
                {detail !== '' && ` (${detail})`}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {step.tools.length > 0 && (
        <Part title="Tools">
          <ul className="lines">
            {step.tools.map((tool, at_) => (
              <li key={at_}>
                <b>{plain(String(tool['tool'] ?? 'unknown'))}</b> {String(tool['input'] ?? '')} → {String(tool['outcome'] ?? 'unknown')}
                {typeof tool['latencyMs'] === 'number' && `, ${durationWords(tool['latencyMs'])}`}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {step.tools.length === 0 && step.look_ups.length > 0 && (
        <Part title="Look-ups">
          <ul className="lines">
            {step.look_ups.map(({ name, input, output, latency_ms: took }, at_) => (
              <li key={at_}>
                <b>{plain(name)}</b> {input} → {output}, {durationWords(took)}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {step.passages.length > 0 && <Passages passages={step.passages} />}
      <p className="quiet ids">
        {step.bundle !== '' && <span>{step.bundle}</span>}
        {step.fence && (
          <span>
            case {step.fence.case}, turn {step.fence.turn}, epoch {step.fence.epoch}
          </span>
        )}
        {step.consent !== '' && <span>{consentWords(step.consent)}</span>}
        <code>{step.id}</code>
      </p>
      {step.unknown.map((id) => (
        <p key={id} className="quiet">
          Caused by <code>{id}</code>, of which nothing is on record.
        </p>
      ))}
    </li>
  );
}

function Scores({ step }: { step: Step }) {
  const { intent, confidence, model, prompt_version: prompt, tokens_in: tokensIn, tokens_out: tokensOut, cost_usd: cost } = step;
  return (
    <>
      {intent && <Row term="intent">{plain(intent)}</Row>}
      {confidence !== null && confidence > 0 && <Row term="confidence">{confidence.toFixed(2)}</Row>}
      {model && (
        <Row term="model">
          {model}
          {prompt && `, prompt ${prompt}`}
          {`, ${(tokensIn ?? 0) + (tokensOut ?? 0)} tokens`}
          {cost === null ? ', cost unknown' : `, $${cost.toFixed(5)}`}
        </Row>
      )}
      {step.latency_ms > 0 && <Row term="took">{durationWords(step.latency_ms)}</Row>}
    </>
  );
}

function All({ of }: { of: readonly Told[] }) {
  return of.map(({ term, value, isTime }) => (
    <Row key={term} term={term}>
      {isTime ? preciseTime(Number(value)) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)}
    </Row>
  ));
}

function Passages({ passages }: Pick<Step, 'passages'>) {
  return (
    <Part title="Passages">
      <ul className="bare">
        {passages.map(({ documentId, documentVersion, title, url, quote }, at) => (
          <li key={at} className="source">
            {typeof url === 'string' && url.startsWith('https://') ? (
              <a href={url} target="_blank" rel="noreferrer">
                {String(title ?? documentId)}
              </a>
            ) : (
              <b>{String(title ?? documentId)}</b>
            )}{' '}
            <code>
              {String(documentId ?? 'unknown')}@{String(documentVersion ?? 'unknown')}
            </code>
            <blockquote>{String(quote ?? 'unknown')}</blockquote>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <>
      <h5>{title}</h5>
      {children}
    </>
  );
}
