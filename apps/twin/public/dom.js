/** An element with its properties and children; text is always text, never markup. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name in element && !name.startsWith('aria') && name !== 'list') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const KEYED = '[data-wamid], [data-key]';
const keyOf = (element) => element?.dataset.wamid ?? element?.dataset.key;
const nameOf = (element) => element.getAttribute('aria-label') ?? element.textContent;
const usable = (element) => !element.disabled && element.checkVisibility();

/** Other children in place of these; who is on one of them with the keyboard stays at the same place. */
export function replaced(container, children) {
  const { activeElement: held } = document;
  const key = container.contains(held) ? keyOf(held.closest(KEYED)) : undefined;
  const name = key === undefined ? undefined : nameOf(held);
  container.replaceChildren(...children);
  if (key === undefined) return;
  const place = [...container.querySelectorAll(KEYED)].find((element) => keyOf(element) === key);
  const inside = place
    ? [place, ...place.querySelectorAll('button, a, summary')].filter((one) => one.matches('button, a, summary') && usable(one))
    : [];
  (inside.find((one) => nameOf(one) === name) ?? inside[0] ?? container).focus({ preventScroll: true });
}

export async function api(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error) => {
    if (method !== 'GET') say('Nobody answers: it was not sent.');
    throw error;
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    say(answer.message ?? `${method} ${path} answered ${response.status}`);
    throw new Error(answer.message ?? String(response.status));
  }
  return answer;
}

let hide;
export function say(text) {
  const toast = document.getElementById('toast');
  toast.textContent = text;
  toast.classList.add('shown');
  clearTimeout(hide);
  hide = setTimeout(() => toast.classList.remove('shown'), 4000);
}

const MARKS = /(```[\s\S]+?```|\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|https?:\/\/[^\s<>"]+)/g;

/** WhatsApp's own marks and links, as nodes. */
export function rich(text) {
  return String(text)
    .split(MARKS)
    .filter(Boolean)
    .map((part) => {
      if (/^```[\s\S]+```$/.test(part)) return h('code', {}, part.slice(3, -3));
      if (/^\*.+\*$/.test(part)) return h('b', {}, part.slice(1, -1));
      if (/^_.+_$/.test(part)) return h('i', {}, part.slice(1, -1));
      if (/^~.+~$/.test(part)) return h('s', {}, part.slice(1, -1));
      if (/^https?:/.test(part)) {
        const url = part.replace(/[.,;:!?)]+$/, '');
        return h('span', {}, h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, url), part.slice(url.length));
      }
      return part;
    });
}

export const clock = { offset: 0, now: () => Date.now() + clock.offset };

export const time = (iso) => new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

export function left(ms) {
  if (ms <= 0) return 'closed';
  const minutes = Math.ceil(ms / 60_000);
  if (minutes >= 72 * 60) return `${Math.floor(minutes / 1440)} days ${Math.floor((minutes % 1440) / 60)} h`;
  return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
}

/** Runs once for all who ask within the time, and not beside a run before it: the answer that comes last is the newest. */
export const debounce = (run, ms) => {
  let timer;
  let running = Promise.resolve();
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      running = running.then(run, run);
    }, ms);
  };
};
