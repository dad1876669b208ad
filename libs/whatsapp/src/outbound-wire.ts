import { interactiveWire } from './interactive-wire.ts';
import { refOf } from './media-ref.ts';
import type { ContactCard, OutboundMessage } from './outbound.ts';
import { templateWire } from './template-wire.ts';

/** The message as Meta's `POST /messages` wants it, without the recipient. Source: the pages of each message type. */
export function toWire(message: OutboundMessage): object {
  switch (message.type) {
    case 'text':
      return { type: 'text', text: { body: message.body, preview_url: message.previewUrl ?? false } };
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: message.messageId, emoji: message.emoji } };
    case 'interactive':
      return { type: 'interactive', interactive: interactiveWire(message) };
    case 'template':
      return { type: 'template', template: templateWire(message) };
    case 'location': {
      const { type, ...place } = message;
      return { type, location: place };
    }
    case 'contacts':
      return { type: 'contacts', contacts: message.contacts.map(card) };
    default: {
      const { type, media, ...more } = message;
      return { type, [type]: { ...refOf(media), ...more } };
    }
  }
}

/** Source: the page "Contacts messages". */
function card({ formattedName, firstName, lastName, organisation, phones, emails }: ContactCard): object {
  return {
    name: {
      formatted_name: formattedName,
      ...(firstName !== undefined && { first_name: firstName }),
      ...(lastName !== undefined && { last_name: lastName }),
    },
    ...(organisation !== undefined && { org: { company: organisation } }),
    ...(phones && { phones: phones.map(({ waId, ...rest }) => ({ ...rest, ...(waId !== undefined && { wa_id: waId }) })) }),
    ...(emails && { emails }),
  };
}
