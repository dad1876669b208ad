import { hidesFurtherOrder, mayMeanOrder } from '@frontdesk/business';
import type { Citation, Data, Turn } from '@frontdesk/contracts';
import { limits } from '@frontdesk/model';
import type { OrderFacts } from './order-facts.ts';
import { wordsIn } from './words.ts';
import type { Words } from './words.ts';

type Grounded = Data<'Grounded'>;
type Routed = Data<'Routed'>;

/** Of a code that was asked for or typed, as auth says it. */
type CodeSaid = 'code_sent' | 'code_failed' | 'code_refused' | 'code_unavailable';

/** What is said, and what it means for the conversation; not yet sealed, not yet checked. */
export interface Draft {
  readonly answer: string;
  readonly citations: readonly Citation[];
  /** a person is offered, or needed */
  readonly handoff: boolean;
  /** an answer was given: a cited policy or what a tool showed */
  readonly answerOk: boolean;
  readonly asksProof: boolean;
  readonly keeps: boolean;
  /** the change in the shop that was found is asked for */
  readonly asksYes?: boolean;
  /** a code, for the audit record and the summary */
  readonly said:
    | 'status'
    | 'policy'
    | 'asked_for_yes'
    | 'address_wanted'
    | 'change_too_late'
    | 'asked_for_proof'
    | 'proof_failed'
    | 'proof_locked'
    | CodeSaid
    | 'kept'
    | 'no_evidence'
    | 'clarify'
    | 'greeting'
    | 'thanks'
    | 'off_domain'
    | 'media'
    | 'not_understood';
  /** the carrier's host is none that a link may point to */
  readonly linkLeftOut?: boolean;
  /** the reply itself brings a person in */
  readonly handoffReason?: 'LOW_CONFIDENCE';
}

const plainDraft = (said: Draft['said'], answer: string, more: Partial<Draft> = {}): Draft => ({
  answer,
  citations: [],
  handoff: false,
  answerOk: false,
  asksProof: false,
  keeps: false,
  said,
  ...more,
});

/**
 * The words for what was found. Nothing that was not grounded is stated: without evidence it says so and offers a person.
 * @param order what the order tool showed, opened; undefined without tool evidence
 * @param address where it shall go instead, its lines, opened
 * @returns undefined when nothing is to be said: a handoff is worded by handoff
 */
export function compose(grounded: Grounded, order: OrderFacts | undefined, address: readonly string[] = []): Draft | undefined {
  const routed = grounded.routed!;
  const words = wordsIn(routed.language);
  switch (routed.next) {
    case 'handoff':
      return undefined;
    case 'proof_failed':
      // what was given unasked is asked for from here on
      return plainDraft('proof_failed', words.proofFailed(routed.attemptsLeft), { asksProof: routed.turn?.challenge === undefined });
    case 'proof_locked':
      return plainDraft('proof_locked', words.proofLocked, { handoff: true });
    case 'proof_unavailable':
      return plainDraft('kept', words.unavailable, { handoff: true, keeps: true });
    case 'code_sent':
      return plainDraft('code_sent', words.codeSent);
    case 'code_failed':
      return plainDraft('code_failed', words.codeFailed(routed.attemptsLeft));
    case 'code_refused':
      return plainDraft('code_refused', words.codeRefused, { handoff: true });
    case 'code_unavailable':
      return plainDraft('code_unavailable', words.codeUnavailable, { handoff: true });
    case 'acknowledge_media':
      return plainDraft('media', words.media(mediaKind(routed.turn!)), { handoff: true });
    default:
      return (order && changed(grounded, order, address, words)) ?? answered(grounded, routed, order, words);
  }
}

/** Of an address that shall be another, whose order may be told. */
function changed({ changeState }: Grounded, { number }: OrderFacts, address: readonly string[], words: Words): Draft | undefined {
  if (changeState === 'proposed') return plainDraft('asked_for_yes', words.asksYes(number, address.join(', ')), { asksYes: true });
  if (changeState === 'address_wanted') return plainDraft('address_wanted', words.addressWanted(number));
  if (changeState === 'too_late') return plainDraft('change_too_late', words.addressTooLate(number), { handoff: true });
  return undefined;
}

