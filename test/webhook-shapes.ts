// Webhook bodies in the shapes that Meta documents, written for these tests: ids, names and words are made up.
const number = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };
const value = (more: object) => ({ messaging_product: 'whatsapp', metadata: number, ...more });
const webhook = (field: string, content: object, more: object = {}) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '102290129340398', ...more, changes: [{ field, value: content }] }],
});
let count = 0;
const message = (content: object) => {
  count += 1;
  const from = `1555019${String(8000 + count)}`;
  return webhook(
    'messages',
    value({
      contacts: [{ profile: { name: 'Somebody' }, wa_id: from }],
      messages: [{ from, id: `wamid.SHAPE${count}`, timestamp: '1790307685', ...content }],
    }),
  );
};
const media = { mime_type: 'image/jpeg', sha256: 'bWFkZSB1cA==', id: '2754859441498128' };

export const shapes: readonly (readonly [string, object])[] = [
  ['text', message({ type: 'text', text: { body: 'Is it waterproof?' } })],
  ['image with a caption', message({ type: 'image', image: { ...media, caption: 'look' } })],
  ['voice note', message({ type: 'audio', audio: { ...media, mime_type: 'audio/ogg; codecs=opus', voice: true } })],
  ['document', message({ type: 'document', document: { ...media, mime_type: 'application/pdf', filename: '../bill.pdf' } })],
  ['sticker', message({ type: 'sticker', sticker: { ...media, mime_type: 'image/webp', animated: false } })],
  ['location', message({ type: 'location', location: { latitude: 53.55, longitude: 9.99, name: 'Somewhere' } })],
  ['location without a type', message({ location: { latitude: 53.55, longitude: 9.99 } })],
  ['contacts', message({ type: 'contacts', contacts: [{ name: { formatted_name: 'A. Friend' }, phones: [{ phone: '+1 555 0100' }] }] })],
  [
    'button of a template',
    message({ type: 'button', button: { text: 'Yes', payload: 'YES' }, context: { from: '15550783881', id: 'wamid.UNKNOWN' } }),
  ],
  ['button reply', message({ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'a', title: 'A' } } })],
  [
    'list reply',
    message({ type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'b' } } }),
  ],
  [
    'flow reply',
    message({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{}' } } }),
  ],
  ['reaction', message({ type: 'reaction', reaction: { message_id: 'wamid.UNKNOWN', emoji: '👍' } })],
  ['reaction taken back', message({ type: 'reaction', reaction: { message_id: 'wamid.UNKNOWN' } })],
  [
    'order',
    message({
      type: 'order',
      order: { catalog_id: '1', product_items: [{ product_retailer_id: 'x', quantity: 1, item_price: 9.5, currency: 'EUR' }] },
    }),
  ],
  [
    'product enquiry',
    message({
      type: 'text',
      text: { body: 'In blue?' },
      context: { from: '15550783881', id: 'wamid.X', referred_product: { catalog_id: '1', product_retailer_id: 'x' } },
    }),
  ],
  [
    'from an advertisement',
    message({
      type: 'text',
      text: { body: 'Hi' },
      referral: { source_url: 'https://example.com', source_id: '1', source_type: 'ad', headline: 'h', body: 'b', media_type: 'image' },
    }),
  ],
  ['number changed', message({ type: 'system', system: { body: 'changed', wa_id: '15550199888', type: 'user_changed_number' } })],
  [
    'edit',
    message({
      type: 'edit',
      edit: { original_message_id: 'wamid.UNKNOWN', message: { type: 'text', text: { body: 'Is it waterproof, really?' } } },
    }),
  ],
  ['taken back', message({ type: 'revoke', revoke: { original_message_id: 'wamid.UNKNOWN' } })],
  ['chat opened', message({ type: 'request_welcome' })],
  [
    'call permission',
    message({ type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'reject' } } }),
  ],
  ['unsupported', message({ type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }] })],
  ['a type nobody knows', message({ type: 'hologram', hologram: { depth: 3 } })],
  [
    'a user without a number',
    webhook(
      'messages',
      value({
        contacts: [{ profile: { name: 'Hidden', username: 'hidden.one' }, user_id: 'US.13491208655302741918' }],
        messages: [
          { from_user_id: 'US.13491208655302741918', id: 'wamid.HIDDEN', timestamp: '1790307685', type: 'text', text: { body: 'Hello' } },
        ],
      }),
    ),
  ],
  [
    'a status of a message we never sent',
    webhook(
      'messages',
      value({ statuses: [{ id: 'wamid.NEVER', status: 'delivered', timestamp: '1790307685', recipient_id: '15550198001' }] }),
    ),
  ],
  [
    'a status nobody knows',
    webhook(
      'messages',
      value({ statuses: [{ id: 'wamid.NEVER2', status: 'teleported', timestamp: '1790307685', recipient_id: '15550198001' }] }),
    ),
  ],
  ['errors of the account', webhook('messages', value({ errors: [{ code: 131000, title: 'Something went wrong' }] }))],
  [
    'template status',
    webhook(
      'message_template_status_update',
      {
        event: 'PAUSED',
        message_template_id: 1689556908129832,
        message_template_name: 'order_update',
        message_template_language: 'en_US',
        reason: null,
      },
      { time: 1790307685 },
    ),
  ],
  [
    'template quality, without an event',
    webhook('message_template_quality_update', {
      previous_quality_score: 'GREEN',
      new_quality_score: 'YELLOW',
      message_template_id: 1,
      message_template_name: 'x',
      message_template_language: 'en',
    }),
  ],
  [
    'quality of the number',
    webhook('phone_number_quality_update', { display_phone_number: '15550783881', event: 'FLAGGED', current_limit: 'TIER_1K' }),
  ],
  ['account update', webhook('account_update', { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } })],
  [
    'preferences',
    webhook(
      'user_preferences',
      value({
        contacts: [{ wa_id: '15550198002' }],
        user_preferences: [{ wa_id: '15550198002', category: 'marketing_messages', value: 'stop', timestamp: 1790307685 }],
      }),
    ),
  ],
  [
    'standby',
    webhook(
      'standby',
      value({ standby: { message_echoes: [{ id: 'wamid.STANDBY', message: { to: '15550198003', type: 'text', text: { body: 'x' } } }] } }),
    ),
  ],
  [
    'handover',
    webhook('messaging_handovers', {
      recipient: { phone_number_id: '106540352242922' },
      sender: { phone_number: '15550198003' },
      timestamp: '1790307685',
      type: 'control_passed',
      control_passed: { new_owner_role: 'escalation' },
    }),
  ],
  [
    'old messages',
    webhook(
      'history',
      value({
        history: [
          {
            metadata: { phase: 0 },
            threads: [
              {
                id: '15550198004',
                messages: [{ from: '15550198004', id: 'wamid.OLD', timestamp: '1780000000', type: 'text', text: { body: 'x' } }],
              },
            ],
          },
        ],
      }),
    ),
  ],
  ['history', webhook('history', value({ history: [{ metadata: { phase: 0, chunk_order: 1, progress: 10 }, threads: [] }] }))],
  [
    'a group was made',
    webhook(
      'group_lifecycle_update',
      value({ groups: [{ timestamp: '1790307685', group_id: 'g', type: 'group_create', request_id: 'r' }] }),
    ),
  ],
  [
    'a character that no text has, in a choice',
    message({ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'a\u0000b', title: 'A\u0000' } } }),
  ],
  ['a character that no text has, in a type', message({ type: 'holo\u0000gram' })],
  ['a character that no text has, in a field', webhook('moon\u0000phase', { phase: 'full\u0000' })],
  [
    'lists that are null',
    webhook(
      'messages',
      value({
        contacts: null,
        statuses: null,
        errors: null,
        messages: [
          {
            from: '15550198005',
            id: 'wamid.NULLS',
            timestamp: '1790307685',
            type: 'text',
            text: { body: 'x' },
            context: null,
            group_id: '',
          },
        ],
      }),
    ),
  ],
  ['a field nobody knows', webhook('moon_phase_update', { phase: 'full' })],
];
