import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demoCustomers } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, shown } from './browser.ts';

const [customer] = demoCustomers;
const order = customer!.orders[0]!;

onBus('embedded', 'the phone page', (system) => {
  let pages: Pages;
  let page: Page;
  beforeAll(async () => {
    pages = await Pages.launch();
  }, 60_000);
  afterAll(() => pages?.close());

  test('a customer writes with the keyboard alone, and the assistant answers', async () => {
    page = await pages.open();
    await page.goto(`${system().url}/phone`);
    const box = page.getByRole('textbox', { name: `Write as ${customer!.name}` });
    await box.focus();
    await page.keyboard.type(`Hi, where is my order ${order}?`);
    await page.keyboard.press('Enter');
    const phone = page.getByRole('article', { name: `Phone of ${customer!.name}` });
    await shown(phone.locator('.mine', { hasText: order }));
    await shown(phone.locator('.theirs', { hasText: /automated assistant/i }));
    await shown(phone.locator('.theirs', { hasText: /postcode/i }));
    expect(await box.inputValue()).toBe('');
  }, 60_000);

  test('the customer sees that it was read', async () => {
    await shown(page.locator('.mine').first().getByRole('img', { name: 'read' }));
  }, 60_000);

  test('Shift and Enter make a new line, and the proof brings the answer that waited', async () => {
    const box = page.getByRole('textbox', { name: `Write as ${customer!.name}` });
    await box.focus();
    await page.keyboard.type(order);
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type(customer!.proof.postcode_last4);
    expect(await box.inputValue()).toBe(`${order}\n${customer!.proof.postcode_last4}`);
    await page.keyboard.press('Enter');
    await shown(page.locator('.theirs', { hasText: /https:\/\/track\./ }));
  }, 60_000);

  test('who writes from another number is sent a link by e-mail: its page shows the code that brings carrier and link', async () => {
    const other = demoCustomers[1]!;
    const number = other.orders[0]!;
    const phone = page.getByRole('article', { name: `Phone of ${other.name}` });
    const write = async (words: string) => {
      const box = page.getByRole('textbox', { name: `Write as ${other.name}` });
      await box.fill(words);
      await box.press('Enter');
    };
    await write(`${number} ${other.proof.postcode_last4}`);
    await shown(phone.locator('.theirs', { hasText: 'write "code"' }));
    await write('code');
    const mail = page.locator('#outbox li', { hasText: other.proof.email });
    await mail.locator('summary').press('Enter');
    const confirm = await pages.open();
    await confirm.goto((await mail.getByRole('link').getAttribute('href'))!);
    await shown(confirm.getByText(number));
    await confirm.getByRole('button').click();
    const code = await confirm.locator('.code').innerText();
    await write(code);
    await shown(phone.locator('.theirs', { hasText: /https:\/\/track\./ }));
  }, 60_000);

  test('the menu of a phone closes with Escape, and with a click beside it', async () => {
    const phone = page.getByRole('article', { name: `Phone of ${customer!.name}` });
    const [opener, inside] = [phone.locator('summary'), phone.getByRole('button', { name: 'Send a voice note' })];
    await opener.press('Enter');
    await shown(inside);
    await page.keyboard.press('Escape');
    await inside.waitFor({ state: 'hidden' });
    expect(await opener.evaluate((summary) => summary.matches(':focus'))).toBe(true);
    await opener.click();
    await shown(inside);
    await phone.locator('.wall').click({ position: { x: 10, y: 10 } });
    await inside.waitFor({ state: 'hidden' });
  }, 60_000);

  test('what could not be sent stands in the box again, and why is said', async () => {
    const box = page.getByRole('textbox', { name: `Write as ${customer!.name}` });
    await page.route('**/_sim/customers/*/messages', (route) => route.abort());
    await box.fill('Is anybody there?');
    await box.press('Enter');
    await shown(page.getByText('Nobody answers: it was not sent.'));
    expect(await box.inputValue()).toBe('Is anybody there?');
    await page.unroute('**/_sim/customers/*/messages');
    await box.press('Enter');
    await shown(page.locator('.mine', { hasText: 'Is anybody there?' }));
    expect(await box.inputValue()).toBe('');
  }, 60_000);

  test('at the width of a phone it is one phone, without anything to scroll sideways', async () => {
    const small = await pages.open({ viewport: { width: 390, height: 780 } });
    await small.goto(`${system().url}/phone`);
    await shown(small.locator('.theirs', { hasText: /https:\/\/track\./ }));
    expect(await small.getByRole('article').count()).toBe(1);
    expect(await small.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  }, 60_000);

  test('no page threw anything', () => expect(pages.thrown).toEqual([]));
});
