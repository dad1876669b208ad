import { limits, mediaProblems, optional, placeProblems } from './outbound-rules.ts';
import type { ProductSection, TemplateButton, TemplateCard, TemplateHeader, TemplateMessage, TemplateValue } from './outbound-template.ts';
import { count, text, unique, when } from './problem.ts';
import type { Problem } from './problem.ts';

const parts = 'template.components';

export function templateProblems(message: TemplateMessage): Problem[] {
  const { name, language, header, body = [], buttons = [], cards, offerEndsAt, oneTimeCode } = message;
  return [
    ...when(!/^[a-z0-9_]{1,512}$/.test(name), 'template.name', `1 to ${limits.templateName} of a-z, 0-9 and _`),
    ...when(!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language), 'template.language.code', "one of Meta's locale codes, e.g. en or en_US"),
    ...(header ? templateHeader(header, `${parts}.header`) : []),
    ...values(body, `${parts}.body`),
    ...templateButtons(buttons, `${parts}.button`, limits.templateButtons),
    ...(cards ? carousel(cards) : []),
    ...when(
      offerEndsAt !== undefined && !(Number.isSafeInteger(offerEndsAt) && offerEndsAt > 0),
      `${parts}.limited_time_offer.expiration_time_ms`,
      'ms since epoch',
    ),
    ...(oneTimeCode === undefined ? [] : oneTime(message, oneTimeCode)),
  ];
}

function oneTime({ header, body, buttons, cards, offerEndsAt }: TemplateMessage, code: string): Problem[] {
  const isAlone = [header, body, buttons, cards, offerEndsAt].every((other) => other === undefined);
  return [
    ...plain(`${parts}.body[0].text`, code, limits.oneTimeCode),
    ...when(!isAlone, parts, 'an authentication template has its code and nothing else'),
  ];
}

/** Two to ten cards of one make. */
function carousel(cards: readonly TemplateCard[]): Problem[] {
  const at = `${parts}.carousel.cards`;
  const make = ({ header, body = [], buttons = [] }: TemplateCard): string =>
    JSON.stringify([header.type, body.length, buttons.map(({ type }) => type)]);
  return [
    ...count(at, cards.length, limits.cardsLeast, limits.cards),
    ...when(new Set(cards.map(make)).size > 1, at, 'every card has the same header type, number of values and buttons'),
    ...cards.flatMap(({ header, body = [], buttons = [] }, index) => [
      ...templateHeader(header, `${at}[${index}].header`),
      ...values(body, `${at}[${index}].body`, limits.cardText),
      ...templateButtons(buttons, `${at}[${index}].button`, limits.cardButtons),
    ]),
  ];
}

function templateHeader(header: TemplateHeader, at: string): Problem[] {
  switch (header.type) {
    case 'text':
      return [...plain(`${at}.text`, header.text, limits.headerText), ...variableName(at, header.name)];
    case 'image':
    case 'video':
      return mediaProblems(`${at}.${header.type}`, header.media);
    case 'document':
      return [...mediaProblems(`${at}.document`, header.media), ...optional(`${at}.document.filename`, header.filename, limits.filename)];
    case 'location':
      return [
        ...placeProblems(`${at}.location`, header),
        ...text(`${at}.location.name`, header.name, limits.locationText),
        ...text(`${at}.location.address`, header.address, limits.locationText),
      ];
    case 'product':
      return [
        ...text(`${at}.product.catalog_id`, header.catalogId, limits.productId),
        ...text(`${at}.product.product_retailer_id`, header.productId, limits.productId),
      ];
  }
}

function values(all: readonly TemplateValue[], at: string, most: number = limits.templateValue): Problem[] {
  const named = all.filter((value) => value.name !== undefined);
  return [
    ...when(named.length > 0 && named.length < all.length, at, 'values are all named or all by position'),
    ...unique(
      `${at}[].parameter_name`,
      named.map((value) => value.name as string),
    ),
    ...all.flatMap((value, index) => templateValue(value, `${at}[${index}]`, most)),
  ];
}

function templateValue(value: TemplateValue, at: string, most: number): Problem[] {
  const name = variableName(at, value.name);
  if (value.type === 'text') return [...name, ...plain(`${at}.text`, value.text, most)];
  const fallback = plain(`${at}.${value.type}.fallback_value`, value.fallback, most);
  if (value.type === 'date_time') return [...name, ...fallback];
  return [
    ...name,
    ...fallback,
    ...when(!/^[A-Z]{3}$/.test(value.code), `${at}.currency.code`, 'a currency of ISO 4217'),
    ...when(!Number.isSafeInteger(value.amount1000), `${at}.currency.amount_1000`, 'a whole number'),
  ];
}

const variableName = (at: string, name: string | undefined): Problem[] =>
  when(name !== undefined && !/^[a-z][a-z0-9_]{0,63}$/.test(name), `${at}.parameter_name`, 'lower-case letters, digits and _');

/** What Meta refuses inside a value with 132018. */
const plain = (field: string, value: string, max: number): Problem[] => [
  ...text(field, value, max),
  ...when(/[\n\r\t]| {5}/.test(value), field, 'no new lines, no tabs, no more than 4 spaces in a row'),
];

const templateButtons = (buttons: readonly TemplateButton[], at: string, most: number): Problem[] => [
  ...count(at, buttons.length, 0, most),
  ...unique(
    `${at}[].index`,
    buttons.map(({ index }) => String(index)),
  ),
  ...buttons.flatMap((button) => templateButton(button, `${at}[${button.index}]`, most)),
];

function templateButton(button: TemplateButton, at: string, most: number): Problem[] {
  const place = when(!(Number.isInteger(button.index) && button.index >= 0 && button.index < most), `${at}.index`, `0 to ${most - 1}`);
  switch (button.type) {
    case 'quick_reply':
      return [...place, ...text(`${at}.payload`, button.payload, limits.buttonId)];
    case 'url':
      return [...place, ...text(`${at}.text`, button.text, limits.url), ...when(/\s/.test(button.text), `${at}.text`, 'no white space')];
    case 'copy_code':
      return [...place, ...text(`${at}.coupon_code`, button.code, limits.copyCode)];
    case 'mpm':
      return [
        ...place,
        ...text(`${at}.thumbnail_product_retailer_id`, button.thumbnailProductId, limits.productId),
        ...productProblems(button.sections, `${at}.sections`),
      ];
    case 'order_details':
      return [...place, ...when(Object.keys(button.order).length === 0, `${at}.order_details`, 'must not be empty')];
    case 'flow':
    case 'catalog':
      return place;
  }
}

export function productProblems(sections: readonly ProductSection[], at: string): Problem[] {
  return [
    ...count(at, sections.length, 1, limits.sections),
    ...count(`${at}[].product_items`, sections.flatMap(({ productIds }) => productIds).length, 1, limits.products),
    ...sections.flatMap(({ title, productIds }, index) => [
      ...text(`${at}[${index}].title`, title, limits.sectionTitle),
      ...count(`${at}[${index}].product_items`, productIds.length, 1, limits.products),
      ...productIds.flatMap((id, item) => text(`${at}[${index}].product_items[${item}].product_retailer_id`, id, limits.productId)),
    ]),
  ];
}