function answered(grounded: Grounded, routed: Routed, order: OrderFacts | undefined, words: Words): Draft {
  const passages = grounded.evidence.flatMap(({ kind, citation }) => (kind === 'passage' && citation ? [citation] : []));
  if (grounded.outcome === 'evidence' && order) {
    const more = order.withheld && routed.turn?.sendsCode ? [words.offersCode] : [];
    return plainDraft('status', [words.status(order), ...more, ...otherNumber(routed, words)].join('\n'), { answerOk: true });
  }
  if (grounded.outcome === 'evidence' && passages.length > 0) return policy(routed, passages, words, grounded);
  if (grounded.outcome === 'needs_proof') {
    const asks = words.needsProof(grounded.subject, routed.turn?.challenge !== undefined);
    const after = routed.otherOrders.length > 0 ? [words.afterThat(routed.otherOrders.slice(0, mostNamed))] : [];
    return plainDraft('asked_for_proof', [asks, ...after, ...otherNumber(routed, words)].join(' '), { asksProof: true });
  }
  if (grounded.outcome === 'locked') return plainDraft('proof_locked', words.stillLocked, { handoff: true });
  if (grounded.outcome === 'unavailable') return plainDraft('kept', words.unavailable, { handoff: true, keeps: true });
  if (grounded.outcome === 'not_needed' && routed.intent === 'greeting') return plainDraft('greeting', words.greeting);
  if (grounded.outcome === 'not_needed' && routed.intent === 'thanks') return plainDraft('thanks', words.thanks);
  if (grounded.outcome === 'not_needed' && routed.intent === 'off_domain')
    return plainDraft('off_domain', words.offDomain, { handoff: true });
  if (routed.next === 'clarify') return clarify(routed, words);
  return plainDraft('no_evidence', routed.intent === 'other' ? words.forPeople : words.noEvidence, { handoff: true });
}

/** Of the orders that come later; all of many would leave no room to ask. */
const mostNamed = 5;

/** A second order that cannot be told from a postcode is not passed over in silence. */
const otherNumber = ({ question }: Routed, words: Words): string[] =>
  hidesFurtherOrder(question?.redacted ?? '') ? [words.otherNumber] : [];

/** Asked twice in a row to say it in other words; not understood again, a person takes it. */
function clarify({ question, turn }: Routed, words: Words): Draft {
  const looks = mayMeanOrder(question?.redacted ?? '') ? [words.orderLooks] : [];
  if ((turn?.clarified ?? 0) < 2) return plainDraft('clarify', [words.clarify, ...looks].join(' '), { handoff: true });
  return plainDraft('not_understood', words.notUnderstood, { handoff: true, handoffReason: 'LOW_CONFIDENCE' });
}

/** The rule alone does not settle these: something is broken, owed, or asked of the shop's people. */
const forPeople = new Set(['technical', 'refund', 'other']);

/** As many passages as may be said at once, the first at any rate. */
function policy(routed: Routed, citations: readonly Citation[], words: Words, { changeState, subject }: Grounded): Draft {
  // what else they ask is next, and asks for its own proof: nobody is asked twice in a row
  const asksProof = changeState === 'needs_proof' && !routed.later;
  const here = asksProof ? words.addressProve(subject) : changeState === 'needs_link' && routed.turn?.sendsCode ? words.addressHere : '';
  const settles = routed.intent === 'address_change' ? words.addressOffer : forPeople.has(routed.intent) ? words.offer : '';
  const offer = here || settles;
  const said = (count: number) => quoted(citations.slice(0, count), words) + (offer ? `\n${offer}` : '');
  let count = Math.min(citations.length, limits.citations);
  while (count > 1 && said(count).length > limits.answer) count -= 1;
  return plainDraft('policy', said(count), { citations: citations.slice(0, count), answerOk: true, asksProof, handoff: offer !== '' });
}

/** What stands on one page is said under its name once. */
function quoted(citations: readonly Citation[], words: Words): string {
  const ofPage = (page: string) => citations.filter(({ url }) => url === page);
  const pages = [...new Set(citations.map(({ url }) => url))].map(ofPage);
  return pages
    .map((page) =>
      words.policy(
        page[0]!.title,
        page.map(({ quote }) => quote),
        page[0]!.url,
      ),
    )
    .join('\n\n');
}

/** What the customer sent last that is no text. */
export function mediaKind(turn: Turn): string {
  const last = turn.open.findLast((message) => message.kind !== 'text');
  return last?.mediaKind || last?.kind || '';
}
