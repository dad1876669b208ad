import { h } from './dom.js';

/** A place as a map with a pin; its words stand below. */
export function place(entry) {
  const { latitude, longitude } = entry.message?.location ?? {};
  if (entry.type !== 'location' || latitude === undefined) return undefined;
  return h(
    'a',
    {
      class: 'map',
      href: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`,
      target: '_blank',
      rel: 'noopener noreferrer',
      'aria-label': 'The place on a map',
    },
    '📍',
  );
}

/** Contacts, each with name and phone. */
export function people(entry) {
  const contacts = entry.type === 'contacts' ? entry.message?.contacts : undefined;
  if (!Array.isArray(contacts) || contacts.length === 0) return undefined;
  return h(
    'ul',
    { class: 'contacts' },
    ...contacts.map(({ name, phones }) => {
      const words = name?.formatted_name ?? 'Contact';
      return h(
        'li',
        {},
        h('span', { class: 'avatar', 'aria-hidden': 'true' }, words[0]),
        h('span', {}, h('b', {}, words), ...(phones ?? []).slice(0, 2).map(({ phone }) => h('small', {}, phone))),
      );
    }),
  );
}

/** A carousel: cards side by side, each with its picture, its words and its buttons. */
export function cards(entry, phone, answered, picture) {
  const given = entry.interactive === 'carousel' ? (entry.message?.interactive?.action?.cards ?? []) : [];
  if (given.length === 0) return undefined;
  const reply = ({ quick_reply: { id, title } }) =>
    h(
      'button',
      { type: 'button', class: 'tap', disabled: answered, onclick: () => phone.send({ type: 'button', id, title, context: entry.wamid }) },
      title,
    );
  const taps = ({ buttons, parameters }) =>
    buttons
      ? buttons.map(reply)
      : [h('a', { class: 'tap', href: parameters.url, target: '_blank', rel: 'noopener noreferrer' }, `↗ ${parameters.display_text}`)];
  return h(
    'ul',
    { class: 'cards', tabIndex: 0, 'aria-label': `${given.length} cards` },
    ...given.map(({ header, body, action }) => {
      const { id, link } = header?.[header.type] ?? {};
      return h(
        'li',
        { class: 'card' },
        picture(id ? `/_sim/media/${id}` : link, header?.type === 'video' ? 'Film' : 'Photo', body?.text),
        body?.text && h('p', { class: 'text' }, body.text),
        ...taps(action),
      );
    }),
  );
}
