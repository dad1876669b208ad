import type { Card, InteractiveMessage, ListSection, ReplyButton } from './outbound-interactive.ts';
import { limits, mediaProblems, optional } from './outbound-rules.ts';
import { count, text, unique, webAddress, when } from './problem.ts';
import type { Problem } from './problem.ts';
import { productProblems } from './template-limits.ts';

const at = 'interactive';

export function interactiveProblems(message: InteractiveMessage): Problem[] {
  const mayLackBody = message.kind === 'product' || message.kind === 'call_permission_request';
  return [
    ...(mayLackBody && message.body === undefined ? [] : text(`${at}.body.text`, message.body ?? '', limits.body)),
    ...optional(`${at}.footer.text`, message.footer, limits.footer),
    ...header(message),
    ...action(message, `${at}.action`),
  ];
}

type Kinds = ReadonlySet<InteractiveMessage['kind']>;
const noFooter: Kinds = new Set(['location_request_message', 'request_contact_info', 'carousel', 'voice_call', 'call_permission_request']);
const noHeader: Kinds = new Set([...noFooter, 'product', 'catalog_message']);
const textHeader: Kinds = new Set(['list', 'product_list']);

function header({ kind, header: given, footer }: InteractiveMessage): Problem[] {
  const field = `${at}.header`;
  return [
    ...when(noFooter.has(kind) && footer !== undefined, `${at}.footer`, `${kind} takes no footer`),
    ...when(noHeader.has(kind) && given !== undefined, field, `${kind} takes no header`),
    ...when(kind === 'product_list' && given === undefined, field, 'product_list needs a header'),
    ...(given && !noHeader.has(kind)
      ? [
          ...when(textHeader.has(kind) && given.type !== 'text', `${field}.type`, `a ${kind} takes a header of text only`),
          ...(given.type === 'text'
            ? text(`${field}.text`, given.text, limits.headerText)
            : mediaProblems(`${field}.${given.type}`, given.media)),
          ...(given.type === 'document' ? optional(`${field}.document.filename`, given.filename, limits.filename) : []),
        ]
      : []),
  ];
}

function action(message: InteractiveMessage, at: string): Problem[] {
  switch (message.kind) {
    case 'button':
      return [
        ...count(`${at}.buttons`, message.buttons.length, 1, limits.buttons),
        ...replyButtons(message.buttons, `${at}.buttons`, 'reply'),
      ];
    case 'list':
      return [...text(`${at}.button`, message.button, limits.listButton), ...sections(message.sections, `${at}.sections`)];
    case 'cta_url':
      return link(message, `${at}.parameters`);
    case 'flow':
      return flow(message, `${at}.parameters`);
    case 'address_message':
      return when(!/^[A-Z]{2}$/.test(message.country), `${at}.parameters.country`, 'a country of ISO 3166, e.g. IN');
    case 'product':
      return [
        ...text(`${at}.catalog_id`, message.catalogId, limits.productId),
        ...text(`${at}.product_retailer_id`, message.productId, limits.productId),
      ];
    case 'product_list':
      return [...text(`${at}.catalog_id`, message.catalogId, limits.productId), ...productProblems(message.sections, `${at}.sections`)];
    case 'catalog_message':
      return optional(`${at}.parameters.thumbnail_product_retailer_id`, message.thumbnailProductId, limits.productId);
    case 'carousel':
      return carousel(message.cards, `${at}.cards`);
    case 'voice_call':
      return call(message, `${at}.parameters`);
    case 'location_request_message':
    case 'request_contact_info':
    case 'call_permission_request':
      return [];
  }
}

const link = ({ displayText, url }: { displayText: string; url: string }, at: string): Problem[] => [
  ...text(`${at}.display_text`, displayText, limits.displayText),
  ...webAddress(`${at}.url`, url, limits.url),
];

function call({ displayText, ttlMinutes = 1, payload }: Extract<InteractiveMessage, { kind: 'voice_call' }>, at: string): Problem[] {
  const lasts = Number.isInteger(ttlMinutes) && ttlMinutes >= 1 && ttlMinutes <= limits.callMinutes;
  return [
    ...optional(`${at}.display_text`, displayText, limits.displayText),
    ...optional(`${at}.payload`, payload, limits.callPayload),
    ...when(!lasts, `${at}.ttl_minutes`, `1 to ${limits.callMinutes}`),
  ];
}

