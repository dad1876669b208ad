import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { findTicket, saying, until } from '@frontdesk/demo';
import type { Phone } from '@frontdesk/demo';
import { demoCustomers, twinDefaults } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';
import { sideBySide } from './picture.ts';

const customer = demoCustomers[0]!;
const order = customer.orders[0]!;
const hour = 60 * 60 * 1000;

onBus('embedded', 'the console', (system) => {
  let pages: Pages;
  let page: Page;
  let phone: Phone;
  let number = '';
  const box = () => page.getByRole('textbox', { name: 'Your answer' });
  const badge = (name: string) => page.locator('.thread-head').getByText(name, { exact: true });

  beforeAll(async () => {
    pages = await Pages.launch();
    page = await pages.open();
    phone = system().world.phone(customer.phone);
  }, 60_000);
  afterEach(() => page.unrouteAll());
  afterAll(() => pages?.close());

  test('a person signs in, and is told what an empty queue means', async () => {
    await page.goto(`${system().url}/console`);
    await signIn(page, 'Ana');
    await page.getByRole('radio', { name: 'Available' }).click();
    await shown(page.getByRole('radio', { name: 'Available', checked: true }));
    await shown(page.getByText('When a customer asks for a person, the case appears on the left.'));
  }, 60_000);

  test('a customer who asks for a person shows up without a reload, offered', async () => {
    await phone.ask(`Hi, where is my order ${order}?`);
    await phone.ask(`${order} ${customer.proof.postcode_last4}`);
    await phone.ask('What is your returns policy?');
    await phone.ask('I want to talk to a human');
    const seat = await system().seat('ana@frontdesk.example');
    const { id, number: found } = await findTicket(seat, (ticket) => ticket.mode === 'warm', 'a warm case');
    number = found;
    await phone.write('yes');
    await until('the opt-in', async () => (await seat.ticket(id)).consent === 'opt_in');
    await shown(caseOf(page, number).getByText('Offered to you'));
  }, 60_000);

  test('it opens with who the customer is, how that was proved, what the bot found, and the ticks', async () => {
    await caseOf(page, number).getByRole('button').first().click();
    const panel = page.getByRole('complementary', { name: 'Customer and case' });
    await shown(panel.getByText(customer.name));
    await shown(panel.getByText('Order proved'));
    await shown(panel.getByText(/^order postcode/));
    await shown(panel.locator('.evidence'));
    await shown(page.getByRole('log').getByRole('img', { name: 'read' }));
    expect(await panel.textContent()).not.toContain(customer.phone.slice(1));
  }, 60_000);

  test('before it is hers nobody can write; then it says "Yours", and the answer reaches the phone', async () => {
    expect(await box().isDisabled()).toBe(true);
    const before = (await phone.received()).length;
    await page.locator('.thread-head').getByRole('button', { name: 'Accept' }).click();
    await shown(badge('Yours'));
    // whoever has no mouse writes on at once
    await until('the box to be in focus', () => box().evaluate((area) => area.matches(':focus')));
    await box().fill('Hello, this is Ana.');
    await box().press('Shift+Enter');
    await box().pressSequentially('Your parcel is with the carrier.');
    await box().press('Enter');
    const answer = saying(await phone.next(before, 2, 'the word about who speaks, and the answer'));
    expect(answer).toContain('Hello, this is Ana.\nYour parcel is with the carrier.');
    await shown(page.locator('.message.agent', { hasText: 'Hello, this is Ana.' }).getByRole('img', { name: 'read' }));
    if (process.env['FRONTDESK_PICTURE']) await sideBySide(pages, system().url, customer.name, page);
  }, 60_000);

  test('what stands in the box is still there after a reload', async () => {
    const kept = page.waitForResponse(
      (response) => response.url().endsWith('/draft') && response.request().postData()?.includes('half a thought') === true,
    );
    await box().fill('half a thought');
    await kept;
    await page.reload();
    await shown(badge('Yours'));
    expect(await box().inputValue()).toBe('half a thought');
    await box().fill('');
  }, 60_000);

  test('a link to the case opens for staff', async () => {
    const seat = await system().seat('ana@frontdesk.example');
    const ticket = await findTicket(seat, (one) => one.number === number, 'the case');
    const { transcript_url: link } = await seat.ticket(ticket.id);
    const path = new URL(link).pathname;
    expect((await (await pages.open()).goto(`${system().url}${path}`))?.status()).toBe(404);
    await page.goto(`${system().url}${path}`);
    await shown(badge('Yours'));
    expect(new URL(page.url()).pathname).toBe(`/console/tickets/${ticket.id}`);
  }, 60_000);

  test('handed back, the bot answers again', async () => {
    await page.getByRole('button', { name: 'Hand back' }).click();
    await shown(badge('handed back to the bot'));
    expect(await box().isDisabled()).toBe(true);
    const before = (await phone.received()).length;
    await phone.write('What is your returns policy?');
    await until("the bot's answer", async () => saying((await phone.received()).slice(before)).includes('30 days'));
  }, 60_000);

  test('two accept at once: one is told by whom it was taken', async () => {
    const ben = await pages.open();
    await ben.goto(`${system().url}/console`);
    await signIn(ben, 'Ben');
    const known = number;
    await phone.ask('Please let me talk to a human again');
    const seat = await system().seat('ana@frontdesk.example');
    number = (
      await findTicket(
        seat,
        (ticket) => ticket.mode === 'warm' && ticket.number !== known && ['waiting', 'offered'].includes(ticket.state),
        'the next case',
      )
    ).number;
    await shown(caseOf(ben, number));
    // Ben's page hears nothing more, as when two press in the same moment.
    await ben.route(/api\/(events|queue|tickets\/[^/]+$)/, (route) => route.abort());
    await caseOf(page, number).getByRole('button', { name: 'Accept' }).click();
    await shown(badge('Yours'));
    await caseOf(ben, number).getByRole('button', { name: 'Accept' }).click();
    await shown(ben.getByText('Ana was a moment quicker and has this case now.'));
    await ben.context().close();
  }, 60_000);

  test('without a connection it says so, and does what was asked once it is back', async () => {
    await page.route('**/console/api/**', (route) => route.abort());
    await page.getByRole('radio', { name: 'Away' }).click();
    await shown(page.getByText(/^No connection to the server/));
    await page.unroute('**/console/api/**');
    await shown(page.getByRole('radio', { name: 'Away', checked: true }));
    await page.getByText(/^No connection to the server/).waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'Available' }).click();
    await shown(page.getByRole('radio', { name: 'Available', checked: true }));
  }, 60_000);

  test('after 24 hours free text comes back with the reason, and the template goes', async () => {
    await system().world.advance(24 * hour + 60_000);
    await page.reload();
    await signIn(page, 'Ana');
    await shown(badge('Yours'));
    await shown(page.getByText(/^The 24-hour window is closed/));
    await box().fill('Are you still there?');
    await box().press('Enter');
    const refused = page.getByRole('alert', { name: 'A text that was not sent' });
    await shown(refused.getByText(/more than 24 hours ago/));
    await page.reload();
    await shown(refused.getByText('Are you still there?'));
    const before = (await phone.received()).length;
    await refused.getByRole('button', { name: /^Send template conversation_update/ }).click();
    expect((await phone.next(before, 1, 'the template'))[0]!.type).toBe('template');
    await refused.waitFor({ state: 'detached' });
  }, 60_000);

  test('a lead switches bot and sending off, saying why: everybody sees it, until they are on again', async () => {
    const lead = await pages.open();
    await lead.goto(`${system().url}/console`);
    await signIn(lead, 'Lena');
    const switches = [
      ['Bot on', /^The bot is off/, 'Switch the bot on'],
      ['Sending on', /^Nothing is sent/, 'Send again'],
    ] as const;
    for (const [name, banner, again] of switches) {
      await lead.getByRole('switch', { name }).click();
      const off = lead.getByRole('dialog').getByRole('button', { name: 'Switch off' });
      expect(await off.isDisabled()).toBe(true);
      await lead.getByRole('dialog').getByRole('textbox').fill('only a drill');
      await off.click();
      await shown(page.getByText(banner));
      await shown(page.getByText(/switched off by Lena: only a drill$/));
      await page.getByText('(taking effect)').waitFor({ state: 'detached' });
      await lead.getByRole('button', { name: again }).click();
      await page.getByText(banner).waitFor({ state: 'detached' });
    }
    const parts = [
      ['Bot on', 'questions about refunds', /^The bot is off for questions about refunds/, 'Switch the bot on for questions about refunds'],
      ['Sending on', `number ${twinDefaults.phoneNumberId}`, /^Nothing is sent from number \d+/, /^Send again from number/],
    ] as const;
    for (const [name, part, banner] of parts) {
      await lead.getByRole('switch', { name }).click();
      await lead.getByRole('dialog').getByRole('combobox').selectOption({ label: part });
      await lead.getByRole('dialog').getByRole('textbox').fill('only a part');
      await lead.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
      await shown(page.getByText(banner));
    }
    await page.getByText('(taking effect)').waitFor({ state: 'detached' });
    expect(await page.getByText(/switched off by Lena: only a part$/).count()).toBe(2);
    // what is off already is not offered again
    await lead.getByRole('switch', { name: 'Bot on' }).click();
    expect(await lead.getByRole('dialog').getByRole('combobox').textContent()).not.toContain('refunds');
    await lead.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    for (const [, , banner, again] of parts) {
      await lead.getByRole('button', { name: again }).click();
      await page.getByText(banner).waitFor({ state: 'detached' });
    }
    await lead.setViewportSize({ width: 390, height: 780 });
    expect(await lead.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await lead.context().close();
  }, 60_000);

  test('at the width of a phone the views are stacked, and nothing scrolls sideways', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    await shown(box());
    await page.getByRole('navigation', { name: 'Cases' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Details' }).click();
    await shown(page.getByRole('complementary', { name: 'Customer and case' }));
    await page.getByRole('button', { name: 'Back to the conversation' }).click();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await shown(caseOf(page, number));
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  }, 60_000);

  test("resolved after one more question, and gone from the list of one's own", async () => {
    await caseOf(page, number).getByRole('button').first().click();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
    await shown(badge('resolved'));
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await shown(page.getByText('You hold no case. Accept one below.'));
  }, 60_000);

  test('signed out in one tab, the other asks who is there', async () => {
    const tab = await page.context().newPage();
    await tab.goto(`${system().url}/console`);
    await tab.locator('summary', { hasText: 'Ana' }).click();
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await shown(page.getByText(/^Your session has ended/));
  }, 60_000);

  test('no page threw anything', () => expect(pages.thrown).toEqual([]));
});
