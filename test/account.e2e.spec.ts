import { expect, test } from '@jest/globals';
import { call, findTicket, HttpError, saying, takeOver, until } from '@frontdesk/demo';
import type { Draft, Seat } from '@frontdesk/demo';
import { twinDefaults } from '@frontdesk/twin';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

const tenSeconds = 10_000;

onBus('embedded', 'what Meta says about our templates and our account', (system) => {
  const meta = (path: string, body: object) => call(`${system().world.url}/_sim/${path}`, { body });
  let agent: Seat;
  let ticketId = '';
  const settled = (id: string) =>
    until("the gate's word", async () => (await agent.ticket(ticketId)).drafts.find((one) => one.id === id && one.status !== 'pending'));
  /** @returns the gate's word, or the console's if that knew already */
  const template = async (): Promise<string> => {
    let draft: Draft;
    try {
      draft = await agent.template(ticketId, { name: 'conversation_update', language: 'en_US', variables: [] });
    } catch (error) {
      if (error instanceof HttpError && error.status === 409) return 'UNKNOWN_TEMPLATE';
      throw error;
    }
    const { status, reason } = await settled(draft.id);
    return status === 'refused' ? (reason ?? '') : 'used';
  };
  /** Who has been called, or is in the next page, by what for, and Meta's code or the templates. */
  const called = (what: string, about: string) =>
    within(
      `the call for ${what}`,
      `SELECT 1 FROM (SELECT body FROM sla_scheduler.notifications UNION ALL SELECT body FROM sla_scheduler.calls) said,
      jsonb_array_elements(coalesce(body->'calls', jsonb_build_array(body))) AS one
    WHERE one->>'what' = '${what}' AND body->>'channel' = 'support-p1' AND one->>'text' LIKE '%${about}%'`,
    );
  const within = async (what: string, sql: string) => {
    await until(what, async () => (await query(system(), sql)).length > 0, tenSeconds);
  };

  test('a person has the case, and the customer agreed that we may write', async () => {
    const phone = system().world.phone('+15550100661');
    agent = await system().seat('ana@frontdesk.example');
    await agent.present('available');
    await phone.ask('Can I speak to a real person please?');
    await phone.write('yes');
    ticketId = (await findTicket(agent, (one) => ['waiting', 'offered'].includes(one.state), 'the case')).id;
    await until('the opt-in', async () => (await agent.ticket(ticketId)).consent === 'opt_in');
    await takeOver(agent, ticketId);
    // gateway reads the catalogue when it starts, and that may still be under way
    expect(await until('the catalogue', async () => (await template()) === 'used')).toBe(true);
  }, 90_000);

  test.each(['PAUSED', 'DISABLED', 'REJECTED'])(
    'a template that is %s is used no more within 10 s, and again when it is approved',
    async (event) => {
      // Meta's news carry no id, and a time in whole seconds: the same word twice within one is a copy
      await system().world.advance(2_000);
      await meta('templates/conversation_update/events', { event, language: 'en_US', reason: 'NONE' });
      await within(
        event,
        `SELECT 1 FROM policy.templates WHERE name = 'conversation_update' AND language = 'en_US' AND status = '${event}'`,
      );
      expect(await template()).toMatch(/^(TEMPLATE_NOT_APPROVED|UNKNOWN_TEMPLATE)$/);
      await called(`TEMPLATE_${event}`, 'conversation_update en_US');
      await meta('templates/conversation_update/events', { event: 'APPROVED', language: 'en_US' });
      await within(
        'the approval',
        `SELECT 1 FROM policy.templates WHERE name = 'conversation_update' AND language = 'en_US' AND status = 'APPROVED'`,
      );
      expect(await until('the template to be used', async () => (await template()) === 'used')).toBe(true);
    },
    60_000,
  );

  test.each([
    [
      'whose category Meta changed',
      { category: 'MARKETING', now: true },
      `category = 'MARKETING'`,
      { category: 'UTILITY', now: true },
      `category = 'UTILITY'`,
      'TEMPLATE_CATEGORY',
      /^TEMPLATE_NOT_APPROVED$/,
    ],
    [
      'whose quality is red',
      { quality: 'RED' },
      `quality = 'RED'`,
      { quality: 'GREEN' },
      `quality = 'GREEN'`,
      'TEMPLATE_QUALITY_RED',
      /^TEMPLATE_QUALITY_RED$/,
    ],
  ])(
    'a template %s is used no more within 10 s, somebody is called, and it is used again when that is over',
    async (_what, news, worse, over, better, what, refused) => {
      await system().world.advance(2_000);
      const stands = (how: string) =>
        within(how, `SELECT 1 FROM policy.templates WHERE name = 'conversation_update' AND language = 'en_US' AND ${how}`);
      await meta('templates/conversation_update/events', { ...news, language: 'en_US' });
      await stands(worse);
      expect(await template()).toMatch(refused);
      await called(what, 'conversation_update en_US');
      await system().world.advance(2_000);
      await meta('templates/conversation_update/events', { ...over, language: 'en_US' });
      await stands(better);
      expect(await until('the template to be used', async () => (await template()) === 'used')).toBe(true);
    },
    60_000,
  );

  test('a flagged number: somebody is called within 10 s, and no template goes that no person asked for, until it is over', async () => {
    const number = (event: string) =>
      meta('webhooks/event', {
        field: 'phone_number_quality_update',
        value: { display_phone_number: '15550783881', event, current_limit: 'TIER_1K' },
      });
    await number('FLAGGED');
    await within('the flag', `SELECT 1 FROM policy.restrictions WHERE restriction = 'NUMBER_FLAGGED' AND scope <> '*'`);
    await called('NUMBER_FLAGGED', 'NUMBER_FLAGGED');
    expect(await template()).toBe('used');
    await number('UNFLAGGED');
    await until(
      'the flag to go',
      async () => (await query(system(), `SELECT 1 FROM policy.restrictions WHERE restriction = 'NUMBER_FLAGGED'`)).length === 0,
      tenSeconds,
    );
  }, 60_000);

  test('a number whose quality is red: the same within 10 s, though the news only say that it changed', async () => {
    const rated = async (quality: string) => {
      // Meta's time is in whole seconds: the same word twice within one is a copy
      await system().world.advance(2_000);
      await meta('numbers', { id: twinDefaults.phoneNumberId, quality_rating: quality });
      await meta('webhooks/event', {
        field: 'phone_number_quality_update',
        value: { display_phone_number: '15550783881', event: 'UPGRADE', current_limit: 'TIER_UNLIMITED' },
      });
    };
    await rated('RED');
    await within('the rating', `SELECT 1 FROM policy.restrictions WHERE restriction = 'NUMBER_QUALITY_RED' AND scope <> '*'`);
    await called('NUMBER_QUALITY_RED', 'NUMBER_QUALITY_RED');
    expect(await template()).toBe('used');
    await rated('GREEN');
    await until(
      'the rating to be better',
      async () => (await query(system(), `SELECT 1 FROM policy.restrictions WHERE restriction = 'NUMBER_QUALITY_RED'`)).length === 0,
      tenSeconds,
    );
  }, 60_000);

  test('an account that may start nothing sends no template, and answers go on', async () => {
    const expiration = Math.floor((await system().world.now()) / 1000) + 3600;
    await meta('webhooks/event', {
      field: 'account_update',
      value: {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration }],
      },
    });
    await within('the restriction', `SELECT 1 FROM policy.restrictions WHERE restriction = 'RESTRICTED_BIZ_INITIATED_MESSAGING'`);
    expect(await template()).toBe('TEMPLATES_RESTRICTED');
    await called('ACCOUNT_RESTRICTED', 'RESTRICTED_BIZ_INITIATED_MESSAGING');
    const answer = await agent.reply(ticketId, 'Still here for you.');
    expect((await settled(answer.id)).status).not.toBe('refused');
  }, 60_000);

  test('a ban freezes all that goes out, with its reason, until it is lifted', async () => {
    const ban = (state: string) =>
      meta('webhooks/event', {
        field: 'account_update',
        value: { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: state, waba_ban_date: 'November 20, 2026' } },
      });
    const customer = system().world.phone('+15550100662');
    await ban('DISABLE');
    await within('the ban', `SELECT 1 FROM policy.restrictions WHERE restriction = 'BANNED'`);
    await called('ACCOUNT_BANNED', 'BANNED');
    await customer.write('What is your returns policy?');
    await within(
      'a verdict',
      `SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'VerdictGiven' AND payload->'data'->>'reason' = 'OUTBOUND_FROZEN'
      AND payload::text LIKE '%"BANNED"%'`,
    );
    expect(await customer.received()).toEqual([]);
    await ban('REINSTATE');
    await until(
      'the ban to be lifted',
      async () => (await query(system(), `SELECT 1 FROM policy.restrictions WHERE restriction = 'BANNED'`)).length === 0,
      tenSeconds,
    );
    expect(saying(await customer.ask('What is your returns policy?'))).toMatch(/30 days/);
  }, 60_000);

  test('who stops marketing in the app has stopped marketing, nothing else', async () => {
    const customer = system().world.phone('+15550100663');
    await customer.ask('What is your returns policy?');
    await meta('customers/15550100663/preferences', { value: 'stop' });
    await within(
      'the opt-out',
      `SELECT 1 FROM policy.consents WHERE basis = 'opted_out' AND category = 'marketing' AND source = 'user_preferences'`,
    );
    expect(saying(await customer.ask('And how much is shipping?'))).not.toBe('');
  }, 60_000);
});
