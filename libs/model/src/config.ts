import { z } from 'zod';
import { modelRates } from './rates.ts';

const said = z.string().max(100, 'expected at most 100 characters').default('');

/** MODEL_BASE_URL empty: there is no model. The last three are recorded with each call: who processes it, where, and for how long they keep it. */
export const modelConfig = z.object({
  MODEL_BASE_URL: z.url({ protocol: /^https?$/, error: 'expected the http base address before /chat/completions' }).optional(),
  MODEL_API_KEY: z.string().optional(),
  MODEL_NAME: z.string().max(100, 'expected at most 100 characters').optional(),
  MODEL_TIMEOUT_MS: z.coerce
    .number()
    .int('expected whole milliseconds')
    .min(200, 'expected 200 at least')
    .max(15_000, 'expected 15000 at most: at 20 s the customer is told to wait')
    .default(8_000),
  MODEL_SHARE: z.coerce
    .number({ error: 'expected a share of the contacts, in per cent' })
    .min(0, 'expected per cent, 0 to 100')
    .max(100, 'expected per cent, 0 to 100')
    .default(100),
  MODEL_RATES: modelRates,
  MODEL_PROCESSOR: said,
  MODEL_REGION: said,
  MODEL_RETENTION: said,
});

/** A base address without the name of a model is no model. */
export const namesModel = ({
  MODEL_BASE_URL: base,
  MODEL_NAME: name,
}: {
  MODEL_BASE_URL?: string | undefined;
  MODEL_NAME?: string | undefined;
}) => base === undefined || name !== undefined;
