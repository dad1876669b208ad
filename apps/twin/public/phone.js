import { bubble, reached } from './bubble.js';
import { api, clock, debounce, h, left, replaced } from './dom.js';
import { startPanel } from './panel.js';
import { askFor } from './sheet.js';

const phones = new Map();
const shelf = document.getElementById('phones');
const people = document.getElementById('people');
let customers = [];
let numbers = [];
let open = JSON.parse(localStorage.getItem('twin.open') ?? 'null');

class Phone {
  constructor(customer) {
    this.customer = customer;
    this.thread = [];
    this.quoted = undefined;
    this.editing = undefined;
    this.number = numbers[0];
    this.refresh = debounce(() => void this.load(), 30);
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
    // A picture grows its bubble only when it has come.
    this.messages.addEventListener('load', () => this.follow(), true);
    this.down = h('button', { type: 'button', class: 'down ghost', hidden: true, 'aria-label': 'To the newest message', title: 'To the newest message', onclick: () => this.follow(true) }, '↓');
    this.business = h('b', {});
    this.avatar = h('span', { class: 'avatar', 'aria-hidden': 'true' });
    this.chooser = h('select', { class: 'chooser', 'aria-label': `Business that ${name} writes to`, onchange: (event) => this.choose(event.target.value) });
    this.window = h('span', { class: 'window' });
    this.quoteBox = h('div', { class: 'quote', hidden: true });
    this.input = h('textarea', { rows: 1, placeholder: 'Message', 'aria-label': `Write as ${name}`, onkeydown: (event) => this.key(event), oninput: () => this.grow() });
    this.file = h('input', { type: 'file', hidden: true, onchange: () => void this.attach() });
    this.element = h('article', { class: 'device', 'aria-label': `Phone of ${name}` },
      h('div', { class: 'owner' }, h('b', {}, name), h('span', {}, this.customer.hidden_phone ? `@${this.customer.username ?? 'hidden number'}` : this.customer.phone), this.window),
      h('div', { class: 'screen' },
        h('header', { class: 'chat-head' }, this.avatar, h('div', {}, this.business, this.chooser, this.state), this.menu()),
        h('div', { class: 'wall' }, this.messages, this.down),
        this.quoteBox,
        h('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); void this.submit(); } },
          h('button', { type: 'button', class: 'round ghost', 'aria-label': 'Attach a photo, a voice note or a file', title: 'Attach', onclick: () => this.file.click() }, '+'), this.file,
          this.input, h('button', { type: 'submit', class: 'round', 'aria-label': 'Send' }, '➤'))));
  }

  choose(id) {
    this.number = numbers.find((number) => number.id === id) ?? numbers[0];
    this.names();
    this.refresh();
  }

  /** Who the chat is with; more than one business number makes it a choice. */
  names() {
    const several = numbers.length > 1;
    this.number = numbers.find((number) => number.id === this.number?.id) ?? numbers[0];
    this.business.hidden = several;
    this.chooser.hidden = !several;
    this.business.textContent = this.number.verified_name;
    this.avatar.textContent = this.number.verified_name[0];
    this.chooser.replaceChildren(...numbers.map(({ id, verified_name: label, display_phone_number: phone }) => h('option', { value: id, selected: id === this.number.id }, `${label} · ${phone}`)));
  }

