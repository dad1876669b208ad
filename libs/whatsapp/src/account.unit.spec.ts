import { describe, expect, test } from '@jest/globals';
import { readAccountNews, readPreference } from './account.ts';
import { parseWebhook } from './webhook.ts';

const named = { message_template_id: 1689556908129835, message_template_name: 'order_update', message_template_language: 'en-US' };
const template = {
  news: 'template',
  id: '1689556908129835',
  name: 'order_update',
  language: 'en_US',
  status: '',
  category: '',
  announcedCategory: '',
  quality: '',
  reason: '',
};

describe('news about a template', () => {
  test.each<[string, string, object, object]>([
    [
      'paused',
      'message_template_status_update',
      { event: 'PAUSED', reason: null, other_info: { title: 'FIRST_PAUSE' } },
      { status: 'PAUSED' },
    ],
    [
      'rejected',
      'message_template_status_update',
      { event: 'REJECTED', reason: 'INVALID_FORMAT', message_template_category: 'MARKETING' },
      { status: 'REJECTED', reason: 'INVALID_FORMAT' },
    ],
    ['reinstated is approved', 'message_template_status_update', { event: 'REINSTATED', reason: 'NONE' }, { status: 'APPROVED' }],
    ['flagged keeps its state', 'message_template_status_update', { event: 'FLAGGED' }, {}],
    ['locked keeps its state: it may be sent, not edited', 'message_template_status_update', { event: 'LOCKED', reason: 'NONE' }, {}],
    [
      'locked by what nobody knows keeps its state',
      'message_template_status_update',
      { event: 'LOCKED', other_info: { title: 'REVIEW', description: 'words' } },
      {},
    ],
    [
      'locked by a pause is paused',
      'message_template_status_update',
      { event: 'LOCKED', other_info: { title: 'RATE_LIMITING_PAUSE', description: 'words' } },
      { status: 'PAUSED' },
    ],
    [
      'locked for good is disabled',
      'message_template_status_update',
      { event: 'LOCKED', other_info: { title: 'DISABLED' } },
      { status: 'DISABLED' },
    ],
    [
      'unlocked after a pause is approved',
      'message_template_status_update',
      { event: 'UNLOCKED', other_info: { title: 'UNPAUSE' } },
      { status: 'APPROVED' },
    ],
    ['unlocked keeps its state', 'message_template_status_update', { event: 'UNLOCKED', other_info: 'words' }, {}],
    ['back from the archive is what the next reading says', 'message_template_status_update', { event: 'UNARCHIVED' }, {}],
    ['quality', 'message_template_quality_update', { previous_quality_score: 'GREEN', new_quality_score: 'YELLOW' }, { quality: 'YELLOW' }],
    [
      'quality under the field of Meta’s own sample',
      'message_template_status_update',
      { previous_quality_score: 'GREEN', new_quality_score: 'RED' },
      { quality: 'RED' },
    ],
    [
      'a category that is announced',
      'template_category_update',
      { new_category: 'UTILITY', correct_category: 'MARKETING', category_update_timestamp: 1746169200 },
      { announcedCategory: 'MARKETING' },
    ],
    [
      'a category that changed',
      'template_category_update',
      { previous_category: 'UTILITY', new_category: 'MARKETING' },
      { category: 'MARKETING' },
    ],
    ['components', 'message_template_components_update', { message_template_element: 'Body' }, {}],
  ])('%s', (_name, field, item, news) => expect(readAccountNews(field, { ...named, ...item } as never)).toEqual({ ...template, ...news }));

  test('of nobody knows which is none', () =>
    expect(readAccountNews('message_template_status_update', { event: 'PAUSED' })).toBeUndefined());
});

