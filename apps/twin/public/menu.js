import { api, h } from './dom.js';

/** A menu closes with Escape, and when something beside it is pressed or in focus. */
function putAway(details) {
  for (const came of ['pointerdown', 'focusin'])
    document.addEventListener(came, ({ target }) => {
      if (!details.contains(target)) details.open = false;
    });
  details.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary').focus();
  });
  return details;
}

/** What a customer does and is, as a menu on their phone. */
export function menuOf(phone) {
  const set = (property) => async (event) =>
    api('POST', '/_sim/customers', { phone: phone.customer.key, [property]: event.target.checked });
  const flag = (property, label) =>
    h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: phone.customer[property], onchange: set(property) }), label);
  const act = (label, run) =>
    h(
      'button',
      {
        type: 'button',
        class: 'ghost',
        onclick: () => {
          details.open = false;
          void run();
        },
      },
      label,
    );
  const details = h(
    'details',
    { class: 'menu' },
    h('summary', { 'aria-label': 'What this customer does' }, '⋮'),
    h(
      'div',
      {},
      flag('auto_read', 'opens what arrives at once'),
      flag('blocked', 'has blocked the business'),
      flag('opted_out', 'has stopped marketing'),
      flag('on_whatsapp', 'is on WhatsApp'),
      flag('online', 'is switched on'),
      act('Open the chat (read)', () => api('POST', phone.path('/read'))),
      act('Send a voice note', () => phone.send({ type: 'audio' })),
      act('Send a place', () =>
        phone.send({ type: 'location', location: { latitude: 53.5503, longitude: 9.9937, name: 'Rathausmarkt', address: 'Hamburg' } }),
      ),
      act('Send a poll (unsupported)', () =>
        phone.send({
          raw: {
            type: 'unsupported',
            unsupported: { type: 'poll' },
            errors: [
              {
                code: 131051,
                title: 'Message type unknown',
                message: 'Message type unknown',
                error_data: { details: 'Message type is currently not supported.' },
              },
            ],
          },
        }),
      ),
      act('Call the business', () => api('POST', phone.path('/calls'), { phone_number_id: phone.number.id })),
      act('Stop marketing', () => api('POST', phone.path('/preferences'), { value: 'stop', phone_number_id: phone.number.id })),
      act('Business types on its phone', () =>
        api('POST', '/_sim/echoes', {
          phone: phone.customer.key,
          text: 'Hello, this is the shop itself.',
          phone_number_id: phone.number.id,
        }),
      ),
      act('Meta’s own agent takes the lead', () => api('POST', phone.path('/agent'), { holds: true, phone_number_id: phone.number.id })),
      act('Meta’s own agent answers', () =>
        api('POST', phone.path('/agent'), { text: 'I am the agent of Meta. How can I help?', phone_number_id: phone.number.id }),
      ),
    ),
  );
  return putAway(details);
}
