import { Phone } from './device.js';
import { api, debounce, h, replaced } from './dom.js';
import { startPanel } from './panel.js';

const phones = new Map();
const shelf = document.getElementById('phones');
const people = document.getElementById('people');
let customers = [];
let numbers = [];
let open = JSON.parse(localStorage.getItem('twin.open') ?? 'null');

function show() {
  localStorage.setItem('twin.open', JSON.stringify(open));
  for (const customer of customers) {
    const wanted = open.includes(customer.key);
    if (wanted && !phones.has(customer.key)) phones.set(customer.key, new Phone(customer, () => numbers));
    if (!wanted) phones.delete(customer.key);
  }
  const wanted = open.map((key) => phones.get(key)?.element).filter(Boolean);
  // A phone that stays is not touched: taken out and put back it would forget where it was scrolled to.
  for (const element of shelf.querySelectorAll('.device')) if (!wanted.includes(element)) element.remove();
  for (const [index, element] of wanted.entries())
    if (shelf.children[index] !== element) shelf.insertBefore(element, shelf.children[index] ?? null);
  replaced(
    people,
    customers.map((customer) =>
      h(
        'button',
        {
          type: 'button',
          class: 'person',
          'data-key': customer.key,
          'aria-pressed': String(open.includes(customer.key)),
          onclick: () => toggle(customer.key),
        },
        customer.name ?? customer.phone,
      ),
    ),
  );
}

/** Opens a phone, or closes one that is in sight; one that is beside the window is brought into it. */
function toggle(key) {
  const element = phones.get(key)?.element;
  const { left = 0, right = 0 } = element?.getBoundingClientRect() ?? {};
  const inSight = element !== undefined && (left + right) / 2 >= 0 && (left + right) / 2 <= innerWidth;
  if (inSight) open = open.filter((one) => one !== key);
  else if (!open.includes(key)) open = [...open, key];
  show();
  phones.get(key)?.element.scrollIntoView({ block: 'nearest', inline: 'center' });
}

async function loadCustomers() {
  [customers, numbers] = await Promise.all([api('GET', '/_sim/customers'), api('GET', '/_sim/numbers')]);
  open = (open ?? customers.slice(0, matchMedia('(max-width: 760px)').matches ? 1 : 2).map((customer) => customer.key)).filter((key) =>
    customers.some((customer) => customer.key === key),
  );
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

const refreshCustomers = debounce(loadCustomers, 60);
const panel = startPanel({
  added: (key) => {
    open = [...open, key];
    refreshCustomers();
  },
});

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
