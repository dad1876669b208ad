import { api, clock, debounce, h, left, replaced, rich } from './dom.js';

const STEPS = [
  ['+1 min', 60_000],
  ['+10 min', 600_000],
  ['+1 h', 3_600_000],
  ['+6 h', 21_600_000],
  ['+24 h', 86_400_000],
  ['+7 days', 604_800_000],
];
const FAULTS = [
  ['500', 'Graph answers 500'],
  ['429', 'Graph answers 429'],
  ['130429', '130429 number rate'],
  ['131056', '131056 pair rate'],
  ['131047', '131047 inside the window'],
  ['131000', '131000 something went wrong'],
  ['expired_token', 'Access token has expired'],
  ['accept_then_timeout', 'Accept, then never answer'],
  ['cut', 'Accept, then cut the line'],
  ['slow', 'Answer 3 s late'],
  ['slow_body', 'Answer in drops, over 3 s'],
  ['no_statuses', 'No statuses'],
  ['drop_webhooks', 'Webhooks are lost'],
  ['duplicate_webhooks', 'Every webhook twice'],
  ['swap_webhooks', 'Webhooks change places'],
  ['webhook_delay', 'Webhooks 2 s late'],
  ['batch', 'Several webhooks in one body', { size: 5 }],
  ['reorder_statuses', 'Delivered before sent'],
  ['tampered_signature', 'Wrong signature'],
  ['flood', '100 strangers write at each send'],
  ['shop_down', 'Shop is down'],
  ['shop_slow', 'Shop is slow'],
  ['shop_takes_then_timeout', 'Shop changes, then says nothing'],
  ['model_error', 'Model fails'],
  ['model_slow', 'Model is slow'],
  ['model_invents', 'Model invents a number'],
];
const SHOWN = 40;
const byId = (id) => document.getElementById(id);

/** Clock, faults and records beside the phones. */
export function startPanel({ added }) {
  let offset = 0;
  const tick = () => {
    const now = new Date(clock.now());
    byId('now').textContent = now.toLocaleString([], {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    byId('bar-clock').textContent = now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    byId('offset').textContent = offset > 0 ? `${left(offset)} ahead of real time` : 'real time';
  };
  const setClock = ({ now_ms: now, offset_ms: ahead }) => {
    clock.offset = now - Date.now();
    offset = ahead;
    tick();
  };
  const advance = (ms) => async (event) => {
    const { currentTarget: button } = event;
    button.disabled = true;
    try {
      setClock(await api('POST', '/_sim/clock', { advance_ms: ms }));
    } finally {
      button.disabled = false;
    }
  };
  byId('advance').append(...STEPS.map(([label, ms]) => h('button', { type: 'button', class: 'ghost', onclick: advance(ms) }, label)));

  const faults = async () => {
    const { faults: on } = await api('GET', '/_sim/faults');
    const active = (name) =>
      on.some((fault) => [fault.name, String(fault.status), fault.status === undefined ? String(fault.code) : undefined].includes(name));
    for (const input of byId('faults').querySelectorAll('input')) input.checked = active(input.name);
  };
  byId('faults').append(
    ...FAULTS.map(([name, label, more]) =>
      h(
        'label',
        { class: 'switch' },
        h('input', {
          type: 'checkbox',
          role: 'switch',
          name,
          onchange: (event) => api('POST', '/_sim/faults', { name, on: event.target.checked, ...more }),
        }),
        label,
      ),
    ),
  );

  byId('new-customer').addEventListener('submit', async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const customer = await api('POST', '/_sim/customers', {
      phone: form.get('phone'),
      name: form.get('name'),
      hidden_phone: form.has('hidden_phone'),
    });
    event.target.reset();
    added(customer.key);
  });

  const logs = async () => {
    const [calls, webhooks, outbox, target] = await Promise.all([
      api('GET', '/_sim/calls'),
      api('GET', '/_sim/webhooks'),
      api('GET', '/notify/outbox'),
      api('GET', '/_sim/webhook'),
    ]);
    fill('calls', calls, (call) => [
      call.status,
      `${call.method} ${shortened(call.path)}`,
      summary(call.body),
      { request: call.body, response: call.response },
    ]);
    fill('webhooks', webhooks, (webhook) => [
      webhook.status,
      contents(webhook.body),
      webhook.attempt > 1 ? `attempt ${webhook.attempt}` : (webhook.error ?? ''),
      webhook.body,
    ]);
    fill('outbox', outbox, (one) => [
      one.channel,
      one.body?.to ?? '',
      one.body?.subject ?? one.body?.text ?? '',
      one.body?.text ?? one.body,
    ]);
    byId('webhook-target').textContent = target.url
      ? `to ${target.url}${target.pending > 0 ? `, ${target.pending} waiting` : ''}`
      : 'no webhook is registered';
  };
  const refreshLogs = debounce(logs, 250);
  const refreshFaults = debounce(faults, 30);

  const toggle = byId('panel-toggle');
  const show = (on) => {
    document.body.classList.toggle('no-panel', !on);
    toggle.setAttribute('aria-expanded', String(on));
  };
  toggle.addEventListener('click', () => show(document.body.classList.contains('no-panel')));
  const overlaid = matchMedia('(max-width: 900px)');
  show(!overlaid.matches);
  // Where it lies over the phones, Escape puts it away and gives the focus back.
  byId('panel').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !overlaid.matches) return;
    show(false);
    toggle.focus();
  });

  const reload = async () => {
    setClock(await api('GET', '/_sim/clock'));
    refreshFaults();
    refreshLogs();
  };
  return {
    tick,
    reload,
    take: (event) => {
      if (event.type === 'clock') setClock(event);
      if (['faults', 'reset'].includes(event.type)) refreshFaults();
      if (['call', 'webhook', 'notify', 'reset'].includes(event.type)) refreshLogs();
    },
  };
}

