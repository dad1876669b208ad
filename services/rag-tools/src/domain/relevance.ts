import type { Document } from './document.ts';

/** A passage that shares words with the question. */
export interface Candidate {
  readonly document: Omit<Document, 'body' | 'keywords' | 'subject' | 'passages'>;
  /** the document as it is stored, to check the quote against */
  readonly body: string;
  readonly passage: string;
  /** how much of the question the document speaks of, 0 to 1: its words, each weighed by its rarity */
  readonly coverage: number;
  /** the same of the passage alone */
  readonly passageCoverage: number;
  /** how much of the question stands in no document and asks nothing: courtesy, an oath, what was bought */
  readonly asides: number;
  /** how much of it else stands in no document */
  readonly foreign: number;
  /** whether the question has a word that names what the document is about */
  readonly named: boolean;
  /** its place in the document, from 0; the first says what matters most */
  readonly ordinal: number;
  /** PostgreSQL's ts_rank_cd of the passage */
  readonly rank: number;
}

export const thresholds = { onTopic: 0.3, offTopic: 0.6 } as const;

/**
 * The passage to cite, or none: what the knowledge base doesn't cover is not answered. A document about the router's intent
 * needs less overlap of words than one that only happens to share some; an expired document, and words that don't stand in it, are never cited.
 * @param today YYYY-MM-DD
 */
export function choose(candidates: readonly Candidate[], intent: string, today: string): Candidate | undefined {
  return candidates
    .filter(
      (candidate) =>
        candidate.document.validUntil >= today &&
        candidate.body.includes(candidate.passage) &&
        overlap(candidate, intent) >= (isOnTopic(candidate, intent) ? thresholds.onTopic : thresholds.offTopic),
    )
    .toSorted((a, b) => score(b, intent) - score(a, intent))[0];
}

const isOnTopic = ({ document }: Candidate, intent: string): boolean => document.topic === intent;

/**
 * How much of what is asked the document speaks of. Of the router's intent what asks nothing takes nothing away, and what no document knows
 * but half where the subject is named: "Can I return this ugly lamp?" asks about returns, "Can I bring my dog into the shop?" not about opening hours.
 */
function overlap(candidate: Candidate, intent: string): number {
  const { coverage, asides, foreign, named } = candidate;
  return isOnTopic(candidate, intent) ? coverage / (1 - asides - (named ? foreign / 2 : 0)) : coverage;
}

/**
 * The passages for all that is asked, each once. Of several questions those are left out that nothing answers; one is answered as a whole.
 * @param found the candidates for all the words, then for each question
 */
export function chooseEach([whole = [], ...questions]: readonly (readonly Candidate[])[], intent: string, today: string): Candidate[] {
  const each = questions.flatMap((candidates) => choose(candidates, intent, today) ?? []);
  const several = each.filter((one, at) => each.findIndex(({ passage }) => passage === one.passage) === at);
  return several.length > 1 ? several : [choose(whole, intent, today) ?? []].flat();
}

const score = (candidate: Candidate, intent: string): number =>
  overlap(candidate, intent) +
  (isOnTopic(candidate, intent) ? 0.5 : 0) +
  0.5 * candidate.passageCoverage +
  0.01 * Math.min(candidate.rank, 1) -
  0.02 * candidate.ordinal;
