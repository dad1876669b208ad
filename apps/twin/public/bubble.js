import { api, h, rich, time } from './dom.js';
import { cards, people, place } from './cards.js';
import { sheet } from './sheet.js';

const TICKS = { sent: '✓', delivered: '✓✓', read: '✓✓', played: '✓✓', accepted: '🕓' };
const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** What the phone can show of an entry: nothing of what has not reached it. */
export const reached = (entry) => entry.direction === 'in' || ['delivered', 'read', 'played'].includes(entry.status);

/** One message as a bubble; `phone` gives what a tap does. */
export function bubble(entry, thread, phone) {
  const mine = entry.direction === 'in';
  if (entry.revoked)
    return h(
      'li',
      { class: `message ${mine ? 'mine' : 'theirs'}`, 'data-wamid': entry.wamid },
      h('div', { class: 'bubble gone' }, h('em', {}, mine ? 'You deleted this message' : 'This message was deleted')),
    );
  const quoted = entry.context && thread.find((other) => other.wamid === entry.context);
  const answered = thread.some(
    (other) =>
      other.direction === 'in' && other.context === entry.wamid && ['interactive', 'button', 'contacts', 'location'].includes(other.type),
  );
  return h(
    'li',
    { class: `message ${mine ? 'mine' : 'theirs'}`, 'data-wamid': entry.wamid, tabIndex: -1 },
    h(
      'div',
      { class: `bubble${entry.type === 'sticker' ? ' bare' : ''}` },
      entry.template && h('span', { class: 'tag' }, `template · ${entry.template.name} · ${entry.template.language}`),
      entry.from_app && h('span', { class: 'tag' }, 'typed on the business’s phone'),
      entry.byAgent && h('span', { class: 'tag' }, 'Meta’s own agent'),
      quoted &&
        h('blockquote', {}, h('b', {}, quoted.direction === 'in' ? 'You' : 'Business'), h('span', {}, quoted.text || `[${quoted.type}]`)),
      entry.header && h('p', { class: 'head' }, entry.header),
      media(entry),
      place(entry),
      people(entry) ?? h('p', { class: 'text' }, ...body(entry)),
      entry.footer && h('p', { class: 'foot' }, entry.footer),
      h(
        'span',
        { class: 'meta' },
        entry.edited && 'edited ',
        h('time', { dateTime: entry.at }, time(entry.at)),
        mine &&
          h(
            'span',
            { class: `ticks ${entry.status}`, role: 'img', 'aria-label': entry.status, title: entry.status },
            TICKS[entry.status] ?? '',
          ),
      ),
      entry.reactions?.length > 0 &&
        h(
          'span',
          { class: 'reactions' },
          ...entry.reactions.map(({ from, emoji }) => h('span', { title: `reaction of the ${from}` }, emoji)),
        ),
    ),
    cards(entry, phone, answered, picture),
    buttons(entry, phone, answered),
    tools(entry, phone),
  );
}

function body(entry) {
  if (entry.text) return rich(entry.text);
  const words = { unsupported: 'This message type can’t be shown.', contacts: 'Contact card', order: 'Order' };
  return entry.media ? [] : [h('em', {}, words[entry.type] ?? `[${entry.type}]`)];
}

function media(entry) {
  if (!entry.media) return undefined;
  const source = entry.media.id ? `/_sim/media/${entry.media.id}` : entry.media.link;
  const kind = entry.media.kind ?? entry.type;
  if (kind === 'image' || kind === 'sticker') return picture(source, kind === 'sticker' ? 'Sticker' : 'Photo', entry.text);
  if (kind === 'audio')
    return h('div', { class: 'file' }, '🎤 ', h('audio', { controls: true, src: source, preload: 'none', 'aria-label': 'Voice message' }));
  if (kind === 'video') return h('video', { controls: true, src: source, preload: 'none', 'aria-label': 'Film' });
  return h('a', { class: 'file', href: source, target: '_blank', rel: 'noopener noreferrer' }, '📄 ', entry.media.filename ?? 'Untitled');
}

/** A picture, or what stands in its place when it can't be loaded: links are whatever the business has written. */
function picture(source, name, words) {
  const image = h('img', { src: source, alt: words || name, loading: 'lazy' });
  image.addEventListener(
    'error',
    () =>
      image.replaceWith(
        h(
          'a',
          { class: 'file', href: source, target: '_blank', rel: 'noopener noreferrer' },
          name === 'Sticker' ? '🏷️ ' : '🖼️ ',
          `${name}${source?.startsWith('http') ? ` of ${new URL(source).host}` : ' is gone'}`,
        ),
      ),
    { once: true },
  );
  return image;
}

