import { asksForProof, offersPerson } from './heard.ts';
import type { Household, Order } from './household.ts';
import type { Fact } from './task.ts';

const states: Readonly<Record<Order['status'], RegExp>> = {
  processing: /being prepared|processed|processing|vorbereitet|bearbeitet|in Bearbeitung/i,
  shipped: /shipped|on its way|dispatched|verschickt|versandt|unterwegs/i,
  out_for_delivery: /out for delivery|in der Zustellung|in Zustellung/i,
  delivered: /\bdelivered|zugestellt|geliefert/i,
  delayed: /delayed|late\b|verspätet|verzögert/i,
};

/** Whether it is said in one of these. What is told of an order counts also where its number is left out. */
export function isTold(fact: Fact, texts: readonly string[], household: Household): boolean {
  return texts.some((text) => tells(fact, text, household));
}

function tells(fact: Fact, text: string, { orders }: Household): boolean {
  const [, what, rest = ''] = /^(\S+)(?: (.+))?$/.exec(fact)!;
  const order = orders[rest === '2' ? 1 : 0];
  if (what === 'status') return order !== undefined && tellsState(order, text);
  if (what === 'eta') return !!order?.eta && daysIn(order.eta).some((day) => text.includes(day));
  if (what === 'link') return !!order?.carrier && text.includes(order.carrier.tracking_url);
  if (what === 'page') return new RegExp(`https://harbourandpine\\.example/(?:de/)?(?:help/)?${rest}\\b`).test(text);
  if (what === 'says') return new RegExp(rest, 'i').test(text);
  return fact === 'asks for proof' ? asksForProof([text]) : offersPerson([text]);
}

/** "Your order FD-1 has been shipped": a page of the knowledge base speaks of orders too, but of nobody's. */
const tellsState = ({ number, status }: Order, text: string): boolean =>
  text
    // not behind the number of a day: "12. November"
    .split(/\n|(?<=[^\d][.!?])\s+/)
    .some(
      (sentence) =>
        states[status].test(sentence) &&
        (sentence.includes(number) || /\b(?:your|ihre) (?:order|parcel|package|bestellung|paket|sendung)\b(?! is yours)/i.test(sentence)),
    );

/** as it is written in each language */
function daysIn(eta: string): string[] {
  const at = new Date(`${eta}T00:00:00Z`);
  return ['en-GB', 'de-DE'].map((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(at));
}
