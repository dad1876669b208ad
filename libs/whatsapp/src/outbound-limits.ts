import type {
  InteractiveMessage, ListSection, MediaRef, OutboundMessage, ReplyButton, TemplateButton, TemplateHeader, TemplateMessage, TemplateValue,
} from './outbound.ts';
import { count, text, unique, webAddress, when } from './problem.ts';
import type { Problem } from './problem.ts';
import { maxTextLength } from './split-text.ts';

/** Meta's limits of a message; characters and counts. Source: the pages of each message type, "Message templates" and Meta's OpenAPI description. */
export const limits = {
  text: maxTextLength, caption: 1024, filename: 255, messageId: 256, callbackData: 512,
  body: 1024, footer: 60, headerText: 60,
  buttons: 3, buttonTitle: 20, buttonId: 256,
  listButton: 20, sections: 10, rows: 10, sectionTitle: 24, rowId: 200, rowTitle: 24, rowDescription: 72,
  displayText: 20, url: 2_000,
  templateName: 512, templateValue: 1024, templateButtons: 10, copyCode: 20, locationText: 256,
} as const;

/** All that Meta would refuse in it, as far as it can be seen without the account. Empty: send it. */
export function messageProblems(message: OutboundMessage): Problem[] {
  switch (message.type) {
    case 'text': return text('text.body', message.body, limits.text);
    case 'image': case 'video': case 'document':
      return [
        ...media(message.type, message.media), ...optional(`${message.type}.caption`, message.caption, limits.caption),
        ...(message.type === 'document' ? optional('document.filename', message.filename, limits.filename) : []),
      ];
    case 'audio': case 'sticker': return media(message.type, message.media);
    case 'reaction':
      return [
        ...text('reaction.message_id', message.messageId, limits.messageId),
        ...when(!isEmojiOrNone(message.emoji), 'reaction.emoji', 'one emoji, or none'),
      ];
    case 'interactive': return interactive(message);
    case 'template': return template(message);
  }
}

const optional = (field: string, value: string | undefined, max: number): Problem[] => (value === undefined ? [] : text(field, value, max));

function media(field: string, ref: MediaRef): Problem[] {
  return 'id' in ref ? when(!/^\w{1,128}$/.test(ref.id), `${field}.id`, 'an id of Meta: letters and digits') : webAddress(`${field}.link`, ref.link);
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
function isEmojiOrNone(value: string): boolean {
  if (value === '') return true;
  if (value.length > 64) return false;
  return [...segments.segment(value)].length === 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(value);
}

function interactive(message: InteractiveMessage): Problem[] {
  const at = 'interactive';
  return [
    ...text(`${at}.body.text`, message.body, limits.body), ...optional(`${at}.footer.text`, message.footer, limits.footer),
    ...interactiveHeader(message), ...action(message, `${at}.action`),
  ];
}

function interactiveHeader({ kind, header, footer }: InteractiveMessage): Problem[] {
  const field = 'interactive.header';
  if (kind === 'location_request_message' || kind === 'request_contact_info') {
    return [
      ...when(header !== undefined, field, `${kind} takes no header`), ...when(footer !== undefined, 'interactive.footer', `${kind} takes no footer`),
    ];
  }
  if (!header) return [];
  if (header.type === 'text') return text(`${field}.text`, header.text, limits.headerText);
  return [
    ...when(kind === 'list', `${field}.type`, 'a list takes a header of text only'), ...media(`${field}.${header.type}`, header.media),
    ...(header.type === 'document' ? optional(`${field}.document.filename`, header.filename, limits.filename) : []),
  ];
}

function action(message: InteractiveMessage, at: string): Problem[] {
  switch (message.kind) {
    case 'button': return replyButtons(message.buttons, `${at}.buttons`);
    case 'list': return [...text(`${at}.button`, message.button, limits.listButton), ...sections(message.sections, `${at}.sections`)];
    case 'cta_url':
      return [
        ...text(`${at}.parameters.display_text`, message.displayText, limits.displayText),
        ...webAddress(`${at}.parameters.url`, message.url, limits.url),
      ];
    case 'location_request_message': case 'request_contact_info': return [];
  }
}

function replyButtons(buttons: readonly ReplyButton[], at: string): Problem[] {
  return [
    ...count(at, buttons.length, 1, limits.buttons),
    ...buttons.flatMap(({ id, title }, index) => [
      ...text(`${at}[${index}].reply.id`, id, limits.buttonId), ...text(`${at}[${index}].reply.title`, title, limits.buttonTitle),
    ]),
    ...unique(`${at}[].reply.id`, buttons.map(({ id }) => id)), ...unique(`${at}[].reply.title`, buttons.map(({ title }) => title)),
  ];
}

function sections(all: readonly ListSection[], at: string): Problem[] {
  const rows = all.flatMap((section) => section.rows);
  return [
    ...count(at, all.length, 1, limits.sections), ...count(`${at}[].rows`, rows.length, 1, limits.rows),
    ...unique(`${at}[].rows[].id`, rows.map(({ id }) => id)),
    ...all.flatMap((section, index) => [
      // the only section may go without a title
      ...optional(`${at}[${index}].title`, all.length > 1 ? section.title ?? '' : section.title, limits.sectionTitle),
      ...count(`${at}[${index}].rows`, section.rows.length, 1, limits.rows),
      ...section.rows.flatMap(({ id, title, description }, row) => [
        ...text(`${at}[${index}].rows[${row}].id`, id, limits.rowId), ...text(`${at}[${index}].rows[${row}].title`, title, limits.rowTitle),
        ...optional(`${at}[${index}].rows[${row}].description`, description, limits.rowDescription),
      ]),
    ]),
  ];
}

function template({ name, language, header, body = [], buttons = [] }: TemplateMessage): Problem[] {
  const named = body.filter((value) => value.name !== undefined);
  return [
    ...when(!/^[a-z0-9_]{1,512}$/.test(name), 'template.name', `1 to ${limits.templateName} of a-z, 0-9 and _`),
    ...when(!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language), 'template.language.code', "one of Meta's locale codes, e.g. en or en_US"),
    ...(header ? templateHeader(header) : []),
    ...when(named.length > 0 && named.length < body.length, 'template.components.body', 'values are all named or all by position'),
    ...unique('template.components.body[].parameter_name', named.map((value) => value.name as string)),
    ...body.flatMap((value, index) => templateValue(value, `template.components.body[${index}]`)),
    ...count('template.components.button', buttons.length, 0, limits.templateButtons),
    ...unique('template.components.button[].index', buttons.map(({ index }) => String(index))),
    ...buttons.flatMap((button) => templateButton(button, `template.components.button[${button.index}]`)),
  ];
}

