import type { InteractiveMessage, MediaRef, OutboundMessage, TemplateButton, TemplateHeader, TemplateMessage, TemplateValue } from './outbound.ts';

/** The message as Meta's `POST /messages` wants it, without the recipient. Source: the pages of each message type. */
export function toWire(message: OutboundMessage): object {
  switch (message.type) {
    case 'text': return { type: 'text', text: { body: message.body, preview_url: message.previewUrl ?? false } };
    case 'reaction': return { type: 'reaction', reaction: { message_id: message.messageId, emoji: message.emoji } };
    case 'interactive': return { type: 'interactive', interactive: interactive(message) };
    case 'template': {
      const { name, language } = message;
      return { type: 'template', template: { name, language: { code: language }, components: components(message) } };
    }
    default: {
      const { type, media, ...more } = message;
      return { type, [type]: { ...refOf(media), ...more } };
    }
  }
}

/** Only the one member that Meta knows, whatever else the object holds. */
const refOf = (ref: MediaRef): MediaRef => ('id' in ref ? { id: ref.id } : { link: ref.link });

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

const fileOf = (header: { readonly media: MediaRef; readonly filename?: string }): object =>
  ({ ...refOf(header.media), ...(header.filename !== undefined && { filename: header.filename }) });

function action(message: InteractiveMessage): object {
  switch (message.kind) {
    case 'button': return { buttons: message.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) };
    case 'list': return { button: message.button, sections: message.sections };
    case 'cta_url': return { name: 'cta_url', parameters: { display_text: message.displayText, url: message.url } };
    case 'location_request_message': return { name: 'send_location' };
    case 'request_contact_info': return { name: 'request_contact_info' };
  }
}

function components({ header, body = [], buttons = [] }: TemplateMessage): object[] {
  return [
    ...(header ? [{ type: 'header', parameters: [headerParameter(header)] }] : []),
    ...(body.length > 0 ? [{ type: 'body', parameters: body.map(valueParameter) }] : []),
    ...buttons.map((button) => ({ type: 'button', sub_type: button.type, index: String(button.index), parameters: [buttonParameter(button)] })),
  ];
}

const named = (name: string | undefined): object => (name === undefined ? {} : { parameter_name: name });

function headerParameter(header: TemplateHeader): object {
  switch (header.type) {
    case 'text': return { type: 'text', ...named(header.name), text: header.text };
    case 'location': {
      const { latitude, longitude, name, address } = header;
      return { type: 'location', location: { latitude, longitude, name, address } };
    }
    default: return { type: header.type, [header.type]: fileOf(header) };
  }
}

function valueParameter(value: TemplateValue): object {
  switch (value.type) {
    case 'text': return { type: 'text', ...named(value.name), text: value.text };
    case 'currency':
      return {
        type: 'currency', ...named(value.name), currency: { fallback_value: value.fallback, code: value.code, amount_1000: value.amount1000 },
      };
    case 'date_time': return { type: 'date_time', ...named(value.name), date_time: { fallback_value: value.fallback } };
  }
}

function buttonParameter(button: TemplateButton): object {
  switch (button.type) {
    case 'quick_reply': return { type: 'payload', payload: button.payload };
    case 'url': return { type: 'text', text: button.text };
    case 'copy_code': return { type: 'coupon_code', coupon_code: button.code };
    case 'flow':
      return { type: 'action', action: { flow_token: button.token ?? 'unused', ...(button.data && { flow_action_data: button.data }) } };
    case 'catalog': {
      const { thumbnailProductId: id } = button;
      return { type: 'action', action: { ...(id !== undefined && { thumbnail_product_retailer_id: id }) } };
    }
  }
}
