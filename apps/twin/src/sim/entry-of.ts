import { asArray, asObject, asString } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import type { Send } from '../domain/send-check.ts';
import type { Hydrated } from '../domain/template.ts';
import type { Entry } from './state.ts';

export const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'];

/** An accepted message as the phone will show it. */
export function entryOf(number: BusinessNumber, send: Send, message: Json, hydrated: Hydrated | undefined): Entry {
  const { content } = send;
  const base: Entry = {
    wamid: '',
    numberId: number.id,
    direction: 'out',
    at: 0,
    type: send.type,
    message,
    status: 'accepted',
    statuses: [],
    planned: [],
    ...(send.quotes === undefined ? {} : { quotes: send.quotes }),
    ...(send.callbackData === undefined ? {} : { callbackData: send.callbackData }),
    ...(send.identityHash === undefined ? {} : { identityHash: send.identityHash }),
  };
  if (hydrated) {
    const { name, language, category } = hydrated.template;
    return {
      ...base,
      text: hydrated.body,
      template: { name, language, category },
      buttons: hydrated.buttons,
      ...(hydrated.header === undefined ? {} : { header: hydrated.header }),
      ...(hydrated.footer === undefined ? {} : { footer: hydrated.footer }),
      ...headerMedia(asObject(asArray(headerOf(content).parameters)[0])),
    };
  }
  if (send.type === 'interactive') return { ...base, ...interactiveParts(content) };
  if (send.type === 'reaction')
    return { ...base, reaction: { message_id: String(content.message_id), emoji: String(content.emoji) }, text: String(content.emoji) };
  if (MEDIA.includes(send.type)) {
    const { id, link, filename, caption } = content;
    return {
      ...base,
      ...(asString(caption) === undefined ? {} : { text: String(caption) }),
      media: {
        ...(asString(id) ? { id: String(id) } : {}),
        ...(asString(link) ? { link: String(link) } : {}),
        ...(asString(filename) ? { filename: String(filename) } : {}),
        ...(content.voice === true ? { voice: true } : {}),
      },
    };
  }
  return { ...base, text: plainText(send) };
}

function plainText(send: Send): string {
  if (send.type === 'location')
    return [send.content.name, send.content.address, `${String(send.content.latitude)}, ${String(send.content.longitude)}`]
      .filter(Boolean)
      .join('\n');
  if (send.type === 'contacts')
    return asArray(send.contacts)
      .map((contact) => String(asObject(asObject(contact).name).formatted_name))
      .join(', ');
  return String(send.content.body ?? '');
}

function interactiveParts(content: Json): Partial<Entry> {
  const action = asObject(content.action);
  const parameters = asObject(action.parameters);
  const header = asString(asObject(content.header).text);
  const footer = asString(asObject(content.footer).text);
  return {
    text: String(asObject(content.body).text ?? ''),
    ...(header === undefined ? {} : { header }),
    ...headerMedia(asObject(content.header)),
    ...(footer === undefined ? {} : { footer }),
    ...(content.type === 'button'
      ? {
          buttons: asArray(action.buttons)
            .map((button) => asObject(asObject(button).reply))
            .map(({ id, title }) => ({ id: String(id), title: String(title) })),
        }
      : {}),
    interactive: String(content.type),
    ...(content.type === 'carousel' ? cardsOf(action) : {}),
    ...(content.type === 'cta_url'
      ? { buttons: [{ id: '', title: String(parameters.display_text), kind: 'URL', url: String(parameters.url) }] }
      : {}),
    ...(content.type === 'list' ? { list: { button: String(action.button), sections: asArray(action.sections).map(asObject) } } : {}),
  };
}

const headerOf = (template: Json): Json =>
  asArray(template.components)
    .map(asObject)
    .find(({ type }) => String(type).toUpperCase() === 'HEADER') ?? {};

/** A picture, film or document above the text. */
function headerMedia(header: Json): Partial<Entry> {
  const kind = String(header.type).toLowerCase();
  if (!['image', 'video', 'document'].includes(kind)) return {};
  const { id, link, filename } = asObject(header[kind]);
  return {
    media: {
      kind,
      ...(asString(id) ? { id: String(id) } : {}),
      ...(asString(link) ? { link: String(link) } : {}),
      ...(asString(filename) ? { filename: String(filename) } : {}),
    },
  };
}

/** The cards' words under the text, their buttons under both. */
function cardsOf(action: Json): Partial<Entry> {
  const cards = asArray(action.cards).map(asObject);
  return {
    cards: cards.map((card) => String(asObject(card.body).text ?? '')),
    buttons: cards.flatMap((card) => {
      const { buttons, parameters } = asObject(card.action);
      if (buttons === undefined)
        return [{ id: '', title: String(asObject(parameters).display_text), kind: 'URL', url: String(asObject(parameters).url) }];
      return asArray(buttons)
        .map((button) => asObject(asObject(button).quick_reply))
        .map(({ id, title }) => ({ id: String(id), title: String(title) }));
    }),
  };
}
