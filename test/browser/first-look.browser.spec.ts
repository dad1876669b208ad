import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTicket } from '@frontdesk/demo';
import type { Phone } from '@frontdesk/demo';
import { demoCustomers } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, shown, signIn } from './browser.ts';

// What somebody stumbled over who saw the console for the first time.

const customer = demoCustomers[0]!;

onBus('embedded', "the console's first look", (system) => {
  let pages: Pages;
  let page: Page;
  let phone: Phone;
  let number = '';
  let link = '';
  const panel = () => page.getByRole('complementary', { name: 'Customer and case' });
  const head = () => page.locator('.thread-head');

  beforeAll(async () => {
    pages = await Pages.launch();
    page = await pages.open();
    phone = system().world.phone(customer.phone);
    await phone.ask('I want to talk to a human');
    const seat = await system().seat('ana@frontdesk.example');
    const ticket = await findTicket(seat, () => true, 'the case');
    number = ticket.number;
    link = new URL((await seat.ticket(ticket.id)).transcript_url).pathname;
  }, 60_000);
  afterAll(() => pages?.close());

  test('a link to a case answers 404 who is not signed in, asks who it is, and then opens', async () => {
    expect((await page.goto(`${system().url}${link}`))?.status()).toBe(404);
    await signIn(page, 'Ana');
    await shown(head().getByText(number));
  }, 60_000);

  test('a menu closes with Escape, with a click beside it, and when the other opens', async () => {
    const menu = (name: string) => page.locator('.top-bar summary', { hasText: name });
    const [notices, own] = [page.getByText(/^Nothing needs attention/), page.getByRole('button', { name: 'Sign out' })];
    await menu('Notices').press('Enter');
    await shown(notices);
    await page.keyboard.press('Escape');
    await notices.waitFor({ state: 'hidden' });
    expect(await menu('Notices').evaluate((summary) => summary.matches(':focus'))).toBe(true);
    await menu('Notices').click();
    await shown(notices);
    await menu('Ana').click();
    await shown(own);
    await notices.waitFor({ state: 'hidden' });
    await head().click();
    await own.waitFor({ state: 'hidden' });
  }, 60_000);

  test('what is answered is said neither to wait nor to be due', async () => {
    await shown(panel().getByText('Waiting since'));
    await head().getByRole('button', { name: 'Accept' }).click();
    const box = page.getByRole('textbox', { name: 'Your answer' });
    await box.fill('Hello, this is Ana.');
    await box.press('Enter');
    await shown(head().getByText('answered', { exact: true }));
    await panel().getByText('Waiting since').waitFor({ state: 'detached' });
    expect(await panel().getByText('Due', { exact: true }).count()).toBe(0);
  }, 60_000);

  test('who leaves a customer who waits is told beforehand that the case goes back to the queue, and when', async () => {
    const goesBack = head().getByRole('timer', { name: /^goes back to the queue/ });
    // Meta's times are whole seconds, and who writes in that of the answer counts as answered
    await system().world.advance(2_000);
    await phone.write('Are you there?');
    await shown(head().getByRole('timer', { name: /^due/ }));
    expect(await goesBack.count()).toBe(0);
    await page.getByRole('radio', { name: 'Away' }).click();
    await shown(goesBack);
    await page.getByRole('radio', { name: 'Off', exact: true }).click();
    await shown(page.getByRole('dialog').getByText(`${number} waits for your answer. It goes back to the queue at once`));
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('radio', { name: 'Available' }).click();
    await goesBack.waitFor({ state: 'detached' });
    await shown(head().getByText('Yours', { exact: true }));
  }, 60_000);

  test('of a case that has ended no clock runs', async () => {
    await phone.write('One more thing');
    await shown(head().getByRole('timer', { name: /^due/ }));
    await page.getByRole('button', { name: 'Hand back' }).click();
    await shown(head().getByText('handed back to the bot', { exact: true }));
    await head().getByRole('timer', { name: /^due/ }).waitFor({ state: 'detached' });
    expect(await panel().getByText('Waiting since').count()).toBe(0);
  }, 60_000);

  test('who may only read is not told to accept', async () => {
    await phone.ask('I want to talk to a human');
    const reader = await pages.open();
    await reader.goto(`${system().url}/console`);
    await signIn(reader, 'Carl');
    await shown(reader.getByText('The most urgent one stands first on the left.'));
    expect(await reader.getByText(/accept it to answer/).count()).toBe(0);
    await reader.context().close();
  }, 60_000);

  test('a case that nobody took is open to all, until somebody has it', async () => {
    await system().world.advance(16 * 60_000);
    const cases = page.getByRole('navigation', { name: 'Cases' });
    await shown(cases.getByText('open to all'));
    await cases.getByRole('button', { name: 'Accept' }).click();
    await shown(head().getByText('Yours', { exact: true }));
    await cases.getByText('open to all').waitFor({ state: 'detached' });
  }, 60_000);

  test("a conversation that is not the bot's any more is not said to be: it leads to its case", async () => {
    const other = system().world.phone(demoCustomers[1]!.phone);
    const lead = await pages.open();
    await other.ask('Where is the nearest store?');
    await lead.goto(`${system().url}/console`);
    await signIn(lead, 'Lena');
    await lead.getByRole('tab', { name: 'All' }).click();
    await lead.getByRole('button', { name: /Where is the nearest store/ }).click();
    await shown(lead.getByText('The bot has this conversation. Take it over to write.'));
    await other.ask('I want to talk to a human');
    await shown(lead.getByText('People have this conversation.'));
    expect(await lead.getByRole('button', { name: 'Take over' }).count()).toBe(0);
    await lead.getByRole('button', { name: 'Open the case' }).click();
    await shown(lead.locator('.thread-head').getByRole('button', { name: 'Accept' }));
    await lead.context().close();
  }, 90_000);

  test('a lead reads what the day was like so far, and the day before', async () => {
    const lead = await pages.open();
    await lead.goto(`${system().url}/console`);
    await signIn(lead, 'Lena');
    await lead.getByRole('button', { name: 'Numbers' }).click();
    const numbers = lead.getByRole('region', { name: 'Numbers' });
    await shown(numbers.getByText('asked for a person 3'));
    expect(await numbers.getByRole('button', { name: 'Day after' }).isDisabled()).toBe(true);
    await numbers.getByRole('button', { name: 'Day before' }).click();
    await shown(numbers.getByText('none was due'));
    await lead.goBack();
    await shown(numbers.getByText('asked for a person 3'));
  }, 60_000);

  test('no page threw anything', () => expect(pages.thrown).toEqual([]));
});
