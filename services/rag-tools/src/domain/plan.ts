import { asks } from '@frontdesk/business';
import type { Data } from '@frontdesk/contracts';
import type { Changeable, Needs } from './order-change.ts';
import { provedOrder, reaches } from './tools.ts';

type Routed = Data<'Routed'>;

export type Plan =
  | { readonly do: 'nothing' }
  | { readonly do: 'conclude'; readonly outcome: 'not_needed' }
  | { readonly do: 'ask'; readonly level: 'order'; readonly subject: string }
  | { readonly do: 'refuse'; readonly subject: string }
  /** `change`: its address shall be another */
  | { readonly do: 'read_order'; readonly order: string; readonly isLinked: boolean; readonly change?: Changeable }
  | {
      readonly do: 'search';
      readonly queries: readonly string[];
      readonly intent: string;
      readonly locale: 'en' | 'de';
      /** of an address that shall be another: which proof is missing */
      readonly needs?: Needs;
    };

const wordOnly = new Set(['greeting', 'thanks', 'off_domain']);

/** As many as an answer has room for. */
const mostQuestions = 5;

/** All the words, and each question if there are several: looked for as one, the one that is easier found would be answered alone. */
function queriesOf(words: string): string[] {
  const parts = words.split(/\n|(?<=\?)\s/).map((part) => part.trim());
  const questions = parts.filter((part) => /\p{L}/u.test(part) && asks(part)).slice(0, mostQuestions);
  return questions.length > 1 ? [words, ...questions] : [words];
}

/**
 * Which tool or search a routed message needs. While a person owns the thread nothing is gathered; for a handoff the evidence is gathered once.
 * @param takesChanges the shop does
 */
export function plan(routed: Routed, now: number, takesChanges = false): Plan {
  const turn = routed.turn!;
  if (turn.owner !== 'bot') return { do: 'nothing' };
  const proved = reaches(turn.identity, 'order', now);
  const reads = { do: 'read_order', order: provedOrder(turn), isLinked: reaches(turn.identity, 'link', now) } as const;
  const locale = routed.language === 'de' ? 'de' : 'en';
  const searches = { do: 'search', queries: queriesOf(routed.question?.redacted ?? ''), intent: routed.intent, locale } as const;
  if (routed.next === 'handoff') return proved && !turn.botOff ? reads : { do: 'conclude', outcome: 'not_needed' };
  if (routed.next === 'clarify') return searches;
  if (routed.next !== 'answer' || wordOnly.has(routed.intent)) return { do: 'conclude', outcome: 'not_needed' };
  const asksForAnother = routed.orderNumber !== '' && routed.orderNumber !== provedOrder(turn);
  const isProved = proved && !asksForAnother;
  // who would be told that no proof is looked at is not asked for one first
  const locked = routed.lockedOrders.some((order) => order === '*' || order === routed.orderNumber);
  if (routed.intent === 'address_change' && takesChanges) {
    if (!isProved) return locked ? searches : { ...searches, needs: 'needs_proof' };
    const { subject: order, provedAt } = turn.identity!;
    return reads.isLinked ? { ...reads, change: { order, provedAt } } : { ...searches, needs: 'needs_link' };
  }
  if (routed.intent !== 'order_status') return searches;
  if (isProved) return reads;
  return locked ? { do: 'refuse', subject: routed.orderNumber } : { do: 'ask', level: 'order', subject: routed.orderNumber };
}
