import { orderNumbersIn } from '@frontdesk/business';
import type { Turn } from '@frontdesk/contracts';
import { normalise } from './words.ts';

export const provedOrder = ({ identity }: Turn): string => (identity?.level === 'order' ? identity.subject : '');

/** Of several the one that is proved can be told at once; else they are told as they were named. */
export function orderMeant(words: string, turn: Turn): string {
  const named = orderNumbersIn(words);
  return named.find((order) => order === provedOrder(turn)) ?? named[0] ?? '';
}

/** @returns which orders a question is about besides the one that is told; that one may have been named in place of the first */
export function otherOrders(question: string, told: string): string[] {
  const asked = orderNumbersIn(question);
  const first = asked.includes(told) ? told : asked[0];
  return asked.filter((order) => order !== first && order !== told);
}

const corrects =
  /\b(?:meant?|instead|sorry|wrong|typo|mistake|meinte?|gemeint|stattdessen|sondern|falsch\w*|vertippt|verschrieben|entschuldigung|not that|nicht die)\b/;

/** Who is asked for a proof and asks on, asks about what waits for it too, unless he corrects what he named. @returns the orders that still wait */
export function stillWaiting(words: string, turn: Turn): string[] {
  const waiting = turn.challenge?.waiting;
  // what waited when people took over is theirs
  if (waiting?.intent !== 'order_status' || turn.handedBack) return [];
  const named = orderNumbersIn(words);
  const isAnother = named.length > 0 ? !corrects.test(normalise(words)) : provedOrder(turn) === '';
  const all = [waiting.orderNumber, ...otherOrders(waiting.text?.redacted ?? '', waiting.orderNumber)];
  return isAnother ? all.filter((order) => order !== '' && !named.includes(order)) : [];
}