  menu() {
    const set = (property) => async (event) => api('POST', '/_sim/customers', { phone: this.customer.key, [property]: event.target.checked });
    const flag = (property, label, invert) => h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: invert ? !this.customer[property] : this.customer[property], onchange: set(property) }), label);
    const act = (label, run) => h('button', { type: 'button', class: 'ghost', onclick: () => { this.details.open = false; void run(); } }, label);
    this.details = h('details', { class: 'menu' }, h('summary', { 'aria-label': 'What this customer does' }, '⋮'),
      h('div', {},
        flag('auto_read', 'opens what arrives at once'),
        flag('blocked', 'has blocked the business'),
        flag('opted_out', 'has stopped marketing'),
        flag('on_whatsapp', 'is on WhatsApp'),
        flag('online', 'is switched on'),
        act('Open the chat (read)', () => api('POST', this.path('/read'))),
        act('Send a voice note', () => this.send({ type: 'audio' })),
        act('Send a place', () => this.send({ type: 'location', location: { latitude: 53.5503, longitude: 9.9937, name: 'Rathausmarkt', address: 'Hamburg' } })),
        act('Send a poll (unsupported)', () => this.send({ raw: { type: 'unsupported', unsupported: { type: 'poll' }, errors: [{ code: 131051, title: 'Message type unknown', message: 'Message type unknown', error_data: { details: 'Message type is currently not supported.' } }] } })),
        act('Call the business', () => api('POST', this.path('/calls'), { phone_number_id: this.number.id })),
        act('Stop marketing', () => api('POST', this.path('/preferences'), { value: 'stop', phone_number_id: this.number.id })),
        act('Business types on its phone', () => api('POST', '/_sim/echoes', { phone: this.customer.key, text: 'Hello, this is the shop itself.', phone_number_id: this.number.id })),
        act('Meta’s own agent takes the lead', () => api('POST', this.path('/agent'), { holds: true, phone_number_id: this.number.id })),
        act('Meta’s own agent answers', () => api('POST', this.path('/agent'), { text: 'I am the agent of Meta. How can I help?', phone_number_id: this.number.id }))));
    return this.details;
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
    const edited = this.editing;
    this.input.value = '';
    this.grow();
    await this.send(edited ? { type: 'edit', message_id: edited, text } : { type: 'text', text });
    this.input.focus();
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
    const response = await askFor(entry.text || 'Form', 'Your answers, one “name: value” on each line', 'size: M');
    if (response !== undefined) await this.send({ type: entry.interactive === 'flow' ? 'flow' : 'address', response, context: entry.wamid });
  }

  quote(entry) {
    if (this.editing) this.input.value = '';
    this.editing = undefined;
    this.quoted = entry?.wamid;
    this.quoteBox.hidden = entry === undefined;
    this.quoteBox.replaceChildren(...(entry ? [h('span', {}, entry.text || `[${entry.type}]`), h('button', { type: 'button', class: 'ghost', 'aria-label': 'Do not quote', onclick: () => this.quote(undefined) }, '✕')] : []));
    if (entry) this.input.focus();
  }

  async load() {
    this.thread = await api('GET', this.path(`/thread?phone_number_id=${this.number.id}`));
    const shown = this.thread.filter((entry) => entry.type !== 'reaction' && !isChange(entry) && (reached(entry) || entry.status === 'failed'));
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
  return h('li', { class: 'unseen' }, h('b', {}, `Never arrived: ${error?.code ?? ''}`), ` ${error?.title ?? ''} `, h('q', {}, entry.text ?? entry.type));
}

function show() {
  localStorage.setItem('twin.open', JSON.stringify(open));
  for (const customer of customers) {
    const wanted = open.includes(customer.key);
    if (wanted && !phones.has(customer.key)) phones.set(customer.key, new Phone(customer));
    if (!wanted) phones.delete(customer.key);
  }
  const wanted = open.map((key) => phones.get(key)?.element).filter(Boolean);
  if (wanted.length !== shelf.children.length || wanted.some((element, index) => shelf.children[index] !== element)) shelf.replaceChildren(...wanted);
  replaced(people, customers.map((customer) => h('button', {
    type: 'button', class: 'person', 'data-key': customer.key, 'aria-pressed': String(open.includes(customer.key)),
    onclick: () => {
      open = open.includes(customer.key) ? open.filter((key) => key !== customer.key) : [...open, customer.key];
      show();
    },
  }, customer.name ?? customer.phone)));
}

async function loadCustomers() {
  [customers, numbers] = await Promise.all([api('GET', '/_sim/customers'), api('GET', '/_sim/numbers')]);
  open = (open ?? customers.slice(0, matchMedia('(max-width: 760px)').matches ? 1 : 2).map((customer) => customer.key))
    .filter((key) => customers.some((customer) => customer.key === key));
  for (const customer of customers) {
    const phone = phones.get(customer.key);
    if (!phone) continue;
    phone.customer = customer;
    phone.names();
    phone.typingUntil = customer.typing_until ? Date.parse(customer.typing_until) : phone.typingUntil;
    phone.tick();
  }
  show();
}

const refreshCustomers = debounce(() => void loadCustomers(), 60);
const panel = startPanel({ added: (key) => { open = [...open, key]; refreshCustomers(); } });

function listen() {
  const source = new EventSource('/_sim/events');
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    const phone = phones.get(event.phone);
    if (event.type === 'entry') {
      if (phone) phone.typingUntil = undefined;
      phone?.refresh();
    } else if (event.type === 'typing' && phone) {
      phone.typingUntil = event.until;
      phone.tick();
    } else if (event.type === 'reset') {
      for (const one of phones.values()) one.refresh();
    }
    if (['customer', 'reset', 'clock'].includes(event.type)) refreshCustomers();
    panel.take(event);
  };
  // What happened while nobody listened is read again.
  source.onopen = () => {
    for (const one of phones.values()) one.refresh();
    refreshCustomers();
    panel.reload();
  };
}

await loadCustomers();
listen();
setInterval(() => {
  for (const phone of phones.values()) phone.tick();
  panel.tick();
}, 1000);