function buttons(entry, phone, answered) {
  if (entry.direction === 'in' || entry.interactive === 'carousel') return undefined;
  const share = (button) => button.kind === 'REQUEST_CONTACT_INFO';
  const taps = (entry.buttons ?? []).map((button) =>
    button.url
      ? h('a', { class: 'tap', href: button.url, target: '_blank', rel: 'noopener noreferrer' }, `↗ ${button.title}`)
      : h(
          'button',
          {
            type: 'button',
            class: 'tap',
            disabled: answered,
            onclick: () =>
              phone.send({
                ...(share(button) ? { type: 'contact_info' } : { type: 'button', id: button.id, title: button.title }),
                context: entry.wamid,
              }),
          },
          button.title,
        ),
  );
  if (entry.list) taps.push(h('button', { type: 'button', class: 'tap', onclick: () => choose(entry, phone) }, `☰ ${entry.list.button}`));
  taps.push(
    ...requests(entry, phone).map(([label, run]) => h('button', { type: 'button', class: 'tap', disabled: answered, onclick: run }, label)),
  );
  return taps.length > 0 ? h('div', { class: 'taps' }, ...taps) : undefined;
}

function choose(entry, phone) {
  const row = ({ id, title, description }) =>
    h(
      'button',
      {
        type: 'button',
        class: 'option',
        onclick: () => {
          dialog.close();
          void phone.send({ type: 'list', id, title, description, context: entry.wamid });
        },
      },
      h('b', {}, title),
      description && h('span', {}, description),
    );
  const dialog = sheet(
    phone.screen,
    entry.list.button,
    ...entry.list.sections.flatMap((section) => [section.title && h('h4', {}, section.title), ...section.rows.map(row)]).filter(Boolean),
  );
}

const PLACE = { latitude: 53.5503, longitude: 9.9937, name: 'Rathausmarkt', address: 'Hamburg' };

/** What the phone offers under a message that asks for something: label and what a tap does. */
function requests(entry, phone) {
  const context = entry.wamid;
  const { interactive, message } = entry;
  const asked = message?.interactive?.action ?? {};
  const action = asked.parameters ?? {};
  const items = asked.product_retailer_id ? [asked] : (asked.sections ?? []).flatMap((section) => section.product_items ?? []);
  const ordered = items
    .slice(0, 1)
    .map(({ product_retailer_id }) => ({ product_retailer_id, quantity: 1, item_price: 30, currency: 'EUR' }));
  const order = [['Order', () => phone.send({ type: 'order', order: { catalog_id: asked.catalog_id, product_items: ordered }, context })]];
  return (
    {
      product: order,
      product_list: order,
      voice_call: [[action.display_text ?? 'Call now', () => api('POST', phone.path('/calls'), {})]],
      flow: [[action.flow_cta ?? 'Open', () => phone.form(entry)]],
      address_message: [['Give the address', () => phone.form(entry)]],
      location_request_message: [['Send location', () => phone.send({ type: 'location', location: PLACE, context })]],
      request_contact_info: [['Share contact', () => phone.send({ type: 'contact_info', context })]],
      call_permission_request: [
        ['Allow calls', () => phone.send({ type: 'call_permission', response: 'accept', context })],
        ['Don’t allow', () => phone.send({ type: 'call_permission', response: 'reject', context })],
      ],
    }[interactive] ?? []
  );
}

function tools(entry, phone) {
  const mine = entry.reactions?.find(({ from }) => from === 'customer')?.emoji;
  // the same one again takes it away
  const react = (emoji) =>
    api('POST', phone.path('/messages'), {
      type: 'reaction',
      message_id: entry.wamid,
      emoji: emoji === mine ? '' : emoji,
      phone_number_id: phone.number.id,
    });
  // open also when the bubble is drawn anew, as something came
  const pick = (open) => {
    popover.hidden = !open;
    phone.picking = open ? entry.wamid : undefined;
  };
  const popover = h(
    'span',
    {
      class: 'emoji',
      hidden: phone.picking !== entry.wamid,
      onkeydown: (event) => {
        if (event.key === 'Escape') {
          pick(false);
          popover.previousSibling.focus();
        }
      },
    },
    ...EMOJI.map((emoji) =>
      h(
        'button',
        {
          type: 'button',
          'aria-label': `React with ${emoji}`,
          'aria-pressed': String(emoji === mine),
          onclick: () => {
            pick(false);
            void react(emoji);
          },
        },
        emoji,
      ),
    ),
  );
  return h(
    'span',
    { class: 'tools' },
    h('button', { type: 'button', 'aria-label': 'Reply to this message', title: 'Reply', onclick: () => phone.quote(entry) }, '↩'),
    ...(entry.direction === 'in' && entry.type === 'text'
      ? [
          h('button', { type: 'button', 'aria-label': 'Edit this message', title: 'Edit', onclick: () => phone.edit(entry) }, '✎'),
          h(
            'button',
            {
              type: 'button',
              'aria-label': 'Delete this message',
              title: 'Delete',
              onclick: () => phone.send({ type: 'revoke', message_id: entry.wamid }),
            },
            '✕',
          ),
        ]
      : []),
    h(
      'button',
      {
        type: 'button',
        'aria-label': 'React to this message',
        title: 'React',
        onclick: () => {
          pick(popover.hidden);
          popover.querySelector('button')?.focus();
        },
      },
      '☺',
    ),
    popover,
  );
}
