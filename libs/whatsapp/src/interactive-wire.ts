import { fileOf, refOf } from './media-ref.ts';
import type { Card, FlowStart, InteractiveMessage, ReplyButton } from './outbound-interactive.ts';
import type { ProductSection } from './outbound-template.ts';

/** `interactive` of Meta's `POST /messages`. Source: the pages of each kind. */
export function interactiveWire(message: InteractiveMessage): object {
  const { kind, body, footer, header } = message;
  return {
    type: kind,
    ...(header && { header: header.type === 'text' ? header : { type: header.type, [header.type]: fileOf(header) } }),
    ...(body !== undefined && { body: { text: body } }),
    ...(footer !== undefined && { footer: { text: footer } }),
    action: action(message),
  };
}

function action(message: InteractiveMessage): object {
  switch (message.kind) {
    case 'button':
      return { buttons: message.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) };
    case 'list':
      return { button: message.button, sections: message.sections };
    case 'cta_url':
      return link(message);
    case 'location_request_message':
      return { name: 'send_location' };
    case 'request_contact_info':
    case 'call_permission_request':
      return { name: message.kind };
    case 'flow':
      return { name: 'flow', parameters: flow(message) };
    case 'address_message': {
      const { country, values, problems, saved } = message;
      const known = {
        ...(values && { values }),
        ...(problems && { validation_errors: problems }),
        ...(saved && { saved_addresses: saved }),
      };
      return { name: 'address_message', parameters: { country, ...known } };
    }
    case 'product':
      return { catalog_id: message.catalogId, product_retailer_id: message.productId };
    case 'product_list':
      return { catalog_id: message.catalogId, sections: productSections(message.sections) };
    case 'catalog_message': {
      const { thumbnailProductId: id } = message;
      return { name: 'catalog_message', ...(id !== undefined && { parameters: { thumbnail_product_retailer_id: id } }) };
    }
    case 'carousel':
      return { cards: message.cards.map(card) };
    case 'voice_call': {
      const { displayText, ttlMinutes, payload } = message;
      const parameters = {
        ...(displayText !== undefined && { display_text: displayText }),
        ...(ttlMinutes !== undefined && { ttl_minutes: ttlMinutes }),
        ...(payload !== undefined && { payload }),
      };
      return { name: 'voice_call', ...(Object.keys(parameters).length > 0 && { parameters }) };
    }
  }
}

const link = ({ displayText, url }: { displayText: string; url: string }): object => ({
  name: 'cta_url',
  parameters: { display_text: displayText, url },
});

function flow({ flow: which, cta, token, start, draft }: Extract<InteractiveMessage, { kind: 'flow' }>): object {
  return {
    flow_message_version: '3',
    ...('id' in which ? { flow_id: which.id } : { flow_name: which.name }),
    flow_cta: cta,
    ...(token !== undefined && { flow_token: token }),
    ...(start !== undefined && begin(start)),
    ...(draft && { mode: 'draft' }),
  };
}

const begin = (start: FlowStart): object =>
  start === 'endpoint'
    ? { flow_action: 'data_exchange' }
    : { flow_action: 'navigate', flow_action_payload: { screen: start.screen, ...(start.data && { data: start.data }) } };

export const productSections = (sections: readonly ProductSection[]): object[] =>
  sections.map(({ title, productIds }) => ({ title, product_items: productIds.map((id) => ({ product_retailer_id: id })) }));

const quickReply = ({ id, title }: ReplyButton): object => ({ type: 'quick_reply', quick_reply: { id, title } });

function card({ header, body, ...act }: Card, index: number): object {
  return {
    card_index: index,
    ...('url' in act && { type: 'cta_url' }),
    header: { type: header.type, [header.type]: refOf(header.media) },
    ...(body !== undefined && { body: { text: body } }),
    action: 'url' in act ? link(act) : { buttons: act.buttons.map(quickReply) },
  };
}