function fill(id, entries, parts) {
  const opened = new Set([...byId(id).querySelectorAll('details[open]')].map((details) => details.dataset.key));
  replaced(
    byId(id),
    entries
      .slice(-SHOWN)
      .reverse()
      .map((entry) => {
        const [status, title, hint, whole] = parts(entry);
        const key = String(entry.seq ?? entry.id);
        const bad = typeof status === 'number' && status !== 200;
        return h(
          'li',
          {},
          h(
            'details',
            { 'data-key': key, open: opened.has(key) },
            h(
              'summary',
              {},
              h('span', { class: `code ${bad ? 'bad' : ''}` }, String(status || '…')),
              h('span', { class: 'what' }, title),
              hint && h('small', {}, hint),
            ),
            typeof whole === 'string' ? h('p', { class: 'words' }, ...rich(whole)) : h('pre', {}, JSON.stringify(whole, null, 1)),
          ),
        );
      }),
  );
}

/** Without the version, and with long ids cut: the whole stands below. */
const shortened = (path) =>
  path
    .replace(/^(\/graph)?(\/v\d+\.\d+)?/, '')
    .replace(/access_token=[^&]*/, 'access_token=…')
    .replace(/\d{12,}/g, (id) => `…${id.slice(-4)}`);

function summary(body) {
  if (body?.status === 'read') return body.typing_indicator ? 'read, typing' : 'read';
  const { type = body?.text && 'text', text, template, interactive, reaction } = body ?? {};
  if (type === undefined) return '';
  const own = body[type] ?? {};
  const words = text?.body ?? template?.name ?? interactive?.body?.text ?? reaction?.emoji ?? own.caption ?? own.name ?? own.filename;
  return [type, words].filter(Boolean).join(': ').slice(0, 60);
}

function contents(body) {
  const changes = (body?.entry ?? []).flatMap((entry) => entry.changes ?? []);
  return (
    changes
      .map(({ field, value }) => {
        const statuses = (value?.statuses ?? []).map((status) => status.status);
        const messages = (value?.messages ?? []).map((message) => `message ${message.type}`);
        return [...messages, ...statuses].join(', ') || field;
      })
      .join(' + ') || 'raw'
  );
}
