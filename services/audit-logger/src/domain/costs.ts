import { categoryOf, costOf } from '@frontdesk/business';
import type { Pricing, Rates, Unknown } from '@frontdesk/business';

/** What was recorded about one send that says what it costs, in the order in which it was decided. */
export type Recorded =
  | { readonly type: 'MessageDispatched'; readonly number: string }
  | { readonly type: 'VerdictGiven'; readonly category: string } // of the template that was allowed; '': free text was
  | { readonly type: 'SendAccepted'; readonly at: number }
  | {
      readonly type: 'StatusReceived';
      readonly at: number;
      readonly status: string;
      /** '': an earlier release's, which told no messages of one send apart */
      readonly message: string;
      readonly part: number | undefined;
      readonly country: string;
      readonly pricing: Pricing | undefined;
    };
type Status = Extract<Recorded, { type: 'StatusReceived' }>;

/** One message as the customer sees it, which is what Meta prices. */
export interface Priced {
  readonly message: string;
  readonly part: number | undefined;
  readonly sentAt: number;
  /** undefined: nothing says that it did, so nothing is asked for it */
  readonly arrivedAt: number | undefined;
  readonly country: string;
  /** as last told */
  readonly pricing: Pricing | undefined;
  /** Meta told it twice, and not alike */
  readonly changed: boolean;
}

export interface Sent {
  readonly number: string;
  /** what it was sent as; undefined: not recorded */
  readonly category: string | undefined;
  readonly messages: readonly Priced[];
}

const arriving: readonly string[] = ['delivered', 'read', 'played'];

/** @param records of one send */
export function sentOf(records: readonly Recorded[]): Sent {
  let [number, category, acceptedAt]: [string, string | undefined, number | undefined] = ['', undefined, undefined];
  const byMessage = new Map<string, Status[]>();
  for (const record of records) {
    if (record.type === 'MessageDispatched') number = record.number;
    else if (record.type === 'VerdictGiven') category = record.category === '' ? 'service' : categoryOf(record.category);
    else if (record.type === 'SendAccepted') acceptedAt = record.at;
    else byMessage.set(record.message, [...(byMessage.get(record.message) ?? []), record]);
  }
  // of a message whose first status an earlier release took; of several nobody knows which
  const untold = byMessage.get('');
  if (untold && byMessage.size > 1) {
    byMessage.delete('');
    const [[only, statuses]] = [...byMessage] as [[string, Status[]]];
    if (byMessage.size === 1) byMessage.set(only, [...untold, ...statuses]);
  }
  if (byMessage.size === 0 && acceptedAt !== undefined) {
    const unheard = {
      message: '',
      part: undefined,
      sentAt: acceptedAt,
      arrivedAt: undefined,
      country: '',
      pricing: undefined,
      changed: false,
    };
    return { number, category, messages: [unheard] };
  }
  return { number, category, messages: [...byMessage].map(([message, statuses]) => priced(message, statuses, acceptedAt)) };
}

function priced(message: string, statuses: readonly Status[], acceptedAt: number | undefined): Priced {
  const times = statuses.map(({ at }) => at);
  const arrivals = statuses.filter(({ status }) => arriving.includes(status)).map(({ at }) => at);
  const pricings = statuses.flatMap(({ pricing }) => pricing ?? []);
  return {
    message,
    part: statuses.find(({ part }) => part !== undefined)?.part,
    sentAt: Math.min(acceptedAt ?? Infinity, ...times),
    arrivedAt: arrivals.length > 0 ? Math.min(...arrivals) : undefined,
    country: statuses.findLast(({ country }) => country !== '')?.country ?? '',
    pricing: pricings.at(-1),
    changed: new Set(pricings.map(({ model, type, category, billable }) => JSON.stringify([model, type, category, billable]))).size > 1,
  };
}

export type Outcome =
  | { readonly state: 'billed' | 'free' | 'undelivered'; readonly micros: number }
  | { readonly state: 'unknown'; readonly why: Unknown };

/** Meta asks for a message when it is delivered. */
export function outcomeOf({ arrivedAt, pricing, country }: Priced, rates: Rates | undefined): Outcome {
  if (arrivedAt === undefined) return { state: 'undelivered', micros: 0 };
  const cost = costOf(pricing, country, arrivedAt, rates);
  if ('unknown' in cost) return { state: 'unknown', why: cost.unknown };
  return { state: cost.billed ? 'billed' : 'free', micros: cost.micros };
}

/** What messages cost together. What a model costs would stand beside `messages`. */
export interface Costs {
  /** '': no rates are given */
  readonly currency: string;
  readonly messages: {
    /** of those whose cost is known */
    readonly micros: number;
    readonly billed: number;
    readonly free: number;
    readonly undelivered: number;
    readonly unknown: { readonly [why in Unknown]?: number };
  };
}

export const noCosts = (rates: Rates | undefined): Costs => ({
  currency: rates?.currency ?? '',
  messages: { micros: 0, billed: 0, free: 0, undelivered: 0, unknown: {} },
});

export function withSent(costs: Costs, { messages }: Sent, rates: Rates | undefined): Costs {
  let sum = costs.messages;
  for (const message of messages) {
    const outcome = outcomeOf(message, rates);
    sum =
      outcome.state === 'unknown'
        ? { ...sum, unknown: { ...sum.unknown, [outcome.why]: (sum.unknown[outcome.why] ?? 0) + 1 } }
        : { ...sum, micros: sum.micros + outcome.micros, [outcome.state]: sum[outcome.state] + 1 };
  }
  return { ...costs, messages: sum };
}

export type Doubt = 'NO_PRICING' | 'PRICING_CHANGED' | 'OTHER_CATEGORY' | 'BILLED_TWICE';

const patienceMs = 3 * 24 * 60 * 60_000;

/** What does not add up in a message of a send. @param now ms */
export function doubtsOf({ category, messages }: Sent, message: Priced, now: number): Doubt[] {
  const { pricing, arrivedAt } = message;
  const isBilled = ({ pricing: of, arrivedAt: at }: Priced): boolean => at !== undefined && of?.billable === true;
  const doubts: Doubt[] = [];
  if (arrivedAt !== undefined && !pricing && arrivedAt < now - patienceMs) doubts.push('NO_PRICING');
  if (message.changed) doubts.push('PRICING_CHANGED');
  if (!isBilled(message)) return doubts;
  if (category !== undefined && !mayBe(category, categoryOf(pricing!.category))) doubts.push('OTHER_CATEGORY');
  const copies = messages.filter((one) => one.part !== undefined && one.part === message.part && isBilled(one));
  if (copies.length > 1) doubts.push('BILLED_TWICE');
  return doubts;
}

/** Meta has finer words for some of what we send. */
const finer: Readonly<Record<string, readonly string[]>> = {
  marketing: ['marketing_lite'],
  authentication: ['authentication_international'],
};
/** Of an AI provider, in some countries, everything is billed as that. */
const mayBe = (sent: string, billed: string): boolean =>
  sent === billed || billed === 'general_purpose_ai' || (finer[sent]?.includes(billed) ?? false);
