import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTicket } from '@frontdesk/demo';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';

const numbers = ['+15550100641', '+15550100642'] as const;
const masked = ['+15 ••• 0641', '+15 ••• 0642'] as const;

onBus('embedded', 'a masked phone number', (system) => {
  let pages: Pages;
  let lead: Page;
  const cases: string[] = [];
  const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Customer and case' });
  const show = (page: Page) => panelOf(page).getByRole('button', { name: 'Show number' });
  const open = async (page: Page, number: string, phone: string) => {
    await caseOf(page, number).getByRole('button').first().click();
    await shown(panelOf(page).getByText(phone));
  };

  beforeAll(async () => {
    pages = await Pages.launch();
    for (const number of numbers) {
      await system().world.phone(number).ask('I want to talk to a human');
      const seat = await system().seat('lena@frontdesk.example');
      const ticket = await findTicket(seat, (one) => one.state === 'waiting' && !cases.includes(one.number), 'the case');
      cases.push(ticket.number);
    }
    lead = await pages.open();
    await lead.goto(`${system().url}/console`);
    await signIn(lead, 'Lena');
  }, 90_000);
  afterAll(() => pages?.close());

  test('is shown to a lead who asks, until it is hidden, and the case says who saw it', async () => {
    await open(lead, cases[0]!, masked[0]);
    expect(await lead.content()).not.toContain(numbers[0]);
    const looks = panelOf(lead).getByRole('listitem');
    await shown(looks.getByText('Lena read the conversation'));
    expect(await looks.getByText('Lena saw the phone number').count()).toBe(0);
    await show(lead).click();
    await shown(panelOf(lead).getByText(numbers[0]));
    await shown(looks.getByText('Lena saw the phone number'));
    await panelOf(lead).getByRole('button', { name: 'Hide' }).click();
    await shown(panelOf(lead).getByText(masked[0]));
    expect(await lead.content()).not.toContain(numbers[0]);
  }, 60_000);

  test('stands above what the conversation cost, by what the twin says of each message', () =>
    shown(panelOf(lead).getByText(/^Free, \d+ messages?$/)));

  test('is masked again when another case was open', async () => {
    await show(lead).click();
    await shown(panelOf(lead).getByText(numbers[0]));
    await open(lead, cases[1]!, masked[1]);
    expect(await lead.content()).not.toContain(numbers[0]);
    await open(lead, cases[0]!, masked[0]);
    expect(await lead.content()).not.toContain(numbers[0]);
  }, 60_000);

  test('stays masked for an agent, who is not told who looked either, nor what it cost', async () => {
    const agent = await pages.open();
    await agent.goto(`${system().url}/console`);
    await signIn(agent, 'Ana');
    await open(agent, cases[0]!, masked[0]);
    expect(await show(agent).count()).toBe(0);
    expect(await panelOf(agent).getByText('Who looked').count()).toBe(0);
    expect(await panelOf(agent).getByText('Cost', { exact: true }).count()).toBe(0);
    expect(pages.thrown).toEqual([]);
  }, 60_000);
});
