import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const number = { display_phone_number: '15550000001', phone_number_id: '106500000000001' };
const person = { from: '4915400000001', from_user_id: 'DE.5400', timestamp: '1790000300' };
const value = (more: { [key: string]: Json }): { [key: string]: Json } => ({ messaging_product: 'whatsapp', metadata: number, ...more });
const media = { mime_type: 'image/jpeg', sha256: 'bWFkZSB1cA==', id: '2754859441498128', url: 'https://lookaside.fbsbx.com/x' };

const contents: { [key: string]: Json }[] = [
  { type: 'text', text: { body: 'Is it waterproof?' }, context: { from: '15550000001', id: 'wamid.x' } },
  { type: 'image', image: { ...media, caption: 'look' } },
  { type: 'document', document: { ...media, filename: '../bill.pdf' } },
  { type: 'location', location: { latitude: 53.55, longitude: 9.99, name: 'Somewhere' } },
  { contacts: [{ name: { formatted_name: 'A' }, phones: [{ phone: '+1' }] }] },
  { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'a', title: 'A' } } },
  { type: 'button', button: { text: 'Yes', payload: 'Y' } },
  { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
  { type: 'order', order: { catalog_id: '1', product_items: [{ quantity: 1, item_price: 9.5 }] } },
  { type: 'system', system: { type: 'user_changed_number', wa_id: '4915400000002', user_id: 'DE.5401', previous_user_id: 'DE.5400' } },
  { type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }] },
  { type: 'edit', edit: { original_message_id: 'wamid.x', message: { type: 'text', text: { body: 'Is it really?' } } } },
  { type: 'edit', edit: { original_message_id: 'wamid.x', message: { type: 'image', image: { ...media, caption: 'look again' } } } },
  { type: 'revoke', revoke: { original_message_id: 'wamid.x' } },
  { type: 'request_welcome' },
  {
    type: 'interactive',
    interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"rating":"4","flow_token":"T"}' } },
  },
  {
    type: 'interactive',
    interactive: { type: 'nfm_reply', nfm_reply: { name: 'address_message', response_json: { values: { city: 'Kiel' } } } },
  },
];
const message = (id: string, more: { [key: string]: Json } = { type: 'text', text: { body: 'x' } }): { [key: string]: Json } => ({
  ...person,
  id,
  ...more,
});
const echo = (id: string, more: { [key: string]: Json } = { type: 'text', text: { body: 'x' } }): { [key: string]: Json } => ({
  from: '15550000001',
  to: '4915400000001',
  timestamp: '1790000300',
  id,
  ...more,
});

/** A change of each kind that Meta sends, to begin from. */
export const changes: Json[] = [
  ...contents.map((content, index): Json => ({
    field: 'messages',
    value: value({
      contacts: [{ wa_id: '4915400000001', user_id: 'DE.5400', profile: { name: 'N' } }],
      messages: [{ ...person, id: `wamid.f${index}`, ...content }],
    }),
  })),
  {
    field: 'messages',
    value: value({
      statuses: [
        {
          id: 'wamid.s',
          status: 'delivered',
          timestamp: '1790000300',
          recipient_id: '4915400000001',
          pricing: { billable: true, category: 'utility' },
          errors: [{ code: 131047 }],
        },
      ],
    }),
  },
  { field: 'messages', value: value({ errors: [{ code: 131000, title: 'Something went wrong' }] }) },
  {
    field: 'smb_message_echoes',
    value: value({
      message_echoes: [
        { from: '15550000001', to: '4915400000001', id: 'wamid.e', timestamp: '1790000300', type: 'text', text: { body: 'x' } },
      ],
    }),
  },
  {
    field: 'message_template_status_update',
    value: { event: 'PAUSED', message_template_id: 1, message_template_name: 'x', message_template_language: 'en', reason: null },
  },
  {
    field: 'account_update',
    value: {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1790400000 }],
    },
  },
  {
    field: 'user_preferences',
    value: value({ user_preferences: [{ wa_id: '4915400000001', category: 'marketing_messages', value: 'stop', timestamp: 1790000300 }] }),
  },
  {
    field: 'smb_message_echoes',
    value: value({ message_echoes: [echo('wamid.em', { type: 'image', image: { ...media, caption: 'from the phone' } })] }),
  },
  {
    field: 'smb_message_echoes',
    value: value({ message_echoes: [echo('wamid.er', { type: 'revoke', revoke: { original_message_id: 'wamid.e' } })] }),
  },
  {
    field: 'history',
    value: value({
      history: [
        {
          metadata: { phase: 0, chunk_order: 1, progress: 50 },
          threads: [
            { id: '4915400000001', messages: [message('wamid.h1'), echo('wamid.h2'), message('wamid.h3', { type: 'media_placeholder' })] },
          ],
        },
      ],
    }),
  },
  { field: 'history', value: value({ messages: [message('wamid.h3', { type: 'image', image: media })] }) },
  { field: 'history', value: value({ history: [{ errors: [{ code: 2593109, title: 'not shared' }] }] }) },
  {
    field: 'standby',
    value: value({ standby: { messages: [message('wamid.sb1')], message_echoes: [{ id: 'wamid.sb2', message: echo('wamid.sb2') }] } }),
  },
  {
    field: 'messaging_handovers',
    value: {
      recipient: { phone_number_id: '106500000000001' },
      sender: { phone_number: '4915400000001', user_id: 'DE.5400' },
      timestamp: '1790000300',
      type: 'control_passed',
      control_passed: { new_owner_role: 'escalation', previous_owner_app_role: 'meta_business_agent' },
    },
  },
];

