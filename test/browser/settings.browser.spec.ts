import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { invariants } from '@frontdesk/chaos';
import { findTicket, saying, takeOver, until } from '@frontdesk/demo';
import type { Page } from 'playwright-core';
import { query } from '../database.ts';
import { onBus } from '../on-both-buses.ts';
import { caseOf, Pages, shown, signIn } from './browser.ts';
import { faint } from './contrast.ts';

onBus('embedded', 'answer times, opening hours and saved replies, in the console', (system) => {
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
  const picture = async (name: string, page = lead): Promise<void> => {
    if (process.env['FRONTDESK_SHOT']) await page.screenshot({ path: `${process.env['FRONTDESK_SHOT']}-${name}.png`, fullPage: true });
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

  const keepReply = async (words: Record<string, string>): Promise<void> => {
    await lead.getByRole('button', { name: 'New saved reply' }).click();
    const form = lead.getByRole('form', { name: 'New saved reply' });
    for (const [field, text] of Object.entries(words)) await form.getByLabel(field, { exact: true }).fill(text);
    await picture('saved-reply');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
  };
  const kept = () => lead.getByRole('list', { name: 'Saved replies' });

  test('a lead keeps texts to answer with; of two who change one at once the second sees what the first has made of it', async () => {
    await keepReply({ Name: 'Opening hours', English: 'We are there from nine to six.', German: 'Wir sind von neun bis sechs da.' });
    await keepReply({ Name: 'Umtausch', German: 'Ein Umtausch ist kostenlos.' });
    await shown(kept().getByRole('listitem').filter({ hasText: 'Opening hours' }).getByText('Lena'));
    await until('the focus', async () => (await lead.evaluate('document.activeElement.textContent')) === 'New saved reply');
    await lead.getByRole('button', { name: 'Change Opening hours' }).click();
    const form = lead.getByRole('form', { name: 'Change Opening hours' });
    await form.getByLabel('English').fill('We are there from nine to seven.');
    // just before what the lead saves gets there
    await lead.route(
      '**/console/api/saved-replies/*',
      async (route) => {
        const { name, ...rest } = route.request().postDataJSON() as { name: string };
        await route.fetch({ postData: { ...rest, name: `${name}, in summer`, command_id: randomUUID() } });
        await route.continue();
      },
      { times: 1 },
    );
    await form.getByRole('button', { name: 'Save' }).click();
    const told = lead.getByRole('alert').filter({ hasText: 'Lena has changed this meanwhile' });
    await shown(told.getByText('Opening hours, in summer'));
    expect(await lead.evaluate(faint)).toEqual([]);
    await told.scrollIntoViewIfNeeded();
    await picture('saved-reply-conflict');
    await lead.getByRole('button', { name: 'Save', exact: true }).click();
    await shown(kept().getByText('We are there from nine to seven.'));
    await shown(kept().getByText('Opening hours', { exact: true }));
    await keepReply({ Name: 'Thanks', English: 'Thank you!' });
    await lead.getByRole('button', { name: 'Remove Thanks' }).click();
    await lead.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await kept().getByText('Thanks', { exact: true }).waitFor({ state: 'detached' });
    await lead.setViewportSize({ width: 390, height: 844 });
    expect(await lead.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await kept().scrollIntoViewIfNeeded();
    await picture('saved-replies-narrow');
    await lead.setViewportSize({ width: 1280, height: 860 });
  }, 90_000);

  test('who answers picks one by its name, changes it and sends it; picking sends nothing', async () => {
    const seat = await system().seat('ana@frontdesk.example');
    await seat.present('available');
    const phone = system().world.phone('+15550100633');
    await phone.ask('Can I speak to a real person please?');
    const ticket = await findTicket(seat, ({ state }) => state === 'waiting' || state === 'offered', 'the case');
    await takeOver(seat, ticket.id);
    const agent = await pages.open();
    await agent.goto(`${system().url}/console`);
    await signIn(agent, 'Ana');
    await caseOf(agent, ticket.number).getByRole('button').first().click();
    const box = agent.getByRole('textbox', { name: 'Your answer' });
    const name = agent.getByRole('combobox', { name: 'Saved reply' });
    const option = (about: string) => agent.getByRole('option', { name: about });
    await box.press('/');
    await shown(option('Umtausch in German only'));
    await picture('picker', agent);
    expect(await agent.evaluate(faint)).toEqual([]);
    await agent.setViewportSize({ width: 390, height: 844 });
    await picture('picker-narrow', agent);
    expect(await agent.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await agent.setViewportSize({ width: 1280, height: 860 });
    await name.pressSequentially('um');
    await option('Opening hours').waitFor({ state: 'detached' });
    await name.press('Escape');
    expect(await box.inputValue()).toBe('/um');
    await box.fill('');
    await agent.getByRole('button', { name: 'Saved replies' }).click();
    await option('Umtausch').click();
    await shown(agent.getByText('“Umtausch” has no English text: it stands in the box in German.'));
    expect(await box.inputValue()).toBe('Ein Umtausch ist kostenlos.');
    await box.fill('');
    await box.press('/');
    await name.press('ArrowDown');
    await name.press('ArrowUp');
    await name.press('Enter');
    expect(await box.inputValue()).toBe('We are there from nine to seven.');
    expect(await agent.evaluate('document.activeElement.ariaLabel')).toBe('Your answer');
    await box.press('End');
    await box.pressSequentially(' See you!');
    await box.press('Enter');
    await until('the text', async () => saying(await phone.received()).includes('We are there from nine to seven. See you!'));
    expect(saying(await phone.received())).not.toContain('Umtausch');
    expect(pages.thrown).toEqual([]);
  }, 90_000);

  test('what was changed is on record, and with whoever computes by it', async () => {
    const rules = invariants('embedded').filter(({ table }) => /\.(sla_policies|saved_replies)$/.test(table));
    expect(rules).toHaveLength(3);
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
