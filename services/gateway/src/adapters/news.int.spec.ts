import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { change, GatewayWorld, numberId, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const news = (field: string, value: object, time = 1790307685, account = '102200000000001') => {
  const body = change(field, value) as { entry: object[] };
  return world.post(toWire({ ...body, entry: body.entry.map((entry) => ({ ...entry, time, id: account })) }));
};

test("what Meta says about template, number and account are facts of their own, with Meta's time", async () => {
  const named = { message_template_id: 77, message_template_name: 'order_update', message_template_language: 'en_US' };
  await news('message_template_status_update', { event: 'PAUSED', ...named });
  await news('template_category_update', { previous_category: 'UTILITY', new_category: 'MARKETING', ...named });
  await news('phone_number_quality_update', { display_phone_number: '15550000001', event: 'FLAGGED', current_limit: 'TIER_250' });
  await news('account_update', {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1790400000 }],
  });
  await news('account_alerts', { alert_info: { alert_severity: 'WARNING', alert_status: 'ACTIVE', alert_type: 'SOMETHING' } });
  await news('security', { event: 'PIN_CHANGED' });
  await news('business_capability_update', { max_daily_conversations_per_business: 'TIER_2K' });
  await eventually(
    () =>
      world.of('TemplateChanged').length === 2 &&
      world.of('NumberChanged', ({ data }) => data.quality === '').length === 1 &&
      world.of('AccountStandingChanged').length === 1 &&
      world.of('AccountAlerted').length === 2 &&
      world.of('CapabilityChanged').length === 1,
  );
  expect(world.of('TemplateChanged')[0]).toMatchObject({
    data: { templateId: '77', status: 'PAUSED', at: 1790307685000 },
    envelope: { actor: { kind: 'meta' }, conversationId: 'account:*' },
  });
  expect(world.of('TemplateChanged')[1]).toMatchObject({ data: { status: '', category: 'MARKETING' } });
  expect(world.of('NumberChanged', ({ data }) => data.quality === '')[0]).toMatchObject({
    data: { event: 'FLAGGED', messagingLimit: 'TIER_250' },
    envelope: { conversationId: `account:${numberId}` },
  });
  expect(world.of('AccountStandingChanged')[0]).toMatchObject({
    data: { restrictions: [{ type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', until: 1790400000000 }] },
  });
});

test('the same news again at another time is news again; a copy is not', async () => {
  const paused = { event: 'PAUSED', message_template_id: 78, message_template_name: 'again', message_template_language: 'en' };
  for (const time of [1790307700, 1790307700, 1790307800]) await news('message_template_status_update', paused, time);
  await news('message_template_status_update', { ...paused, message_template_id: 79 });
  await eventually(() => world.of('TemplateChanged', ({ data }) => data.templateId === '79').length === 1);
  expect(world.of('TemplateChanged', ({ data }) => data.templateId === '78')).toHaveLength(2);
});

test('a member that is no text where a number would stand is in the way of nothing', async () => {
  const odd = { display_phone_number: { toString: 1, valueOf: 1 } };
  const named = { message_template_id: 80, message_template_name: 'odd', message_template_language: 'en' };
  await news('message_template_status_update', { event: 'PAUSED', ...named, ...odd });
  await eventually(() => world.of('TemplateChanged', ({ data }) => data.templateId === '80').length === 1);
  expect(world.of('DeadLettered')).toEqual([]);
});

test("news about somebody else's account, or from the dashboard's test button, changes nothing", async () => {
  await news('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, 1790307685, '0');
  await eventually(() => world.of('AccountChanged', ({ data }) => data.change === 'DISABLED_UPDATE').length === 1);
  expect(world.of('AccountStandingChanged', ({ data }) => data.ban !== '')).toEqual([]);
});

test('news about a number of the account that others answer is not taken for ours, though we have but one', async () => {
  const about = (display: string, event: string, time: number) =>
    news('phone_number_quality_update', { display_phone_number: display, event, current_limit: 'TIER_250' }, time);
  const told = (event: string) => world.of('NumberChanged', ({ data }) => data.event === event);
  world.graph.numbers.set(numberId, { display_phone_number: '+1 555-000-0001', quality_rating: 'YELLOW' });
  await about('15550000001', 'UPGRADE', 1790307900);
  await eventually(() => told('QUALITY_YELLOW').length === 1);
  await about('15550000099', 'DOWNGRADE', 1790307901);
  await about('15550000001', 'ONBOARDING', 1790307902);
  await eventually(() => told('DOWNGRADE').length === 1 && told('ONBOARDING').length === 1);
  const of = (event: string) => told(event)[0]!.envelope.conversationId;
  expect(['UPGRADE', 'DOWNGRADE', 'ONBOARDING'].map(of)).toEqual([`account:${numberId}`, 'account:*', `account:${numberId}`]);
});

test("a preference is its person's, in their thread with that number", async () => {
  const to = await world.customer('4915100000070');
  const stop = { wa_id: '4915100000070', category: 'marketing_messages', value: 'stop', detail: 'x', timestamp: 1790307685 };
  await world.post(
    toWire(
      change('user_preferences', {
        ...(webhook({}) as { entry: { changes: { value: object }[] }[] }).entry[0]?.changes[0]?.value,
        contacts: [],
        user_preferences: [stop, { ...stop, value: 'perhaps' }],
      }),
    ),
  );
  await eventually(
    () =>
      world.of('PreferenceReceived').length === 1 && world.of('ItemNotUsed', ({ data }) => data.field === 'user_preferences').length === 1,
  );
  expect(world.of('PreferenceReceived')[0]).toMatchObject({
    data: { category: 'marketing', value: 'stop', at: 1790307685000, contact: { contactId: to.contact.contactId } },
    envelope: { conversationId: to.conversationId },
  });
});

test("what of Meta's own agent and of old chats holds no message is kept and counted", async () => {
  await news('standby', { messaging_product: 'whatsapp', metadata: { phone_number_id: numberId }, standby: [{}] });
  await news('history', {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: numberId },
    history: [{ metadata: { phase: 0, chunk_order: 1, progress: 10 }, threads: [] }],
  });
  await eventually(() => world.of('ItemNotUsed', ({ data }) => ['standby', 'history'].includes(data.field)).length === 2);
  expect(
    world
      .of('ItemNotUsed', ({ data }) => ['standby', 'history'].includes(data.field))
      .map(({ data }) => `${data.field} ${data.why}`)
      .sort(),
  ).toEqual(['history not_used_yet', 'standby unknown_type']);
});
