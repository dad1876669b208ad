import type { Data } from '@frontdesk/contracts';
import type { Asked } from '@frontdesk/model';
import type { Draft } from './compose.ts';
import type { OrderFacts } from './order-facts.ts';

type Grounded = Data<'Grounded'>;

/** Whether a model may word the answer: only what was found is, and not where the model is switched off. */
export function mayAsk({ outcome, evidence, routed }: Grounded): boolean {
  const found = evidence.some(({ kind, citation, facts }) => (kind === 'passage' ? citation : facts) !== undefined);
  return outcome === 'evidence' && found && routed?.next !== 'handoff' && routed?.turn?.modelOff !== true;
}

/**
 * What a model is asked: the question in its redacted form, and of the evidence what the canned words rest on. Of an order that is number,
 * state and day; its carrier and its link stay here.
 * @returns undefined where the words are none that a model may lead into
 */
export function askFor(grounded: Grounded, draft: Draft, order: OrderFacts | undefined): Asked | undefined {
  if (!mayAsk(grounded) || (draft.said !== 'status' && draft.said !== 'policy')) return undefined;
  const { question, language } = grounded.routed!;
  if (!question?.redacted.trim()) return undefined;
  const facts = order ? [`order: ${order.number}`, `status: ${order.status}`, ...(order.eta ? [`day of arrival: ${order.eta}`] : [])] : [];
  return {
    language,
    question: question.redacted.slice(0, mostAsked),
    facts: draft.said === 'status' ? facts : [],
    passages: draft.citations.map(({ title, url, quote }) => ({ title, url, text: quote })),
  };
}

/** Characters; who writes more has more than a question. */
const mostAsked = 2_000;