/** Where no source states a greatest length. */
const filled = (field: string, value: string | undefined): Problem[] => optional(field, value, Infinity);

function flow({ flow: which, cta, token, start }: Extract<InteractiveMessage, { kind: 'flow' }>, at: string): Problem[] {
  const begins = typeof start === 'object' ? start : undefined;
  return [
    ...('id' in which
      ? when(!/^\d{1,32}$/.test(which.id), `${at}.flow_id`, 'an id of Meta: digits')
      : filled(`${at}.flow_name`, which.name)),
    ...text(`${at}.flow_cta`, cta, limits.flowCta),
    ...when(/\p{Extended_Pictographic}/u.test(cta), `${at}.flow_cta`, 'no emoji'),
    ...filled(`${at}.flow_token`, token),
    ...filled(`${at}.flow_action_payload.screen`, begins?.screen),
    ...when(begins?.data !== undefined && Object.keys(begins.data).length === 0, `${at}.flow_action_payload.data`, 'must not be empty'),
  ];
}

/** Two to ten cards of one make. */
function carousel(cards: readonly Card[], at: string): Problem[] {
  const make = (card: Card): string => `${card.header.type} ${'url' in card ? 'url' : card.buttons.length}`;
  return [
    ...count(at, cards.length, limits.cardsLeast, limits.cards),
    ...when(new Set(cards.map(make)).size > 1, at, 'every card has the same header type and the same kind and number of buttons'),
    ...cards.flatMap((card, index) => [
      ...mediaProblems(`${at}[${index}].header.${card.header.type}`, card.header.media),
      ...cardText(card.body, `${at}[${index}].body.text`),
      ...('url' in card ? link(card, `${at}[${index}].action.parameters`) : quickReplies(card.buttons, `${at}[${index}].action.buttons`)),
    ]),
  ];
}

const cardText = (body: string | undefined, field: string): Problem[] => [
  ...optional(field, body, limits.cardText),
  ...when((body?.match(/\n/g)?.length ?? 0) > limits.cardLineBreaks, field, `at most ${limits.cardLineBreaks} line breaks`),
];

/** Meta says "one or more", and no most. */
const quickReplies = (buttons: readonly ReplyButton[], at: string): Problem[] => [
  ...when(buttons.length === 0, at, 'at least 1'),
  ...replyButtons(buttons, at, 'quick_reply'),
];

function replyButtons(buttons: readonly ReplyButton[], at: string, member: 'reply' | 'quick_reply'): Problem[] {
  return [
    ...buttons.flatMap(({ id, title }, index) => [
      ...text(`${at}[${index}].${member}.id`, id, limits.buttonId),
      ...text(`${at}[${index}].${member}.title`, title, limits.buttonTitle),
    ]),
    ...unique(
      `${at}[].${member}.id`,
      buttons.map(({ id }) => id),
    ),
    ...unique(
      `${at}[].${member}.title`,
      buttons.map(({ title }) => title),
    ),
  ];
}

function sections(all: readonly ListSection[], at: string): Problem[] {
  const rows = all.flatMap((section) => section.rows);
  return [
    ...count(at, all.length, 1, limits.sections),
    ...count(`${at}[].rows`, rows.length, 1, limits.rows),
    ...unique(
      `${at}[].rows[].id`,
      rows.map(({ id }) => id),
    ),
    ...all.flatMap((section, index) => [
      // the only section may go without a title
      ...optional(`${at}[${index}].title`, all.length > 1 ? (section.title ?? '') : section.title, limits.sectionTitle),
      ...count(`${at}[${index}].rows`, section.rows.length, 1, limits.rows),
      ...section.rows.flatMap(({ id, title, description }, row) => [
        ...text(`${at}[${index}].rows[${row}].id`, id, limits.rowId),
        ...text(`${at}[${index}].rows[${row}].title`, title, limits.rowTitle),
        ...optional(`${at}[${index}].rows[${row}].description`, description, limits.rowDescription),
      ]),
    ]),
  ];
}
