import { interactiveProblems } from './interactive-limits.ts';
import type { ContactCard, OutboundMessage } from './outbound.ts';
import { count, text, when } from './problem.ts';
import type { Problem } from './problem.ts';
import { limits, mediaProblems, optional, placeProblems } from './outbound-rules.ts';
import { templateProblems } from './template-limits.ts';

/** All that Meta would refuse in it, as far as it can be seen without the account. Empty: send it. */
export function messageProblems(message: OutboundMessage): Problem[] {
  switch (message.type) {
    case 'text':
      return text('text.body', message.body, limits.text);
    case 'image':
    case 'video':
    case 'document':
      return [
        ...mediaProblems(message.type, message.media),
        ...optional(`${message.type}.caption`, message.caption, limits.caption),
        ...(message.type === 'document' ? optional('document.filename', message.filename, limits.filename) : []),
      ];
    case 'audio':
    case 'sticker':
      return mediaProblems(message.type, message.media);
    case 'reaction':
      return [
        ...text('reaction.message_id', message.messageId, limits.messageId),
        ...when(!isEmojiOrNone(message.emoji), 'reaction.emoji', 'one emoji, or none'),
      ];
    case 'interactive':
      return interactiveProblems(message);
    case 'template':
      return templateProblems(message);
    case 'location':
      return [
        ...placeProblems('location', message),
        ...optional('location.name', message.name, limits.locationText),
        ...optional('location.address', message.address, limits.locationText),
      ];
    case 'contacts':
      return contacts(message.contacts);
  }
}

function contacts(cards: readonly ContactCard[]): Problem[] {
  return [
    ...count('contacts', cards.length, 1, limits.contacts),
    ...cards.flatMap(({ formattedName, firstName, lastName, organisation, phones = [], emails = [] }, index) => [
      ...text(`contacts[${index}].name.formatted_name`, formattedName, limits.name),
      ...optional(`contacts[${index}].name.first_name`, firstName, limits.name),
      ...optional(`contacts[${index}].name.last_name`, lastName, limits.name),
      ...when(
        firstName === undefined && lastName === undefined,
        `contacts[${index}].name`,
        'first_name or last_name beside formatted_name',
      ),
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