describe('news about number and account', () => {
  test.each<[string, object, object]>([
    [
      'phone_number_quality_update',
      { display_phone_number: '15550783881', event: 'FLAGGED', current_limit: 'TIER_1K' },
      { news: 'number', event: 'FLAGGED', messagingLimit: 'TIER_1K' },
    ],
    [
      'phone_number_name_update',
      { decision: 'APPROVED', requested_verified_name: 'X' },
      { news: 'number', event: 'NAME_APPROVED', messagingLimit: '' },
    ],
    [
      'account_update',
      { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } },
      { news: 'standing', event: 'ACCOUNT_VIOLATION', restrictions: [], ban: '', violation: 'SPAM' },
    ],
    [
      'account_update',
      {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1790400000 }, 7, {}],
      },
      {
        news: 'standing',
        event: 'ACCOUNT_RESTRICTION',
        restrictions: [{ type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', until: 1790400000000 }],
        ban: '',
        violation: '',
      },
    ],
    [
      'account_update',
      { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'today' } },
      { news: 'standing', event: 'DISABLED_UPDATE', restrictions: [], ban: 'DISABLE', violation: '' },
    ],
    [
      'account_review_update',
      { decision: 'REJECTED' },
      { news: 'standing', event: 'REVIEW_REJECTED', restrictions: [], ban: '', violation: '' },
    ],
    [
      'account_alerts',
      {
        entity_id: '1',
        alert_info: {
          alert_severity: 'WARNING',
          alert_status: 'ACTIVE',
          alert_type: 'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
          alert_description: 'words',
        },
      },
      { news: 'alert', alert: 'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED', severity: 'WARNING', status: 'ACTIVE' },
    ],
    ['security', { event: 'PIN_CHANGED', requester: '1' }, { news: 'alert', alert: 'SECURITY_PIN_CHANGED', severity: '', status: '' }],
    [
      'business_capability_update',
      { max_daily_conversations_per_business: 'TIER_2K', max_phone_numbers_per_waba: 25 },
      { news: 'capability', messagingLimit: 'TIER_2K', numbers: 25 },
    ],
    [
      'business_capability_update',
      { max_daily_conversations_per_business: 2000 },
      { news: 'capability', messagingLimit: '2000', numbers: 0 },
    ],
    ['business_capability_update', { max_daily_conversation_per_phone: -1 }, { news: 'capability', messagingLimit: '-1', numbers: 0 }],
  ])('%s %j', (field, item, news) => expect(readAccountNews(field, item as never)).toEqual(news));

  test.each(['account_update', 'account_alerts', 'business_capability_update', 'phone_number_quality_update', 'moon_phase_update'])(
    '%s without a word is none',
    (field) =>
      expect(readAccountNews(field, { event: { not: 'a code' }, decision: 'no code either', restriction_info: 'x' })).toBeUndefined(),
  );
});

describe('preferences', () => {
  const stop = { wa_id: '16505551234', user_id: 'US.1', category: 'marketing_messages', value: 'stop', timestamp: 1731705721 };
  test('stop, resume, and its other word', () =>
    expect(['stop', 'resume', 'signup'].map((value) => readPreference({ ...stop, value })?.value)).toEqual(['stop', 'resume', 'resume']));
  test('its time is a number', () => expect(readPreference(stop)?.time).toBe(1731705721000));
  test('another category or value is none', () =>
    expect([readPreference({ ...stop, category: 'calls' }), readPreference({ ...stop, value: 'maybe' })]).toEqual([undefined, undefined]));
  test('each person of a webhook is an item', () => {
    const value = { metadata: { phone_number_id: 'n1' }, user_preferences: [stop, { ...stop, wa_id: undefined, user_id: 'US.2' }] };
    const parsed = parseWebhook({
      object: 'whatsapp_business_account',
      entry: [{ id: 'w', changes: [{ field: 'user_preferences', value }] }],
    });
    expect(parsed.outcome === 'items' && parsed.items.map(({ kind, sender, numberId }) => [kind, sender, numberId])).toEqual([
      ['account', { waId: '16505551234', userId: 'US.1' }, 'n1'],
      ['account', { userId: 'US.2' }, 'n1'],
    ]);
  });
});
