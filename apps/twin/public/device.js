import { bubble, reached } from './bubble.js';
import { api, clock, debounce, h, left, replaced } from './dom.js';
import { menuOf } from './menu.js';
import { askFor } from './sheet.js';

/** One customer’s phone: the chat with one business number at a time. */
export class Phone {
  /** @param numbers what numbers there are now */
  constructor(customer, numbers) {
    this.customer = customer;
    this.numbers = numbers;
    this.thread = [];
    this.quoted = undefined;
    this.editing = undefined;
    this.number = numbers()[0];
    this.refresh = debounce(() => this.load(), 30);
    this.build();
    this.names();
    this.refresh();
  }

  path(rest) {
    return `/_sim/customers/${encodeURIComponent(this.customer.key)}${rest}`;
  }

  build() {
    const name = this.customer.name ?? this.customer.phone;
    this.state = h('span', { class: 'state', 'aria-live': 'polite' }, 'online');
    this.messages = h('ol', { class: 'thread', role: 'log', 'aria-label': `Messages of ${name}`, tabIndex: 0 });
    this.follows = true;
    this.last = 0;
    this.messages.addEventListener('scroll', () => this.scrolled());
    // A picture or a film grows its bubble only when it has come, or has not.
    for (const came of ['load', 'error', 'loadedmetadata']) this.messages.addEventListener(came, () => this.follow(), true);
    this.down = h(
      'button',
      {
        type: 'button',
        class: 'down ghost',
        hidden: true,
        'aria-label': 'To the newest message',
        title: 'To the newest message',
        onclick: () => this.follow(true),
      },
      '↓',
    );
    this.business = h('b', {});
    this.avatar = h('span', { class: 'avatar', 'aria-hidden': 'true' });
    this.chooser = h('select', {
      class: 'chooser',
      'aria-label': `Business that ${name} writes to`,
      onchange: (event) => this.choose(event.target.value),
    });
    this.window = h('span', { class: 'window' });
    this.quoteBox = h('div', { class: 'quote', hidden: true });
    this.input = h('textarea', {
      rows: 1,
      placeholder: 'Message',
      'aria-label': `Write as ${name}`,
      onkeydown: (event) => this.key(event),
      oninput: () => this.grow(),
    });
    this.file = h('input', { type: 'file', hidden: true, onchange: () => void this.attach() });
    this.screen = h(
      'div',
      { class: 'screen' },
      h('header', { class: 'chat-head' }, this.avatar, h('div', {}, this.business, this.chooser, this.state), menuOf(this)),
      h('div', { class: 'wall' }, this.messages, this.down),
      this.quoteBox,
      this.composer(),
    );
    this.element = h(
      'article',
      { class: 'device', 'aria-label': `Phone of ${name}` },
      h(
        'div',
        { class: 'owner' },
        h('b', {}, name),
        h('span', {}, this.customer.hidden_phone ? `@${this.customer.username ?? 'hidden number'}` : this.customer.phone),
        this.window,
      ),
      this.screen,
    );
  }

  composer() {
    return h(
      'form',
      {
        class: 'composer',
        onsubmit: (event) => {
          event.preventDefault();
          void this.submit();
        },
      },
      h(
        'button',
        {
          type: 'button',
          class: 'round ghost',
          'aria-label': 'Attach a photo, a voice note or a file',
          title: 'Attach',
          onclick: () => this.file.click(),
        },
        '+',
      ),
      this.file,
      this.input,
      h('button', { type: 'submit', class: 'round', 'aria-label': 'Send' }, '➤'),
    );
  }

  choose(id) {
    const numbers = this.numbers();
    this.number = numbers.find((number) => number.id === id) ?? numbers[0];
    this.names();
    this.refresh();
  }

  /** Who the chat is with; more than one business number makes it a choice. */
  names() {
    const numbers = this.numbers();
    const several = numbers.length > 1;
    this.number = numbers.find((number) => number.id === this.number?.id) ?? numbers[0];
    this.business.hidden = several;
    this.chooser.hidden = !several;
    this.business.textContent = this.number.verified_name;
    this.avatar.textContent = this.number.verified_name[0];
    this.chooser.replaceChildren(
      ...numbers.map(({ id, verified_name: label, display_phone_number: phone }) =>
        h('option', { value: id, selected: id === this.number.id }, `${label} · ${phone}`),
      ),
    );
  }

