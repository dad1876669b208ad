import { topics } from '@frontdesk/contracts';
import type { Topic } from '@frontdesk/contracts';

type Waiting = { readonly commit: { readonly entries: readonly unknown[]; readonly topic?: string; readonly unclaimed?: boolean } };

/** Of one transaction: each entry's id is looked up and written under the lock of its conversation. */
const MOST_ENTRIES = 512;
/** As many don't wait for more. */
const MANY_ENTRIES = 256;
/** What is not claimed takes no lock, and gains the most from company. */
const UNCLAIMED_WEIGHT = 0.25;

const weightOf = ({ entries, unclaimed }: Waiting['commit']): number => entries.length * (unclaimed ? UNCLAIMED_WEIGHT : 1);
const weightOfAll = (waiting: readonly Waiting[]): number => waiting.reduce((sum, { commit }) => sum + weightOf(commit), 0);

/** How far a message has come: the registry names the topics in the order of its way, and what comes from none of them ends something. */
function placeOf({ topic, unclaimed }: Waiting['commit']): number {
  const place = topics.indexOf(topic as Topic);
  return unclaimed ? 0 : place === -1 ? topics.length : place;
}

/** Whether what waits is enough for a transaction of its own. */
export const isMany = (waiting: readonly Waiting[]): boolean => weightOfAll(waiting) >= MANY_ENTRIES;

/**
 * Takes out of `waiting` what the next transaction does, in the order in which it came. Where that is more than one takes, what has come furthest
 * goes first: under overload who is nearly answered is, before anybody new is begun.
 */
export function takeNext<W extends Waiting>(waiting: W[]): W[] {
  if (weightOfAll(waiting) <= MOST_ENTRIES) return waiting.splice(0);
  waiting.sort((a, b) => placeOf(b.commit) - placeOf(a.commit));
  let weight = 0;
  const end = waiting.findIndex(({ commit }, index) => (weight += weightOf(commit)) > MOST_ENTRIES && index > 0);
  return waiting.splice(0, end === -1 ? waiting.length : end);
}
