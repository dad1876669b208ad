import { create } from '@bufbuild/protobuf';
import { PacketSchema, TextSchema } from '@frontdesk/contracts';
import type { Packet } from '@frontdesk/contracts';
import { z } from 'zod';

const text = z.object({ redacted: z.string().min(1) });

/** A person is not offered a case without these. */
const complete = z.object({
  conversationId: z.string().min(1),
  customer: z.object({ contactId: z.string().min(1), customerHash: z.string().min(1) }),
  summary: text,
  transcriptUrl: z.url(),
  intent: z.string().min(1),
  priority: z.int().min(1).max(4),
  slaDueAt: z.number().positive(),
  attachments: z.array(z.string()),
});

/** @returns the names of the fields that are missing or wrong; empty: the packet may be offered */
export function missing(packet: Packet): string[] {
  const result = complete.safeParse(packet);
  return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => String(path[0])))];
}

/** The packet of a ticket: what is known, with what the ticket adds. What was never said has honest stand-ins. */
export const packetOf = (known: Packet, ticket: { transcriptUrl: string; priority: number; dueAt: number; summary: string }): Packet =>
  create(PacketSchema, {
    ...known,
    transcriptUrl: ticket.transcriptUrl,
    priority: ticket.priority,
    slaDueAt: ticket.dueAt,
    intent: known.intent || 'unknown',
    summary: known.summary && known.summary.redacted !== '' ? known.summary : create(TextSchema, { redacted: ticket.summary }),
  });

/** What stays of a packet when what was said is forgotten: whose it was, what it was about, where and when. */
export const withoutWords = ({ conversationId, customer, transcriptUrl, intent, priority, slaDueAt }: Packet): Packet =>
  create(PacketSchema, { conversationId, ...(customer ? { customer } : {}), transcriptUrl, intent, priority, slaDueAt });
