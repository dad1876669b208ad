import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { invariants } from '@frontdesk/chaos';
import { until } from '@frontdesk/demo';
import type { Page } from 'playwright-core';
import { query } from '../database.ts';
import { onBus } from '../on-both-buses.ts';
import { Pages, shown, signIn } from './browser.ts';
import { faint } from './contrast.ts';

onBus('embedded', 'answer times and opening hours, in the console', (system) => {
  let pages: Pages;
  let lead: Page;
  const open = async (name: string): Promise<Page> => {
    const page = await pages.open();
    await page.goto(`${system().url}/console/settings`);
    await signIn(page, name);
    return page;
  };
  const firstAnswer = () => lead.getByLabel('Retail, anything else, first answer, minutes');
  const review = () => lead.getByRole('button', { name: 'Review and save' });
  const save = async (why: string): Promise<void> => {
    await review().click();
    await lead.getByRole('dialog').getByLabel(/^Why/).fill(why);
    await lead.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  };
  const menuOf = (page: Page, name: string) => page.locator('.menu summary', { hasText: name });
  const history = () => lead.getByRole('region', { name: 'What was changed' });
  const picture = async (name: string): Promise<void> => {
    if (process.env['FRONTDESK_SHOT']) await lead.screenshot({ path: `${process.env['FRONTDESK_SHOT']}-${name}.png`, fullPage: true });
  };

  beforeAll(async () => {
    pages = await Pages.launch();
    lead = await open('Lena');
  }, 60_000);
  afterAll(() => pages?.close());

  test('a lead promises something else, sees what changes before it is saved, and it is on the page, with who and why', async () => {
    await firstAnswer().fill('');
    await shown(lead.getByText('one field is not filled in right'));
    expect(await firstAnswer().getAttribute('aria-invalid')).toBe('true');
    expect(await review().isDisabled()).toBe(true);
    await firstAnswer().fill('45');
    await lead.getByRole('button', { name: 'Saturday: not open' }).click();
    await lead.getByLabel('Another day').fill('2027-06-03');
    await lead.getByRole('button', { name: 'Add a closed day' }).click();
    await shown(lead.getByText('3 changes, not saved.'));
    expect(await lead.evaluate(faint)).toEqual([]);
    await picture('edited');
    await review().click();
    const changes = ['Retail, anything else, first answer: 45 min, was 60 min', 'Saturday: closed, was 10:00–14:00'];
    for (const one of changes) await shown(lead.getByRole('dialog').getByText(one));
    expect(await lead.getByRole('dialog').getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await picture('review');
    await lead.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await save('Fewer people in summer');
    for (const one of [...changes, 'Fewer people in summer']) await shown(history().getByText(one));
    await shown(lead.getByText('Nothing is changed.'));
    await firstAnswer().focus();
    await picture('saved');
    expect(await firstAnswer().inputValue()).toBe('45');
    const update = lead.getByRole('row', { name: /^conversation_update .* en_US utility approved/ });
    await shown(update.getByText('Stands in for an answer outside the 24 hours'));
    await lead.setViewportSize({ width: 390, height: 844 });
    expect(await lead.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await picture('narrow');
    await update.scrollIntoViewIfNeeded();
    await picture('templates');
    await lead.setViewportSize({ width: 1280, height: 860 });
  }, 60_000);

  test('of two at once the second is told who was quicker, and has both when they save again', async () => {
    const admin = await open('Ada');
    await firstAnswer().fill('50');
    // a look at something else loses nothing
    await lead.getByRole('button', { name: 'Back to the cases' }).click();
    await menuOf(lead, 'Lena').click();
    await lead.getByRole('button', { name: 'Settings' }).click();
    expect(await firstAnswer().inputValue()).toBe('50');
    // just before what the lead saves gets there
    await lead.route(
      '**/console/api/settings/sla',
      async (route) => {
        await admin.getByLabel('VIP, refund, first answer, minutes').fill('3');
        await admin.getByRole('button', { name: 'Review and save' }).click();
        await admin.getByRole('dialog').getByLabel(/^Why/).fill('A promise to our best');
        await admin.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
        await shown(admin.getByText('A promise to our best'));
        await route.continue();
      },
      { times: 1 },
    );
    await save('More people again');
    await shown(lead.getByRole('alert').filter({ hasText: 'Ada has changed this meanwhile' }));
    await shown(history().getByText('A promise to our best'));
    expect(await firstAnswer().inputValue()).toBe('50');
    await review().click();
    await lead.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await shown(history().getByText('More people again'));
    expect(await lead.getByLabel('VIP, refund, first answer, minutes').inputValue()).toBe('3');
    expect(await firstAnswer().inputValue()).toBe('50');
    await history().getByRole('button', { name: 'Fill in as it was' }).last().click();
    await shown(lead.getByText('4 changes, not saved.'));
    await shown(history().getByRole('listitem').filter({ hasText: 'More people again' }).getByText('Holds now.'));
    expect(pages.thrown).toEqual([]);
  }, 90_000);

  test('what was changed is on record, and with whoever computes by it', async () => {
    const rules = invariants('embedded').filter(({ table }) => table.endsWith('.sla_policies'));
    expect(rules).toHaveLength(2);
    for (const { rows } of rules) await until('every reader', async () => (await query(system(), rows)).length === 0);
    expect(await query(system(), 'SELECT revision FROM sla_scheduler.sla_policies ORDER BY 1')).toEqual(
      [1, 2, 3].map((revision) => ({ revision })),
    );
  }, 60_000);

  test('an agent has no settings', async () => {
    const agent = await open('Ana');
    await shown(agent.getByText('Your role does not allow this.'));
    await menuOf(agent, 'Ana').click();
    await shown(agent.getByRole('button', { name: 'Sign out' }));
    expect(await agent.getByRole('button', { name: 'Settings' }).count()).toBe(0);
  }, 60_000);
});
