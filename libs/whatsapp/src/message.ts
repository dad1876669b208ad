import { z } from 'zod';
import type { JsonObject } from './limits.ts';
import { readContactCards, readForm, readProducts, readSharedPhone } from './message-parts.ts';
import { metaTime } from './time.ts';

export type MessageKind = 'text' | 'media' | 'button' | 'list' | 'form' | 'reaction' | 'location' | 'contacts' | 'order' | 'unsupported';

/** A customer's message (or an echo of the business's own), as far as Frontdesk uses it. Any text may be of any language and length. */
export interface InboundMessage {
  readonly id: string;
  readonly kind: MessageKind | 'system';
  /** Meta's own name, as received; inferred from the content's key when absent. `unsupported_poll`: a poll that is not handed over */
  readonly metaType: string;
  readonly text: string;
  readonly time: number;
  /** wamid of the quoted message, or of the one reacted to */
  readonly quotes?: string;
  readonly choiceId?: string;
  readonly mediaKind?: string;
  readonly groupId?: string;
  /** the sender's own number, if they were asked for it: digits */
  readonly sharedPhone?: string;
  /** of a form: what was filled in, as JSON */
  readonly form?: string;
}

const text = z.string().catch('');
const optional = z.string().optional().catch(undefined);
const coordinate = z.number().optional().catch(undefined);
const reply = z.looseObject({ id: text, title: text });
const media = z.looseObject({ caption: optional, filename: optional });

const contents = {
  text: z.looseObject({ body: z.string() }),
  media,
  button: z.looseObject({ text, payload: text }),
  interactive: z.looseObject({
    type: text,
    button_reply: reply.optional().catch(undefined),
    list_reply: reply.optional().catch(undefined),
  }),
  reaction: z.looseObject({ message_id: optional, emoji: text }),
  location: z.looseObject({ name: optional, address: optional, latitude: coordinate, longitude: coordinate }),
  order: z.looseObject({ text }),
};

const envelope = z.looseObject({
  id: z.union([z.string().min(1), z.number().transform(String)]),
  type: optional,
  // empty where there is none
  group_id: z.string().min(1).optional().catch(undefined),
  context: z.looseObject({ id: optional }).optional().catch(undefined),
});

/** Meta's names, the newer and the older, for what it doesn't hand over. */
const notHandedOver = new Set(['unsupported', 'unknown']);
const keptBack = z.looseObject({
  type: z
    .string()
    .regex(/^\w{1,64}$/)
    .optional()
    .catch(undefined),
});

const mediaTypes = ['image', 'video', 'audio', 'voice', 'document', 'sticker'];
const inferable = ['text', ...mediaTypes, 'location', 'contacts', 'interactive', 'button', 'reaction', 'order', 'system'];

/**
 * Strict inside: what the message is, or undefined if it has no id (it cannot be told from its repetition). A content that is not what its
 * type says, and a type that is not known, are `unsupported`: the customer did write, and is answered.
 */
export function readMessage(item: JsonObject): InboundMessage | undefined {
  const outer = envelope.safeParse(item);
  if (!outer.success) return undefined;
  const { id, type, group_id: groupId, context } = outer.data;
  const metaType = type ?? inferable.find((key) => key in item) ?? '';
  const content = item[metaType];
  const kept = notHandedOver.has(metaType) ? keptBack.safeParse(item['unsupported']).data?.type : undefined;
  const sharedPhone = metaType === 'contacts' ? readSharedPhone(item) : undefined;
  return {
    id,
    metaType: kept === undefined ? metaType : `${metaType}_${kept}`,
    time: metaTime(item['timestamp']),
    ...(context?.id !== undefined && { quotes: context.id }),
    ...(groupId !== undefined && { groupId }),
    ...(sharedPhone !== undefined && { sharedPhone }),
    ...readContent(metaType, content),
  };
}

type Content = Pick<InboundMessage, 'kind' | 'text' | 'quotes' | 'choiceId' | 'mediaKind' | 'form'>;
const unsupported: Content = { kind: 'unsupported', text: '' };

