import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { findTicket, saying, takeOver, until } from '@frontdesk/demo';
import type { Phone, Ticket } from '@frontdesk/demo';
import type { Page, Route } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';

const numbers = ['+15550100611', '+15550100622'] as const;

onBus('embedded', 'writing in the console', (system) => {
  let pages: Pages;
  let page: Page;
  let phone: Phone;
  let first: Ticket;
  let second: Ticket;
  const box = () => page.getByRole('textbox', { name: 'Your answer' });
  const openCase = async (ticket: Ticket): Promise<void> => {
    await caseOf(page, ticket.number).getByRole('button').first().click();
    await shown(page.locator('.thread-head', { hasText: ticket.number }).getByText('Yours', { exact: true }));
  };
  /** Each call is made, and its answer is lost on the way back. */
  const loseAnswers = (calls: string): Promise<unknown> =>
    page.route(calls, async (route) => {
      await route.fetch();
      await route.abort();
    });
  const nobodyAnswered = () => page.getByText('Nobody answered: it may have been sent. Sending again does not send it twice.');

  beforeAll(async () => {
    pages = await Pages.launch();
    const ana = await system().seat('ana@frontdesk.example');
    await ana.present('available');
    const held: Ticket[] = [];
    for (const number of numbers) {
      await system().world.phone(number).ask('Can I speak to a real person please?');
      const ticket = await findTicket(
        ana,
        (one) => ['waiting', 'offered'].includes(one.state) && held.every(({ id }) => id !== one.id),
        'the case',
      );
      await takeOver(ana, ticket.id);
      held.push(ticket);
    }
    [first, second] = held as [Ticket, Ticket];
    phone = system().world.phone(numbers[0]);
    page = await pages.open();
    await page.goto(`${system().url}/console`);
    await signIn(page, 'Ana');
  }, 120_000);
  afterEach(() => page.unrouteAll());
  afterAll(() => pages?.close());

  test('a text whose answer was lost is sent once, though it is sent again', async () => {
    await openCase(first);
    await loseAnswers('**/reply');
    await box().fill('Your parcel is on its way.');
    await box().press('Enter');
    await shown(nobodyAnswered());
    expect(await box().inputValue()).toBe('Your parcel is on its way.');
    await page.unroute('**/reply');
    await openCase(second);
    await openCase(first);
    await box().press('Enter');
    await until('the box to be empty', async () => (await box().inputValue()) === '');
    await box().fill('That was all.');
    await box().press('Enter');
    await until('the last text', async () => saying(await phone.received()).includes('That was all.'));
    expect(saying(await phone.received()).split('Your parcel is on its way.')).toHaveLength(2);
  }, 90_000);

  test('what was typed is still there after a look at another case, and what was sent is not', async () => {
    const kept = page.waitForResponse((response) => response.url().endsWith('/draft'));
    await box().fill('half a thought');
    await kept;
    await openCase(second);
    expect(await box().inputValue()).toBe('');
    await openCase(first);
    expect(await box().inputValue()).toBe('half a thought');
    await box().press('Enter');
    await until('the box to be empty', async () => (await box().inputValue()) === '');
    await openCase(second);
    await openCase(first);
    expect(await box().inputValue()).toBe('');
  }, 60_000);

  test('a transcript that cannot be read again is said to be old, until it can', async () => {
    const old = page.getByText('Not up to date: the transcript cannot be read at the moment.');
    const said = (text: string) => page.getByRole('log').locator('.message:not(.under-way)', { hasText: text });
    await shown(said('half a thought'));
    await page.route('**/thread', (route) => route.fulfill({ status: 502, json: { code: 'TRANSCRIPT_UNAVAILABLE' } }));
    await phone.write('Are you still there?');
    await shown(old);
    if (process.env['FRONTDESK_SHOT']) await page.screenshot({ path: process.env['FRONTDESK_SHOT'] });
    const asked = page.waitForRequest('**/thread');
    await page.getByRole('button', { name: 'Try again' }).click();
    await asked;
    expect(await said('half a thought').count()).toBe(1);
    await page.unroute('**/thread');
    await phone.write('Hello?');
    await old.waitFor({ state: 'detached' });
    await shown(said('Are you still there?'));
  }, 60_000);

  test('a queue that cannot be read again, because the server fails, is said to be old', async () => {
    const old = page.getByText('Not up to date: the queue cannot be read at the moment.');
    await page.route('**/queue', (route) => route.fulfill({ status: 500, json: { statusCode: 500, message: 'Internal server error' } }));
    await phone.write('Is anybody there?');
    await shown(old);
    await page.unroute('**/queue');
    await phone.write('Please answer me.');
    await old.waitFor({ state: 'detached' });
  }, 60_000);

  test('templates that cannot be read are tried again', async () => {
    await page.route('**/templates', (route) => route.fulfill({ status: 500, body: 'Internal Server Error' }));
    await page.getByRole('button', { name: 'Templates' }).click();
    await shown(page.getByText('The templates cannot be read at the moment.'));
    if (process.env['FRONTDESK_SHOT']) await page.screenshot({ path: process.env['FRONTDESK_SHOT'] });
    await page.unroute('**/templates');
    await page.getByRole('button', { name: 'Try again' }).click();
    await shown(page.getByRole('combobox', { name: 'Template' }));
  }, 60_000);

  test('a template whose answer was lost is sent once, though it is sent again', async () => {
    // the word about the text passes by itself
    await nobodyAnswered().waitFor({ state: 'detached' });
    await loseAnswers('**/template');
    await page.getByRole('combobox', { name: 'Template' }).selectOption({ label: 'conversation_update · en' });
    const send = page.getByRole('button', { name: 'Send template conversation_update (en)' });
    await send.click();
    await shown(nobodyAnswered());
    await page.unroute('**/template');
    await send.click();
    await send.waitFor({ state: 'detached' });
    await box().fill('Now that was all.');
    await box().press('Enter');
    await until('the last text', async () => saying(await phone.received()).includes('Now that was all.'));
    expect((await phone.received()).filter(({ type }) => type === 'template')).toHaveLength(1);
  }, 90_000);

  test('who scrolled up to read sees what they send all the same', async () => {
    const thread = page.getByRole('log');
    await page.setViewportSize({ width: 1280, height: 400 });
    await thread.evaluate((log) => log.scrollTo(0, 0));
    await box().fill('Seen at once.');
    await box().press('Enter');
    const sent = thread.locator('.message.agent', { hasText: 'Seen at once.' });
    await shown(sent);
    await until('it to be in sight', async () => {
      const [frame, line] = await Promise.all([thread.boundingBox(), sent.boundingBox()]);
      return line !== null && frame !== null && line.y + line.height <= frame.y + frame.height;
    });
    await page.setViewportSize({ width: 1280, height: 860 });
  }, 60_000);

  test('a long word stays in the box, and what sends it in sight', async () => {
    await box().fill(`https://shop.example/${'x'.repeat(400)}`);
    const footer = page.locator('.composer');
    expect(await page.evaluate('document.querySelector(".composer").scrollWidth - document.querySelector(".composer").clientWidth')).toBe(
      0,
    );
    const [frame, send] = await Promise.all([
      footer.boundingBox(),
      footer.getByRole('button', { name: 'Send', exact: true }).boundingBox(),
    ]);
    expect(send!.x + send!.width).toBeLessThanOrEqual(frame!.x + frame!.width);
    await box().fill('');
  }, 60_000);

  test('a link that may not be sent is named, and the text comes back as it was', async () => {
    await box().fill('Track it here: https://bit.ly/abc');
    await box().press('Enter');
    const refused = page.getByRole('alert', { name: 'A text that was not sent' });
    await shown(refused.getByText(/customers, “https:\/\/bit\.ly\/abc”\. Take it out/));
    if (process.env['FRONTDESK_SHOT']) await page.screenshot({ path: process.env['FRONTDESK_SHOT'] });
    await refused.getByRole('button', { name: 'Put it back into the box' }).click();
    expect(await box().inputValue()).toBe('Track it here: https://bit.ly/abc');
    await refused.getByRole('button', { name: 'Discard' }).click();
    await refused.waitFor({ state: 'detached' });
  }, 60_000);

  test('who lets go of a case that the customer has written in since is told, also when they look at another', async () => {
    await openCase(first);
    let answered = (): void => undefined;
    const elsewhere = new Promise<void>((resolve) => (answered = resolve));
    const held = async (route: Route): Promise<void> => (await elsewhere, route.continue());
    await page.route('**/queue', held);
    await page.route(`**/tickets/${first.id}`, held);
    // what the page had asked for before has come when this has
    const { revision } = (await (await page.request.get(`${system().url}/console/api/tickets/${first.id}`)).json()).ticket;
    // as policy refuses it: going for a moment, and theirs again
    const going = { ...first, state: 'handing_back', yours: false, revision: revision - 1 };
    await page.route('**/hand-back', (route) => route.fulfill({ json: { ticket: going } }));
    await page.getByRole('button', { name: 'Hand back' }).click();
    await shown(page.locator('.thread-head').getByText('going back to the bot'));
    await caseOf(page, second.number).getByRole('button').first().click();
    answered();
    await shown(page.getByText(`${first.number} is still yours: the customer wrote something meanwhile. Read it, then press again.`));
  }, 60_000);

  test('what the gate sent back can only be dropped once the case is no longer theirs', async () => {
    await openCase(second);
    await box().fill('See evil.com');
    await box().press('Enter');
    const refused = page.getByRole('alert', { name: 'A text that was not sent' });
    await shown(refused);
    await page.getByRole('button', { name: 'Hand back' }).click();
    await shown(page.getByText('This case is handed back to the bot.'));
    await shown(refused.getByText('See evil.com'));
    expect(await refused.getByRole('button').allTextContents()).toEqual(['Discard']);
    if (process.env['FRONTDESK_SHOT']) await page.screenshot({ path: process.env['FRONTDESK_SHOT'] });
    await refused.getByRole('button', { name: 'Discard' }).click();
    await refused.waitFor({ state: 'detached' });
  }, 60_000);

  test('no page threw anything', () => expect(pages.thrown).toEqual([]));
});
