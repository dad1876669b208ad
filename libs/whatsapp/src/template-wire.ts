import { productSections } from './interactive-wire.ts';
import { fileOf } from './media-ref.ts';
import type { TemplateButton, TemplateCard, TemplateHeader, TemplateMessage, TemplateValue } from './outbound-template.ts';

/** `template` of Meta's `POST /messages`. Source: the pages of each template kind. */
export function templateWire(message: TemplateMessage): object {
  const { name, language, oneTimeCode, offerEndsAt, cards } = message;
  const plain = oneTimeCode === undefined ? message : oneTime(oneTimeCode);
  const components = [
    ...parts(plain),
    ...(offerEndsAt === undefined
      ? []
      : [
          {
            type: 'limited_time_offer',
            parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: offerEndsAt } }],
          },
        ]),
    ...(cards ? [{ type: 'carousel', cards: cards.map((card, index) => ({ card_index: index, components: parts(card) })) }] : []),
  ];
  return { name, language: { code: language }, components };
}

/** The code stands in the text and is what the button copies. */
const oneTime = (code: string): Pick<TemplateMessage, 'body' | 'buttons'> => ({
  body: [{ type: 'text', text: code }],
  buttons: [{ index: 0, type: 'url', text: code }],
});

const parts = ({ header, body = [], buttons = [] }: Pick<TemplateMessage, 'header' | 'body' | 'buttons'> | TemplateCard): object[] => [
  ...(header ? [{ type: 'header', parameters: [headerParameter(header)] }] : []),
  ...(body.length > 0 ? [{ type: 'body', parameters: body.map(valueParameter) }] : []),
  ...buttons.map((button) => ({
    type: 'button',
    sub_type: button.type,
    index: String(button.index),
    parameters: [buttonParameter(button)],
  })),
];

const named = (name: string | undefined): object => (name === undefined ? {} : { parameter_name: name });

function headerParameter(header: TemplateHeader): object {
  switch (header.type) {
    case 'text':
      return { type: 'text', ...named(header.name), text: header.text };
    case 'location': {
      const { latitude, longitude, name, address } = header;
      return { type: 'location', location: { latitude, longitude, name, address } };
    }
    case 'product':
      return { type: 'product', product: { product_retailer_id: header.productId, catalog_id: header.catalogId } };
    default:
      return { type: header.type, [header.type]: fileOf(header) };
  }
}

function valueParameter(value: TemplateValue): object {
  switch (value.type) {
    case 'text':
      return { type: 'text', ...named(value.name), text: value.text };
    case 'currency':
      return {
        type: 'currency',
        ...named(value.name),
        currency: { fallback_value: value.fallback, code: value.code, amount_1000: value.amount1000 },
      };
    case 'date_time':
      return { type: 'date_time', ...named(value.name), date_time: { fallback_value: value.fallback } };
  }
}

function buttonParameter(button: TemplateButton): object {
  switch (button.type) {
    case 'quick_reply':
      return { type: 'payload', payload: button.payload };
    case 'url':
      return { type: 'text', text: button.text };
    case 'copy_code':
      return { type: 'coupon_code', coupon_code: button.code };
    case 'flow':
      return { type: 'action', action: { flow_token: button.token ?? 'unused', ...(button.data && { flow_action_data: button.data }) } };
    case 'catalog': {
      const { thumbnailProductId: id } = button;
      return { type: 'action', action: { ...(id !== undefined && { thumbnail_product_retailer_id: id }) } };
    }
    case 'mpm': {
      return {
        type: 'action',
        action: { thumbnail_product_retailer_id: button.thumbnailProductId, sections: productSections(button.sections) },
      };
    }
    case 'order_details':
      return { type: 'action', action: { order_details: button.order } };
  }
}