function readContent(type: string, content: unknown): Content {
  if (mediaTypes.includes(type)) {
    const read = contents.media.safeParse(content);
    return {
      kind: 'media',
      mediaKind: type === 'voice' ? 'audio' : type,
      // the name last, where who saves the file looks for it
      text: read.success ? lines(read.data.caption, read.data.filename) : '',
    };
  }
  switch (type) {
    case 'text': {
      const read = contents.text.safeParse(content);
      return read.success ? { kind: 'text', text: read.data.body } : unsupported;
    }
    case 'button': {
      const read = contents.button.safeParse(content);
      return read.success ? { kind: 'button', text: read.data.text, choiceId: read.data.payload } : unsupported;
    }
    case 'interactive':
      return readInteractive(content);
    case 'reaction': {
      const read = contents.reaction.safeParse(content);
      if (!read.success) return { kind: 'reaction', text: '' };
      return { kind: 'reaction', text: read.data.emoji, ...(read.data.message_id !== undefined && { quotes: read.data.message_id }) };
    }
    case 'location': {
      const read = contents.location.safeParse(content);
      return { kind: 'location', text: read.success ? placeOf(read.data) : '' };
    }
    case 'contacts':
      return { kind: 'contacts', text: readContactCards(content) };
    case 'order': {
      const read = contents.order.safeParse(content);
      return { kind: 'order', text: read.success ? lines(read.data.text, readProducts(read.data['product_items'])) : '' };
    }
    // a file of old times whose description follows, or never does
    case 'media_placeholder':
      return { kind: 'media', text: '' };
    case 'system':
      return { kind: 'system', text: '' };
    default:
      return unsupported;
  }
}

/** Each said once, and not at all where it is empty. */
const lines = (...parts: readonly (string | undefined)[]): string => [...new Set(parts.filter(Boolean))].join('\n');

/** Where it is in words, or, where somebody sets a pin or is, as a `geo:` address (RFC 5870) to the metre. */
function placeOf({ name, address, latitude, longitude }: z.output<typeof contents.location>): string {
  const words = [name, address].filter(Boolean).join(', ');
  if (words !== '' || latitude === undefined || longitude === undefined) return words;
  return `geo:${Number(latitude.toFixed(5))},${Number(longitude.toFixed(5))}`;
}

function readInteractive(content: unknown): Content {
  const read = contents.interactive.safeParse(content);
  if (!read.success) return unsupported;
  const { button_reply: button, list_reply: row } = read.data;
  if (button) return { kind: 'button', text: button.title, choiceId: button.id };
  if (row) return { kind: 'list', text: row.title, choiceId: row.id };
  const filled = readForm(read.data['nfm_reply']);
  if (filled) return { kind: 'form', ...filled };
  return unsupported;
}

/** A message that was changed, or taken back, by who wrote it: only numbers that are also on a phone learn of it. */
export type MessageChange =
  | { readonly change: 'edited'; readonly id: string; readonly originalId: string; readonly message: InboundMessage }
  | { readonly change: 'revoked'; readonly id: string; readonly originalId: string; readonly time: number };

const changed = z.looseObject({
  original_message_id: z.string().min(1),
  message: z.record(z.string(), z.json()).optional().catch(undefined),
});

/** @returns undefined for a message that changes no other, or doesn't say which */
export function readChange(item: JsonObject): MessageChange | undefined {
  const outer = envelope.safeParse(item);
  const type = outer.data?.type;
  if (!outer.success || (type !== 'edit' && type !== 'revoke')) return undefined;
  const read = changed.safeParse(item[type]);
  if (!read.success) return undefined;
  const { id } = outer.data;
  const { original_message_id: originalId, message: inner } = read.data;
  if (type === 'revoke') return { change: 'revoked', id, originalId, time: metaTime(item['timestamp']) };
  const message = inner && readMessage({ ...(inner as JsonObject), id, timestamp: item['timestamp'] ?? null });
  return message && { change: 'edited', id, originalId, message };
}
