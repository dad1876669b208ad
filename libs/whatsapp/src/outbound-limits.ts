import type { ContactCard, InteractiveMessage, ListSection, OutboundMessage, ReplyButton } from './outbound.ts';
import { count, text, unique, webAddress, when } from './problem.ts';
import type { Problem } from './problem.ts';
import { limits, mediaProblems, optional, placeProblems } from './outbound-rules.ts';
import { templateProblems } from './template-limits.ts';

/** All that Meta would refuse in it, as far as it can be seen without the account. Empty: send it. */
export function messageProblems(message: OutboundMessage): Problem[] {
  switch (message.type) {
    case 'text': return text('text.body', message.body, limits.text);
    case 'image': case 'video': case 'document':
      return [
        ...mediaProblems(message.type, message.media), ...optional(`${message.type}.caption`, message.caption, limits.caption),
        ...(message.type === 'document' ? optional('document.filename', message.filename, limits.filename) : []),
      ];
    case 'audio': case 'sticker': return mediaProblems(message.type, message.media);
    case 'reaction':
      return [
        ...text('reaction.message_id', message.messageId, limits.messageId),
        ...when(!isEmojiOrNone(message.emoji), 'reaction.emoji', 'one emoji, or none'),
      ];
    case 'interactive': return interactive(message);
    case 'template': return templateProblems(message);
    case 'location':
      return [
        ...placeProblems('location', message), ...optional('location.name', message.name, limits.locationText),
        ...optional('location.address', message.address, limits.locationText),
      ];
    case 'contacts': return contacts(message.contacts);
  }
}

function contacts(cards: readonly ContactCard[]): Problem[] {
  return [
    ...count('contacts', cards.length, 1, limits.contacts),
    ...cards.flatMap(({ formattedName, firstName, lastName, organisation, phones = [], emails = [] }, index) => [
      ...text(`contacts[${index}].name.formatted_name`, formattedName, limits.name),
      ...optional(`contacts[${index}].name.first_name`, firstName, limits.name), ...optional(`contacts[${index}].name.last_name`, lastName, limits.name),
      ...when(firstName === undefined && lastName === undefined, `contacts[${index}].name`, 'first_name or last_name beside formatted_name'),
      ...optional(`contacts[${index}].org.company`, organisation, limits.name),
      ...phones.flatMap(({ phone }, at) => text(`contacts[${index}].phones[${at}].phone`, phone, limits.name)),
      ...emails.flatMap(({ email }, at) => text(`contacts[${index}].emails[${at}].email`, email, limits.name)),
    ]),
  ];
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
    ...when(kind === 'list', `${field}.type`, 'a list takes a header of text only'), ...mediaProblems(`${field}.${header.type}`, header.media),
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
