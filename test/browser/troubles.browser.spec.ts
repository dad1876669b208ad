import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { call, findTicket, takeOver, until } from '@frontdesk/demo';
import { twinDefaults } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { query } from '../database.ts';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';

onBus('embedded', 'what Meta did, in the console', (system) => {
  let pages: Pages;
  let lead: Page;
  const control = (path: string, body: object) => call(`${system().world.url}/_sim/${path}`, { body });
  const banner = (text: RegExp) => lead.getByRole('alert').filter({ hasText: text });

  beforeAll(async () => {
    pages = await Pages.launch();
    lead = await pages.open();
  }, 60_000);
  afterAll(() => pages?.close());

  test('a lead is told that a template was paused, and of nothing any more once it is approved', async () => {
    await until(
      'the catalogue',
      async () => (await query(system(), `SELECT 1 FROM policy.templates WHERE name = 'conversation_update'`)).length > 0,
    );
    await lead.goto(`${system().url}/console`);
    await signIn(lead, 'Lena');
    await control('templates/conversation_update/events', { event: 'PAUSED' });
    const paused = banner(/Meta has paused a template/);
    // its languages come in webhooks of their own, so they may stand in one banner or in several
    const languages = async () => (await paused.allInnerTexts()).join(' ').match(/conversation_update/g)?.length;
    await until('all four languages', async () => (await languages()) === 4);
    await shown(paused.getByText(/the whole account, since .*edit it or use another in WhatsApp Manager/).first());
    await control('templates/conversation_update/events', { event: 'APPROVED' });
    await until('the banner to be gone', async () => (await paused.count()) === 0);
  }, 60_000);

  test('of a number: which; an agent is not, and it is gone for every lead once one has dismissed it', async () => {
    const agent = await pages.open();
    await agent.goto(`${system().url}/console`);
    await signIn(agent, 'Ana');
    const value = { display_phone_number: '15550783881', event: 'FLAGGED', current_limit: 'TIER_1K' };
    await control('webhooks/event', { field: 'phone_number_quality_update', value });
    const flagged = banner(/Meta has flagged the number/);
    await shown(flagged.getByText(`number ${twinDefaults.phoneNumberId}`));
    if (process.env['FRONTDESK_SHOT']) await lead.screenshot({ path: process.env['FRONTDESK_SHOT'] });
    expect(await agent.getByText('flagged the number').count()).toBe(0);
    const other = await pages.open();
    await other.goto(`${system().url}/console`);
    await signIn(other, 'Lena');
    const there = other.getByRole('alert').filter({ hasText: 'flagged the number' });
    await shown(there);
    await there.getByRole('button', { name: 'Dismiss' }).click();
    await Promise.all([there.waitFor({ state: 'detached' }), flagged.waitFor({ state: 'detached' })]);
  }, 60_000);

  test('a text that Meta saw outside the window and we did not says so under its bubble', async () => {
    const phone = system().world.phone('+15550100691');
    const ana = await system().seat('ana@frontdesk.example');
    await ana.present('available');
    await phone.ask('Can I speak to a real person please?');
    const { id, number } = await findTicket(ana, (one) => ['waiting', 'offered'].includes(one.state), 'the case');
    await takeOver(ana, id);
    await lead.reload();
    await caseOf(lead, number).getByRole('button').first().click();
    await system().world.fault({ name: '131047', way: 'async', match: { phone: '+15550100691', text: 'I am looking' } });
    await ana.reply(id, 'I am looking into it.');
    const bubble = lead.locator('.message.agent', { hasText: 'I am looking into it.' });
    await shown(bubble.getByText(/\(131047\)/));
    await shown(bubble.getByText('WhatsApp saw the 24 hours over, we did not.'));
    expect(pages.thrown).toEqual([]);
  }, 90_000);
});
