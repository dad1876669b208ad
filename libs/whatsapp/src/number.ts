import { z } from 'zod';

/** A business number as Meta describes it; what is not told is undefined. */
export interface BusinessNumber {
  /** STANDARD: 80 messages a second, HIGH: 1,000 */
  readonly throughput?: 'STANDARD' | 'HIGH';
  /** it is also used in the WhatsApp Business app on a phone ("coexistence") */
  readonly onPhone?: boolean;
  readonly quality?: 'GREEN' | 'YELLOW' | 'RED';
  /** digits, without + */
  readonly display?: string;
}

export const numberFields = 'id,display_phone_number,quality_rating,platform_type,throughput';
/** Not every version of the API knows it. */
export const onPhoneField = 'is_on_biz_app';

const schema = z.looseObject({
  id: z.union([z.string().min(1), z.number()]),
  display_phone_number: z
    .string()
    .transform((value) => value.replace(/\D/g, ''))
    .pipe(z.string().min(5))
    .optional()
    .catch(undefined),
  quality_rating: z.enum(['GREEN', 'YELLOW', 'RED']).optional().catch(undefined),
  throughput: z
    .looseObject({ level: z.enum(['STANDARD', 'HIGH']) })
    .optional()
    .catch(undefined),
  [onPhoneField]: z.boolean().optional().catch(undefined),
});

export function readNumber(body: unknown): { number: BusinessNumber } | undefined {
  const read = schema.safeParse(body);
  if (!read.success) return undefined;
  const { display_phone_number: display, quality_rating: quality, throughput, is_on_biz_app: onPhone } = read.data;
  return {
    number: {
      ...(throughput && { throughput: throughput.level }),
      ...(onPhone !== undefined && { onPhone }),
      ...(quality && { quality }),
      ...(display && { display }),
    },
  };
}
