import { fileOf, refOf } from './media-ref.ts';
import type { ContactCard, InteractiveMessage, OutboundMessage } from './outbound.ts';
import { templateWire } from './template-wire.ts';

/** The message as Meta's `POST /messages` wants it, without the recipient. Source: the pages of each message type. */
export function toWire(message: OutboundMessage): object {
  switch (message.type) {
    case 'text': return { type: 'text', text: { body: message.body, preview_url: message.previewUrl ?? false } };
    case 'reaction': return { type: 'reaction', reaction: { message_id: message.messageId, emoji: message.emoji } };
    case 'interactive': return { type: 'interactive', interactive: interactive(message) };
    case 'template': return { type: 'template', template: templateWire(message) };
    case 'location': {
      const { type, ...place } = message;
      return { type, location: place };
    }
    case 'contacts': return { type: 'contacts', contacts: message.contacts.map(card) };
    default: {
      const { type, media, ...more } = message;
      return { type, [type]: { ...refOf(media), ...more } };
    }
  }
}

function interactive(message: InteractiveMessage): object {
  const { kind, body, footer, header } = message;
  return {
    type: kind,
    ...(header && { header: header.type === 'text' ? header : { type: header.type, [header.type]: fileOf(header) } }),
    body: { text: body },
    ...(footer !== undefined && { footer: { text: footer } }),
    action: action(message),
  };
}

function action(message: InteractiveMessage): object {
  switch (message.kind) {
    case 'button': return { buttons: message.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) };
    case 'list': return { button: message.button, sections: message.sections };
    case 'cta_url': return { name: 'cta_url', parameters: { display_text: message.displayText, url: message.url } };
    case 'location_request_message': return { name: 'send_location' };
    case 'request_contact_info': return { name: 'request_contact_info' };
  }
}

/** Source: the page "Contacts messages". */
function card({ formattedName, firstName, lastName, organisation, phones, emails }: ContactCard): object {
  return {
    name: { formatted_name: formattedName, ...(firstName !== undefined && { first_name: firstName }), ...(lastName !== undefined && { last_name: lastName }) },
    ...(organisation !== undefined && { org: { company: organisation } }),
    ...(phones && { phones: phones.map(({ waId, ...rest }) => ({ ...rest, ...(waId !== undefined && { wa_id: waId }) })) }),
    ...(emails && { emails }),
  };
}
