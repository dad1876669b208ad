import { chanceAt, chanceOf } from './odds.ts';
import type { Share } from './odds.ts';

/** What is known of the cases that one side of a trial answered. */
export interface Side {
  readonly cases: number;
  /** of them, those whose customers came to need people */
  readonly people: number;
  /** of them, those in which the model wrote the first answer, and those in which our checks refused it */
  readonly written: number;
  readonly refused: number;
}

/** Of the cases first answered since then, both sides. */
export interface Observed {
  readonly since: number;
  readonly candidate: Side;
  readonly control: Side;
}

/** As the record has it. */
export interface Regression extends Share {
  readonly candidate: string;
  readonly what: 'PEOPLE' | 'REFUSED';
  readonly since: number;
  readonly controlCases: number;
  readonly controlWrong: number;
  readonly chance: number;
}

/** On a busy number the minutes since something broke tell; on a quiet one a day does, which hides a change among what was well before. */
export const windowsMs = [10 * 60_000, 24 * 60 * 60_000] as const;

/** below so many cases on a side nothing is concluded */
const fewest = 20;
/** what chance does more often is noise: it is asked again and again, each time of other cases */
const noise = 1e-5;
/** a difference that is real and not worth a withdrawal */
const margin = 0.05;
/** Our checks refuse more than they have to, which costs a sentence: so much of what it writes may be. */
const refusable = 0.25;

const shareOf = ({ cases, wrong }: Share): number => wrong / cases;

/** @returns what a candidate has done worse than is tolerable, and chance does not explain, in one of the windows */
export function regressionOf(name: string, observed: readonly Observed[]): Regression | undefined {
  for (const { since, candidate, control } of observed) {
    const found = needsPeople(candidate, control) ?? isRefused(candidate);
    if (found) return { candidate: name, since, ...found };
  }
  return undefined;
}

type Found = Omit<Regression, 'candidate' | 'since'>;

function needsPeople(candidate: Side, control: Side): Found | undefined {
  const [one, other] = [candidate, control].map(({ cases, people }) => ({ cases, wrong: people })) as [Share, Share];
  if (Math.min(one.cases, other.cases) < fewest || shareOf(one) - shareOf(other) < margin) return undefined;
  const chance = chanceOf(one, other);
  return chance < noise ? { what: 'PEOPLE', ...one, controlCases: other.cases, controlWrong: other.wrong, chance } : undefined;
}

function isRefused({ written, refused }: Side): Found | undefined {
  const one = { cases: written, wrong: refused };
  if (written < fewest || shareOf(one) < refusable) return undefined;
  const chance = chanceAt(refusable, one);
  return chance < noise ? { what: 'REFUSED', ...one, controlCases: 0, controlWrong: 0, chance } : undefined;
}

/** For the banner and the record: figures, and nobody's words. */
export const figuresOf = ({ candidate, what, cases, wrong, controlCases, controlWrong }: Regression): string =>
  what === 'PEOPLE'
    ? `${candidate}: ${wrong} of ${cases} cases needed people, without it ${controlWrong} of ${controlCases}`
    : `${candidate}: our checks refused it in ${wrong} of ${cases} cases`;
