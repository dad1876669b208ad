/** One message of the business as the analytics of an account count it; times in seconds. */
export interface Counted {
  phone: string;
  sentAt?: number;
  deliveredAt?: number;
  country: string;
  pricing?: { category: string; type: string };
}

export interface Question {
  start: number;
  end: number;
  granularity: string;
  phones: string[];
  dimensions: string[];
}

const DAY = 86_400;
const SPANS: Readonly<Record<string, number>> = { HALF_HOUR: 1800, DAY, DAILY: DAY, MONTH: 30 * DAY, MONTHLY: 30 * DAY };

/** `analytics.start(1).end(2).granularity(DAY).phone_numbers(["1"])`: the settings of a field in Graph's form, or what is wrong with it. */
export function questionOf(field: string): Question | { wrong: string } {
  const setting = (name: string): string | undefined => new RegExp(`\\.${name}\\(([^)]*)\\)`).exec(field)?.[1];
  const list = (name: string): string[] =>
    (setting(name) ?? '')
      .replace(/[[\]"'\s]/g, '')
      .split(',')
      .filter(Boolean);
  const [start, end] = [Number(setting('start') ?? NaN), Number(setting('end') ?? NaN)];
  const granularity = (setting('granularity') ?? '').replaceAll(/["']/g, '').toUpperCase();
  if (Number.isNaN(start)) return { wrong: 'The parameter start is required.' };
  if (Number.isNaN(end)) return { wrong: 'The parameter end is required.' };
  if (end <= start) return { wrong: 'Param end must be after start.' };
  if (SPANS[granularity] === undefined) return { wrong: `Param granularity must be one of {${Object.keys(SPANS).join(', ')}}.` };
  return {
    start,
    end,
    granularity,
    phones: list('phone_numbers').map((phone) => phone.replace(/\D/g, '')),
    dimensions: list('dimensions').map((name) => name.toUpperCase()),
  };
}

function spansOf({ start, end, granularity }: Question): { start: number; end: number }[] {
  const span = SPANS[granularity]!;
  return Array.from({ length: Math.min(1000, Math.ceil((end - start) / span)) }, (_, index) => ({
    start: start + index * span,
    end: Math.min(end, start + (index + 1) * span),
  }));
}

const within = (at: number | undefined, { start, end }: { start: number; end: number }): boolean =>
  at !== undefined && at >= start && at < end;
const meant = (messages: readonly Counted[], { phones }: Question): Counted[] =>
  messages.filter(({ phone }) => phones.length === 0 || phones.includes(phone));

/** How many were sent and delivered, by time. */
export const analytics = (messages: readonly Counted[], question: Question): object[] =>
  spansOf(question)
    .map((span) => ({
      ...span,
      sent: meant(messages, question).filter(({ sentAt }) => within(sentAt, span)).length,
      delivered: meant(messages, question).filter(({ deliveredAt }) => within(deliveredAt, span)).length,
    }))
    .filter(({ sent, delivered }) => sent + delivered > 0);

/** How many were delivered at which kind of price, by time and whatever else is asked for. What they cost the twin doesn't know: it has no rates. */
export function pricingAnalytics(messages: readonly Counted[], question: Question): object[] {
  const parts = ({ pricing, phone, country }: Counted): Record<string, string> => ({
    ...(question.dimensions.includes('PHONE') ? { phone_number: phone } : {}),
    ...(question.dimensions.includes('COUNTRY') ? { country } : {}),
    ...(question.dimensions.includes('PRICING_TYPE') ? { pricing_type: pricing!.type.toUpperCase() } : {}),
    ...(question.dimensions.includes('PRICING_CATEGORY') ? { pricing_category: pricing!.category.toUpperCase() } : {}),
  });
  return spansOf(question).flatMap((span) => {
    const groups = new Map<string, { part: object; volume: number }>();
    for (const one of meant(messages, question).filter(({ deliveredAt, pricing }) => pricing && within(deliveredAt, span))) {
      const part = parts(one);
      const key = JSON.stringify(part);
      groups.set(key, { part, volume: (groups.get(key)?.volume ?? 0) + 1 });
    }
    return [...groups.values()].map(({ part, volume }) => ({ ...span, ...part, volume }));
  });
}