  key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void this.submit();
  }

  grow() {
    this.input.style.height = 'auto';
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 120)}px`;
  }

  async submit() {
    const text = this.input.value.trim();
    if (text === '') return;
    const { editing, quoted } = this;
    this.input.value = '';
    this.grow();
    try {
      await this.send(editing ? { type: 'edit', message_id: editing, text } : { type: 'text', text });
    } catch {
      // why has been said; what has been written since is not written over
      if (this.input.value === '') this.keep(text, editing, quoted);
    }
    this.input.focus();
  }

  /** What could not be sent stands in the box again, with what it answers or changes. */
  keep(text, editing, quoted) {
    this.quote(this.thread.find(({ wamid }) => wamid === (editing ?? quoted)));
    this.editing = editing;
    this.input.value = text;
    this.grow();
  }

  async send(message) {
    const context = message.context ?? (this.editing ? undefined : this.quoted);
    this.quote(undefined);
    await api('POST', this.path('/messages'), { ...message, phone_number_id: this.number.id, ...(context ? { context } : {}) });
  }

  async attach() {
    const [file] = this.file.files;
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = '';
    for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    const kind = file.type.split('/')[0];
    const type = ['image', 'audio', 'video'].includes(kind) ? kind : 'document';
    await this.send({ type, mime_type: file.type || 'application/octet-stream', filename: file.name, data_base64: btoa(binary) });
    this.file.value = '';
  }

  edit(entry) {
    this.quote(entry);
    this.editing = entry.wamid;
    this.input.value = entry.text;
    this.grow();
  }

  async form(entry) {
    const response = await askFor(this.screen, entry.text || 'Form', 'Your answers, one “name: value” on each line', 'size: M');
    if (response !== undefined)
      await this.send({ type: entry.interactive === 'flow' ? 'flow' : 'address', response, context: entry.wamid });
  }

  quote(entry) {
    if (this.editing) this.input.value = '';
    this.editing = undefined;
    this.quoted = entry?.wamid;
    this.quoteBox.hidden = entry === undefined;
    this.quoteBox.replaceChildren(
      ...(entry
        ? [
            h('span', {}, entry.text || `[${entry.type}]`),
            h('button', { type: 'button', class: 'ghost', 'aria-label': 'Do not quote', onclick: () => this.quote(undefined) }, '✕'),
          ]
        : []),
    );
    if (entry) this.input.focus();
  }

  async load() {
    this.thread = await api('GET', this.path(`/thread?phone_number_id=${this.number.id}`));
    const shown = this.thread.filter(
      (entry) => entry.type !== 'reaction' && !isChange(entry) && (reached(entry) || entry.status === 'failed'),
    );
    let day;
    const items = shown.flatMap((entry) => {
      const date = new Date(entry.at).toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' });
      const separator = date === day ? [] : [h('li', { class: 'day' }, date)];
      day = date;
      return [...separator, entry.status === 'failed' ? unseen(entry) : bubble(entry, this.thread, this)];
    });
    const empty = items.length === 0 ? [h('li', { class: 'empty' }, `Nothing here yet. Write to ${this.number.verified_name} below.`)] : [];
    const newest = shown.at(-1);
    const wrote = newest?.direction === 'in' && newest.wamid !== this.newest;
    this.newest = newest?.wamid;
    const at = this.messages.scrollTop;
    replaced(this.messages, [...empty, ...items, this.dots()]);
    this.messages.scrollTop = at;
    this.follow(wrote);
  }

  /** Who scrolled up to read stays there; whoever is at the end, or writes, sees the end. */
  follow(anyway = false) {
    // the event of a scroll that has just been made may still be on its way
    this.scrolled();
    if (anyway) this.follows = true;
    if (this.follows) this.messages.scrollTop = this.messages.scrollHeight;
    this.last = this.messages.scrollTop;
    this.down.hidden = this.follows;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.messages;
    // What grew below is not scrolled away from: only a way up is.
    if (scrollHeight - scrollTop - clientHeight < 40) this.follows = true;
    else if (scrollTop < this.last) this.follows = false;
    this.last = scrollTop;
    this.down.hidden = this.follows;
  }

  dots() {
    this.typing = h('li', { class: 'typing', hidden: true, 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
    this.tick();
    return this.typing;
  }

  tick() {
    const typing = this.typingUntil !== undefined && this.typingUntil > clock.now();
    this.state.textContent = typing ? 'typing…' : 'online';
    if (this.typing && this.typing.hidden === typing) {
      this.typing.hidden = !typing;
      this.follow();
    }
    const inbound = this.customer.numbers.find((one) => one.phone_number_id === this.number.id)?.last_inbound_at;
    const last = inbound ? Date.parse(inbound) : undefined;
    const rest = last === undefined ? 0 : last + 86_400_000 - clock.now();
    this.window.textContent = last === undefined ? 'never wrote' : rest > 0 ? `window ${left(rest)}` : 'window closed';
    this.window.classList.toggle('closed', rest <= 0);
  }
}

/** An edit or a deletion shows in the message it changed. */
const isChange = (entry) => ['edit', 'revoke'].includes(entry.type) || ['edit', 'revoke'].includes(entry.message?.unsupported?.type);

/** What the business sent and the phone never saw: told beside the thread, for who watches. */
function unseen(entry) {
  const error = entry.statuses.findLast((status) => status.errors)?.errors[0];
  return h(
    'li',
    { class: 'unseen' },
    h('b', {}, `Never arrived: ${error?.code ?? ''}`),
    ` ${error?.title ?? ''} `,
    h('q', {}, entry.text ?? entry.type),
  );
}
