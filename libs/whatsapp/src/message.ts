import { z } from 'zod';
import { isObject } from './limits.ts';
import type { JsonObject } from './limits.ts';
import { metaTime } from './time.ts';

export type MessageKind = 'text' | 'media' | 'button' | 'list' | 'reaction' | 'location' | 'contacts' | 'order' | 'unsupported';

/** A customer's message (or an echo of the business's own), as far as Frontdesk uses it. Any text may be of any language and length. */
export interface InboundMessage {
  readonly id: string;
  readonly kind: MessageKind | 'system';
  /** Meta's own name, as received; inferred from the content's key when absent */
  readonly metaType: string;
  readonly text: string;
  readonly time: number;
  /** wamid of the quoted message, or of the one reacted to */
  readonly quotes?: string;
  readonly choiceId?: string;
  readonly mediaKind?: string;
  readonly groupId?: string;
}

const text = z.string().catch('');
const optional = z.string().optional().catch(undefined);
const reply = z.looseObject({ id: text, title: text });
const media = z.looseObject({ caption: optional, filename: optional });

const contents = {
  text: z.looseObject({ body: z.string() }),
  media,
  button: z.looseObject({ text, payload: text }),
  interactive: z.looseObject({ type: text, button_reply: reply.optional().catch(undefined), list_reply: reply.optional().catch(undefined) }),
  reaction: z.looseObject({ message_id: optional, emoji: text }),
  location: z.looseObject({ name: optional, address: optional }),
  order: z.looseObject({ text }),
};

const envelope = z.looseObject({
  id: z.union([z.string().min(1), z.number().transform(String)]),
  type: optional,
  group_id: optional,
  context: z.looseObject({ id: optional }).optional().catch(undefined),
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
  return {
    id, metaType, time: metaTime(item['timestamp']),
    ...(context?.id !== undefined && { quotes: context.id }),
    ...(groupId !== undefined && { groupId }),
    ...readContent(metaType, content),
  };
}

type Content = Pick<InboundMessage, 'kind' | 'text' | 'quotes' | 'choiceId' | 'mediaKind'>;
const unsupported: Content = { kind: 'unsupported', text: '' };

function readContent(type: string, content: unknown): Content {
  if (mediaTypes.includes(type)) {
    const read = contents.media.safeParse(content);
    return { kind: 'media', mediaKind: type === 'voice' ? 'audio' : type, text: (read.success && (read.data.caption ?? read.data.filename)) || '' };
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
    case 'interactive': return readInteractive(content);
    case 'reaction': {
      const read = contents.reaction.safeParse(content);
      if (!read.success) return { kind: 'reaction', text: '' };
      return { kind: 'reaction', text: read.data.emoji, ...(read.data.message_id !== undefined && { quotes: read.data.message_id }) };
    }
    case 'location': {
      const read = contents.location.safeParse(content);
      return { kind: 'location', text: read.success ? [read.data.name, read.data.address].filter(Boolean).join(', ') : '' };
    }
    case 'contacts': return { kind: 'contacts', text: '' };
    case 'order': {
      const read = contents.order.safeParse(content);
      return { kind: 'order', text: read.success ? read.data.text : '' };
    }
    case 'system': return { kind: 'system', text: '' };
    default: return unsupported;
  }
}

function readInteractive(content: unknown): Content {
  const read = contents.interactive.safeParse(content);
  if (!read.success) return unsupported;
  const { button_reply: button, list_reply: row } = read.data;
  if (button) return { kind: 'button', text: button.title, choiceId: button.id };
  if (row) return { kind: 'list', text: row.title, choiceId: row.id };
  return unsupported;
}

/** What a `system` message says about its sender: new aliases, and those they had before. */
export interface SystemChange {
  readonly change: 'number' | 'user_id' | 'identity';
  readonly waId?: string;
  readonly userId?: string;
  readonly previousUserId?: string;
}

const system = z.looseObject({ type: text, wa_id: optional, new_wa_id: optional, user_id: optional, previous_user_id: optional });
const changes: Record<string, SystemChange['change']> = {
  user_changed_number: 'number', customer_changed_number: 'number', user_changed_user_id: 'user_id', customer_identity_changed: 'identity',
};

/** @returns undefined for a type of system message that Meta has added since */
export function readSystem(item: JsonObject): SystemChange | undefined {
  const read = system.safeParse(isObject(item['system']) ? item['system'] : {});
  const change = read.success ? changes[read.data.type] : undefined;
  if (!read.success || !change) return undefined;
  const { wa_id, new_wa_id, user_id: userId, previous_user_id: previousUserId } = read.data;
  const waId = wa_id ?? new_wa_id;
  return {
    change,
    ...(waId !== undefined && change === 'number' && { waId }),
    ...(userId !== undefined && { userId }),
    ...(previousUserId !== undefined && { previousUserId }),
  };
}