const deep = (levels: number): Json => {
  let inner: Json = 'bottom';
  for (let level = 0; level < levels; level += 1) inner = level % 2 ? [inner] : { d: inner };
  return inner;
};

/** What nobody sends who means well, or what Meta may send one day. */
const hostile = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    1e21,
    '',
    ' ',
    'null',
    '\u0000',
    '\ud800',
    '😀'.repeat(100),
    '../../etc/passwd',
    "'; DROP TABLE contacts; --",
    [],
    {},
    [[]],
    [null],
    'x'.repeat(300_000),
  ),
  fc.constantFrom<Json>(
    JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}') as Json,
    JSON.parse('{"toString": 1, "valueOf": 1, "length": 1e9}') as Json,
    deep(50),
    deep(2_000),
    Array.from({ length: 400 }, () => ({})),
  ),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as Json),
);

interface Mutation {
  readonly at: number;
  readonly how: 'replace' | 'delete' | 'add' | 'repeat';
  readonly with: Json;
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(10_000),
  how: fc.constantFrom('replace', 'delete', 'add', 'repeat'),
  with: hostile,
});

/** Every place in it: the container and the key there. */
function places(within: Json, found: [Json[] | { [key: string]: Json }, string][] = []): [Json[] | { [key: string]: Json }, string][] {
  if (typeof within !== 'object' || within === null || found.length > 2_000) return found;
  for (const [key, inner] of Object.entries(within)) {
    found.push([within, key]);
    places(inner, found);
  }
  return found;
}

function mutate(raw: Json, mutations: readonly Mutation[]): Json {
  const root: { [key: string]: Json } = { body: structuredClone(raw) };
  for (const { at, how, with: given } of mutations) {
    // of its own in each place: the next mutation may be inside
    const other = structuredClone(given);
    const all = places(root).slice(1);
    const [container, key] = all[at % Math.max(1, all.length)] ?? [root, 'body'];
    const parent = container as { [key: string]: Json };
    if (how === 'replace') parent[key] = other;
    else if (how === 'add') parent[`${key}_new`] = other;
    else if (how === 'repeat') parent[key] = [parent[key] as Json, parent[key] as Json];
    else if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete parent[key];
  }
  return root['body'] as Json;
}

/** Webhooks of one to four changes, bent in up to four places. Ids differ between runs, so that no copy of another is among them. */
export const mutatedWebhook = fc
  .record({
    picked: fc.array(fc.constantFrom(...changes), { minLength: 1, maxLength: 4 }),
    mutations: fc.array(mutation, { maxLength: 4 }),
  })
  .map(({ picked, mutations }) =>
    mutate({ object: 'whatsapp_business_account', entry: [{ id: '102200000000001', time: 1790000300, changes: picked }] }, mutations),
  );
