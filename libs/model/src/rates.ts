import { z } from 'zod';

const card = z.strictObject({
  from: z.iso.date('expected a day, e.g. 2026-10-01'),
  /** USD for a million tokens */
  in: z.number().nonnegative(),
  out: z.number().nonnegative(),
});

/** What the processor asks for a million tokens, in USD, from a day on (UTC). Prices change, and are theirs: whoever runs this says them. */
export type ModelRates = readonly z.output<typeof card>[];

/** The variable MODEL_RATES; without it nothing is known of what a call costs. */
export const modelRates = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue('expected JSON: a list of {from, in, out}');
      return z.NEVER;
    }
  })
  .pipe(z.array(card).min(1, 'expected a card at least'))
  .optional();

/** @returns USD; undefined where the tokens, or the rates of that day, are not known */
export function costOf(
  used: { readonly tokensIn: number; readonly tokensOut: number; readonly known: boolean },
  at: number,
  rates: ModelRates | undefined,
): number | undefined {
  const valid = (rates ?? []).filter(({ from }) => Date.parse(from) <= at);
  if (!used.known || valid.length === 0) return undefined;
  const last = valid.reduce((latest, one) => (one.from >= latest.from ? one : latest));
  return (used.tokensIn * last.in + used.tokensOut * last.out) / 1_000_000;
}
