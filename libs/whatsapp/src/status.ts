import { z } from 'zod';
import type { JsonObject } from './limits.ts';
import { metaTime } from './time.ts';

export interface DeliveryStatus {
  readonly wamid: string;
  /** sent | delivered | read | played | failed, or Meta's word as received */
  readonly status: string;
  readonly time: number;
  /** what we gave with the send: its id */
  readonly callbackData?: string;
  /** the customer's, ISO 3166 alpha-2, which their user id begins with */
  readonly country?: string;
  readonly error?: { readonly code: number; readonly title: string };
  /** `billable` absent: Meta did not say */
  readonly pricing?: { readonly model: string; readonly type: string; readonly category: string; readonly billable?: boolean };
}

const text = z.string().catch('');
/** Some send it as a word. */
const yesOrNo = z
  .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])
  .optional()
  .catch(undefined);
const schema = z.looseObject({
  id: z.string().min(1),
  status: z.string().min(1),
  biz_opaque_callback_data: z.string().optional().catch(undefined),
  recipient_user_id: text,
  errors: z
    .array(z.looseObject({ code: z.coerce.number().int().catch(0), title: text }))
    .optional()
    .catch(undefined),
  pricing: z.looseObject({ pricing_model: text, type: text, category: text, billable: yesOrNo }).optional().catch(undefined),
});

/** @returns undefined when it names no message or no status */
export function readStatus(item: JsonObject): DeliveryStatus | undefined {
  const read = schema.safeParse(item);
  if (!read.success) return undefined;
  const { id, status, biz_opaque_callback_data: callbackData, recipient_user_id: userId, errors, pricing } = read.data;
  const error = errors?.[0];
  const country = /^([A-Z]{2})\./.exec(userId)?.[1];
  return {
    wamid: id,
    status,
    time: metaTime(item['timestamp']),
    ...(callbackData !== undefined && { callbackData }),
    ...(country !== undefined && { country }),
    ...(error && { error: { code: error.code, title: error.title } }),
    ...(pricing && {
      pricing: {
        model: pricing.pricing_model,
        type: pricing.type,
        category: pricing.category,
        ...(pricing.billable !== undefined && { billable: pricing.billable }),
      },
    }),
  };
}
