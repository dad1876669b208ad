import { z } from 'zod';
import { isObject } from './limits.ts';

/** What became of a request to block or unblock: those done, and those not with Meta's code. Inputs as they were given. */
export interface BlockResult {
  readonly done: string[];
  readonly failed: { readonly input: string; readonly code: number }[];
}

const entry = z.looseObject({
  input: z.string().catch(''),
  errors: z
    .array(z.looseObject({ code: z.coerce.number().catch(0) }))
    .optional()
    .catch(undefined),
});
const schema = z.looseObject({
  block_users: z.looseObject({
    added_users: z.array(entry).optional(),
    removed_users: z.array(entry).optional(),
    failed_users: z.array(entry).optional(),
  }),
});

/** Also out of a refusal: where some failed, Meta answers with an error beside the list. */
export function readBlocks(body: unknown): BlockResult | undefined {
  const read = schema.safeParse(body);
  if (!read.success) return undefined;
  const { added_users: added = [], removed_users: removed = [], failed_users: failed = [] } = read.data.block_users;
  return {
    done: [...added, ...removed].map(({ input }) => input),
    failed: failed.map(({ input, errors }) => ({ input, code: errors?.[0]?.code ?? 0 })),
  };
}

export interface BlockedUser {
  readonly waId?: string;
  readonly userId?: string;
}

export function readBlocked(raw: unknown): BlockedUser | undefined {
  if (!isObject(raw)) return undefined;
  const { wa_id: waId, user_id: userId } = raw;
  if (typeof waId !== 'string' && typeof userId !== 'string') return undefined;
  return { ...(typeof waId === 'string' && { waId }), ...(typeof userId === 'string' && { userId }) };
}