function templateHeader(header: TemplateHeader): Problem[] {
  const at = 'template.components.header';
  switch (header.type) {
    case 'text': return [...plainValue(`${at}.text`, header.text, limits.headerText), ...variableName(at, header.name)];
    case 'image': case 'video': return media(`${at}.${header.type}`, header.media);
    case 'document': return [...media(`${at}.document`, header.media), ...optional(`${at}.document.filename`, header.filename, limits.filename)];
    case 'location':
      return [
        ...when(!(Math.abs(header.latitude) <= 90), `${at}.location.latitude`, '-90 to 90'),
        ...when(!(Math.abs(header.longitude) <= 180), `${at}.location.longitude`, '-180 to 180'),
        ...text(`${at}.location.name`, header.name, limits.locationText), ...text(`${at}.location.address`, header.address, limits.locationText),
      ];
  }
}

function templateValue(value: TemplateValue, at: string): Problem[] {
  const name = variableName(at, value.name);
  if (value.type === 'text') return [...name, ...plainValue(`${at}.text`, value.text, limits.templateValue)];
  const fallback = plainValue(`${at}.${value.type}.fallback_value`, value.fallback, limits.templateValue);
  if (value.type === 'date_time') return [...name, ...fallback];
  return [
    ...name, ...fallback, ...when(!/^[A-Z]{3}$/.test(value.code), `${at}.currency.code`, 'a currency of ISO 4217'),
    ...when(!Number.isSafeInteger(value.amount1000), `${at}.currency.amount_1000`, 'a whole number'),
  ];
}

const variableName = (at: string, name: string | undefined): Problem[] =>
  when(name !== undefined && !/^[a-z][a-z0-9_]{0,63}$/.test(name), `${at}.parameter_name`, 'lower-case letters, digits and _');

/** What Meta refuses inside a value with 132018. */
const plainValue = (field: string, value: string, max: number): Problem[] =>
  [...text(field, value, max), ...when(/[\n\r\t]| {5}/.test(value), field, 'no new lines, no tabs, no more than 4 spaces in a row')];

function templateButton(button: TemplateButton, at: string): Problem[] {
  const isPlace = Number.isInteger(button.index) && button.index >= 0 && button.index < limits.templateButtons;
  const place = when(!isPlace, `${at}.index`, `0 to ${limits.templateButtons - 1}`);
  switch (button.type) {
    case 'quick_reply': return [...place, ...text(`${at}.payload`, button.payload, limits.buttonId)];
    case 'url': return [...place, ...text(`${at}.text`, button.text, limits.url), ...when(/\s/.test(button.text), `${at}.text`, 'no white space')];
    case 'copy_code': return [...place, ...text(`${at}.coupon_code`, button.code, limits.copyCode)];
    case 'flow': case 'catalog': return place;
  }
}
