import type { Json, WebhookItem } from '@frontdesk/whatsapp';
import { z } from 'zod';

const text = z.string().optional();
const schema = z.object({
  kind: z.enum(['message', 'status', 'echo', 'history', 'handover', 'account', 'unknown']),
  field: z.string(),
  wabaId: z.string(),
  numberId: z.string(),
  sender: z.object({ waId: text, userId: text, parentUserId: text }),
  name: text,
  username: text,
  time: z.number(),
  item: z.record(z.string(), z.unknown()), // out of JSON.parse
});

/** An item as it comes back from the log. @throws if it is not what gateway put there: a poison message */
export function storedItem(raw: unknown): WebhookItem {
  const { name, username, sender, item, ...rest } = schema.parse(raw);
  return {
    ...rest,
    item: item as { [key: string]: Json },
    sender: {
      ...(sender.waId !== undefined && { waId: sender.waId }),
      ...(sender.userId !== undefined && { userId: sender.userId }),
      ...(sender.parentUserId !== undefined && { parentUserId: sender.parentUserId }),
    },
    ...(name !== undefined && { name }),
    ...(username !== undefined && { username }),
  };
}
