import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTwin, twinDefaults } from '@frontdesk/twin';
import type { Twin } from '@frontdesk/twin';
import type { Locator, Page } from 'playwright-core';
import { Pages, shown } from './browser.ts';
import { faint } from './contrast.ts';

// The twin alone, as other projects would use it: nothing of Frontdesk runs here.

const picture = join(import.meta.dirname, '../../docs/images/phone.png');
const [ada, ben] = ['+447700900555', '+447700900556'];
let twin: Twin;
let url = '';
let pages: Pages;
let page: Page;

const call = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { wamid: string };
};
const send = (to: string, message: object) =>
  call(
    `/v25.0/${twinDefaults.phoneNumberId}/messages`,
    { messaging_product: 'whatsapp', to, ...message },
    { authorization: `Bearer ${twinDefaults.accessToken}` },
  );
const thread = async (phone: string) =>
  (await (await fetch(`${url}/_sim/customers/${phone}/thread`)).json()) as {
    type: string;
    text: string;
    message: { interactive?: object };
    wamid: string;
  }[];
const phoneOf = (name: string) => page.getByRole('article', { name: `Phone of ${name}` });
/** Turns a fault on or off with the keyboard; the twin has heard of it then. */
const turn = (fault: Locator) =>
  Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/_sim/faults')),
    fault.press('Space'),
  ]);

beforeAll(async () => {
  twin = await createTwin({ demo: false, pace: { sent: 1, delivered: 2, read: 3 } });
  ({ url } = await twin.listen(0, '127.0.0.1'));
  pages = await Pages.launch();
  page = await pages.open({ viewport: { width: 1240, height: 860 } });
  await page.goto(`${url}/phone`);
}, 60_000);
afterAll(async () => {
  await pages?.close();
  await twin?.close();
}, 60_000);

test('customers appear side by side as they are made, each with their window', async () => {
  await call('/_sim/customers', { phone: ada, name: 'Ada' });
  await call('/_sim/customers', { phone: ben, name: 'Ben' });
  for (const name of ['Ada', 'Ben']) {
    // the page opens the first phones that it finds when it loads, and that may be these
    const person = page.getByLabel('Customers: show or hide a phone').getByRole('button', { name });
    if ((await person.getAttribute('aria-pressed')) === 'false') await person.click();
    await shown(phoneOf(name).getByText('never wrote'));
  }
}, 30_000);

test('a customer writes with the keyboard; text, buttons and a list arrive', async () => {
  await page.getByRole('textbox', { name: 'Write as Ada' }).focus();
  await page.keyboard.type('Do you deliver on Saturdays?');
  await page.keyboard.press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'Saturdays' }));
  await shown(phoneOf('Ada').getByText(/^window 2[34]/));
  const [asked] = await thread(ada);
  await send(ada, { type: 'text', text: { body: '*Yes*, until noon.' }, context: { message_id: asked!.wamid } });
  await send(ada, {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: 'Shall we?' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'y', title: 'Yes, please' } },
          { type: 'reply', reply: { id: 'n', title: 'No' } },
        ],
      },
    },
  });
  await shown(phoneOf('Ada').locator('.theirs blockquote', { hasText: 'Saturdays' }));
  await phoneOf('Ada').getByRole('button', { name: 'Yes, please' }).press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'Yes, please' }));
  await send(ada, {
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'Which hour?' },
      action: {
        button: 'Choose',
        sections: [
          {
            title: 'Saturday',
            rows: [
              { id: '9', title: '9 to 10' },
              { id: '10', title: '10 to 11' },
            ],
          },
        ],
      },
    },
  });
  await phoneOf('Ada')
    .getByRole('button', { name: /Choose/ })
    .press('Enter');
  await page.getByRole('dialog', { name: 'Choose' }).getByRole('button', { name: '10 to 11' }).click();
  await shown(phoneOf('Ada').locator('.mine', { hasText: '10 to 11' }));
}, 30_000);

test('a template, a reaction, a file, and what never arrived', async () => {
  await send(ben, {
    type: 'template',
    template: {
      name: 'order_update',
      language: { code: 'en_US' },
      components: [{ type: 'body', parameters: [{ type: 'text', text: 'FD-10234' }] }],
    },
  });
  await shown(phoneOf('Ben').locator('.theirs', { hasText: 'FD-10234' }));
  await send(ben, { type: 'text', text: { body: 'Free text outside the window' } });
  await shown(phoneOf('Ben').locator('.unseen', { hasText: '131047' }));
  await phoneOf('Ben').getByRole('button', { name: 'Continue' }).click();
  await shown(phoneOf('Ben').locator('.mine', { hasText: 'Continue' }));
  const asked = (await thread(ben)).at(-1)!;
  await send(ben, { type: 'reaction', reaction: { message_id: asked.wamid, emoji: '👍' } });
  await shown(phoneOf('Ben').locator('.reactions', { hasText: '👍' }));
  await send(ben, { type: 'document', document: { link: 'https://example.com/invoice.pdf', filename: 'invoice.pdf' } });
  await shown(phoneOf('Ben').getByRole('link', { name: /invoice.pdf/ }));
  await call(
    `/v25.0/${twinDefaults.phoneNumberId}/messages`,
    { messaging_product: 'whatsapp', status: 'read', message_id: asked.wamid, typing_indicator: { type: 'text' } },
    { authorization: `Bearer ${twinDefaults.accessToken}` },
  );
  await shown(phoneOf('Ben').getByText('typing…'));
}, 30_000);

test('cards with their buttons, a place, contacts, a picture above a text, and what cannot be loaded', async () => {
  const link = 'https://pictures.invalid/lamp.png';
  const card = (card_index: number) => ({
    card_index,
    type: 'quick_reply',
    header: { type: 'image', image: { link } },
    body: { text: `Lamp ${card_index}` },
    action: { buttons: [{ type: 'quick_reply', quick_reply: { id: `lamp-${card_index}`, title: `Take ${card_index}` } }] },
  });
  await send(ada, {
    type: 'interactive',
    interactive: { type: 'carousel', body: { text: 'Which one?' }, action: { cards: [card(0), card(1)] } },
  });
  const cards = phoneOf('Ada').getByRole('list', { name: '2 cards' });
  await shown(cards.getByText('Photo of pictures.invalid'));
  await cards.getByRole('button', { name: 'Take 1' }).press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'Take 1' }));
  expect((await thread(ada)).at(-1)!.message.interactive).toMatchObject({ button_reply: { id: 'lamp-1' } });
  await send(ada, { type: 'location', location: { latitude: 53.55, longitude: 9.99, name: 'The shop' } });
  await shown(phoneOf('Ada').getByRole('link', { name: 'The place on a map' }));
  await send(ada, {
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'Robin Example', first_name: 'Robin' }, phones: [{ phone: '+49 154 0000 0043' }] }],
  });
  await shown(phoneOf('Ada').locator('.contacts', { hasText: 'Robin Example+49 154 0000 0043' }));
  await send(ada, {
    type: 'interactive',
    interactive: {
      type: 'button',
      header: { type: 'document', document: { link, filename: 'lamps.pdf' } },
      body: { text: 'Read this' },
      action: { buttons: [{ type: 'reply', reply: { id: 'r', title: 'Done' } }] },
    },
  });
  await shown(
    phoneOf('Ada')
      .locator('.message', { hasText: 'Read this' })
      .getByRole('link', { name: /lamps.pdf/ }),
  );
}, 30_000);

test('a reaction is given, and taken away by the same one again, with the keyboard', async () => {
  const { wamid } = (await thread(ada)).findLast(({ text }) => text === 'Read this')!;
  const message = phoneOf('Ada').locator(`[data-wamid="${wamid}"]`);
  const react = async () => {
    await message.getByRole('button', { name: 'React to this message' }).press('Enter');
    await message.getByRole('button', { name: 'React with 👍' }).press('Enter');
  };
  await react();
  await shown(message.locator('.reactions', { hasText: '👍' }));
  await react();
  await message.locator('.reactions').waitFor({ state: 'detached' });
}, 30_000);

test('whoever is choosing a reaction goes on choosing when something comes', async () => {
  const { wamid } = (await thread(ada)).findLast(({ text }) => text === 'Read this')!;
  const message = phoneOf('Ada').locator(`[data-wamid="${wamid}"]`);
  await message.getByRole('button', { name: 'React to this message' }).press('Enter');
  await call(`/_sim/customers/${ada}/messages`, { type: 'text', text: 'let me see' });
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'let me see' }));
  await page.keyboard.press('Enter');
  await shown(message.locator('.reactions'));
  expect(await message.getByRole('button', { name: /^React with/ }).count()).toBe(0);
}, 30_000);

test('a message is edited and deleted, contact and place are shared, a form is filled in, all with the keyboard', async () => {
  const button = (name: string | RegExp, within = phoneOf('Ada')) => within.getByRole('button', { name });
  await page.getByRole('textbox', { name: 'Write as Ada' }).fill('Wher are you?');
  await page.keyboard.press('Enter');
  const mine = phoneOf('Ada').locator('.mine', { hasText: 'are you?' });
  await shown(mine);
  await button('Edit this message', mine).press('Enter');
  await page.getByRole('textbox', { name: 'Write as Ada' }).fill('Where are you?');
  await page.keyboard.press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'edited' }));
  await button('Delete this message', phoneOf('Ada').locator('.mine', { hasText: 'Where are you?' })).press('Enter');
  await shown(phoneOf('Ada').getByText('You deleted this message'));
  const ask = (type: string, text: string, action: object) =>
    send(ada, { type: 'interactive', interactive: { type, body: { text }, action } });
  await ask('request_contact_info', 'May we have your number?', { name: 'request_contact_info' });
  await button('Share contact').press('Enter');
  await shown(phoneOf('Ada').locator('.mine .contacts'));
  await ask('location_request_message', 'Where to?', { name: 'send_location' });
  await button('Send location').press('Enter');
  await shown(phoneOf('Ada').locator('.mine .map'));
  await ask('flow', 'Your size?', { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Pick a size' } });
  await button('Pick a size').press('Enter');
  await page.getByRole('textbox', { name: /Your answers/ }).fill('size: L');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'size: L' }));
  expect((await thread(ada)).slice(-6).map(({ type }) => type)).toEqual([
    'interactive',
    'contacts',
    'interactive',
    'location',
    'interactive',
    'interactive',
  ]);
}, 30_000);

test('with a second number the phone has two chats', async () => {
  const other = (await call('/_sim/numbers', {
    id: '777',
    waba_id: '202',
    display_phone_number: '+1 555 078 4444',
    verified_name: 'Another shop',
  })) as unknown as { id: string };
  const chooser = phoneOf('Ada').getByRole('combobox', { name: 'Business that Ada writes to' });
  await shown(chooser);
  await chooser.selectOption(other.id);
  await shown(phoneOf('Ada').getByText('Nothing here yet'));
  await page.getByRole('textbox', { name: 'Write as Ada' }).fill('Hello, other shop');
  await page.keyboard.press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'other shop' }));
  await chooser.selectOption(twinDefaults.phoneNumberId);
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'Saturdays' }));
  expect(await phoneOf('Ada').getByText('other shop').count()).toBe(1);
}, 30_000);

test('beside the phones: clock, faults as switches, calls and webhooks, none of them wider than their panel', async () => {
  const panel = page.getByRole('complementary', { name: 'Controls of the simulation' });
  await turn(panel.getByRole('switch', { name: '131000 something went wrong' }));
  const failed = await fetch(`${url}/v25.0/${twinDefaults.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${twinDefaults.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: ada, text: { body: 'x' } }),
  });
  expect(failed.status).toBe(500);
  await shown(panel.locator('#calls li', { hasText: '500' }));
  await turn(panel.getByRole('switch', { name: '131000 something went wrong' }));
  await panel.getByRole('button', { name: '+24 h' }).press('Enter');
  await shown(phoneOf('Ada').getByText('window closed'));
  await shown(panel.getByText(/24 h 0 min ahead of real time/));
  expect(
    await page.evaluate(
      '[...document.querySelectorAll(".log li")].filter((row) => row.getBoundingClientRect().right > row.closest(".log").getBoundingClientRect().right).length',
    ),
  ).toBe(0);
}, 30_000);

test('the keyboard stays where it is when what is around it changes', async () => {
  const focused = () =>
    page.evaluate(
      'document.activeElement.closest("[data-wamid], .switch, .person")?.getAttribute("data-wamid") ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent',
    );
  const { wamid } = (await thread(ada)).find(({ text }) => text === '*Yes*, until noon.')!;
  const reply = phoneOf('Ada').locator(`[data-wamid="${wamid}"]`).getByRole('button', { name: 'Reply to this message' });
  await reply.focus();
  await call(`/_sim/customers/${ada}/messages`, { type: 'text', text: 'by the way' });
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'by the way' }));
  expect(await focused()).toBe(wamid);
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Reply to this message');
  const panel = page.getByRole('complementary', { name: 'Controls of the simulation' });
  const fault = panel.getByRole('switch', { name: 'Webhooks are lost' });
  await turn(fault);
  await call('/_sim/faults', { name: '429', on: true });
  await page.waitForFunction('document.querySelector(".switch input[name=\\"429\\"]").checked');
  expect([await focused(), await fault.isChecked()]).toEqual(['Webhooks are lost', true]);
  await turn(fault);
  await call('/_sim/faults', { name: '429', on: false });
  const person = page.getByLabel('Customers: show or hide a phone').getByRole('button', { name: 'Ben' });
  await person.press('Enter');
  await phoneOf('Ben').waitFor({ state: 'hidden' });
  expect(await focused()).toBe('Ben');
  await person.press('Enter');
  await shown(phoneOf('Ben'));
}, 30_000);

test('who scrolled up stays there when something comes, who is at the end sees it, typing too', async () => {
  const log = phoneOf('Ada').getByRole('log');
  const top = () => page.evaluate('document.querySelector(\'[aria-label="Messages of Ada"]\').scrollTop');
  const atEnd = `(() => { const { scrollTop, scrollHeight, clientHeight } = document.querySelector('[aria-label="Messages of Ada"]'); return scrollHeight - scrollTop - clientHeight < 2; })()`;
  await log.focus();
  await page.keyboard.press('End');
  await page.waitForFunction(atEnd);
  const asked = await call(`/_sim/customers/${ada}/messages`, { type: 'text', text: 'are you there?' });
  await shown(log.locator('.mine', { hasText: 'are you there?' }));
  await call(
    `/v25.0/${twinDefaults.phoneNumberId}/messages`,
    { messaging_product: 'whatsapp', status: 'read', message_id: asked.wamid, typing_indicator: { type: 'text' } },
    { authorization: `Bearer ${twinDefaults.accessToken}` },
  );
  await shown(log.locator('.typing'));
  await page.waitForFunction(atEnd);
  // what comes before the page has heard of the scrolling doesn't undo it
  await page.evaluate(`unheard = new Promise((resolve) =>
      addEventListener('scroll', (event) => resolve(event.stopImmediatePropagation()), { capture: true, once: true }));
    document.querySelector('[aria-label="Messages of Ada"]').scrollTop = 0`);
  await send(ada, { type: 'text', text: { body: 'One moment' } });
  await log.locator('.theirs', { hasText: 'One moment' }).waitFor({ state: 'attached' });
  expect(await top()).toBe(0);
  // from here on the page hears of every scrolling
  await page.evaluate('unheard');
  await phoneOf('Ada').getByRole('button', { name: 'To the newest message' }).press('Enter');
  await page.waitForFunction(atEnd);
  // not with the Home key: that scrolls slowly, and what comes in between would stop it
  await page.evaluate('document.querySelector(\'[aria-label="Messages of Ada"]\').scrollTop = 0');
  const down = phoneOf('Ada').getByRole('button', { name: 'To the newest message' });
  await shown(down);
  await page.waitForFunction('document.querySelector(\'[aria-label="Messages of Ada"]\').scrollTop === 0');
  await send(ada, { type: 'text', text: { body: 'Yes, here I am' } });
  await log.locator('.theirs', { hasText: 'here I am' }).waitFor({ state: 'attached' });
  expect(await top()).toBe(0);
  await down.press('Enter');
  await page.waitForFunction(atEnd);
  await down.waitFor({ state: 'hidden' });
}, 30_000);

test('a phone that is opened beside it leaves a phone where it was scrolled to', async () => {
  const scrolled = (to?: number) =>
    page.evaluate(
      `(() => { const log = document.querySelector('[aria-label="Messages of Ada"]'); ${to === undefined ? '' : `log.scrollTop = ${to};`} return log.scrollTop; })()`,
    );
  const ben = page.getByLabel('Customers: show or hide a phone').getByRole('button', { name: 'Ben' });
  expect(await scrolled(50)).toBe(50);
  await ben.press('Enter');
  await phoneOf('Ben').waitFor({ state: 'hidden' });
  await ben.press('Enter');
  await shown(phoneOf('Ben').locator('.theirs'));
  expect(await scrolled()).toBe(50);
}, 30_000);

test('a list opens on the screen of its own phone; a long name leaves room for the number and the window', async () => {
  await call('/_sim/customers', { phone: ben, name: 'Benjamin Featherstonehaugh of the Long Names' });
  const rows = [{ id: '1', title: 'One' }];
  const action = { button: 'Hours', sections: [{ title: 'Today', rows }] };
  await call(`/_sim/customers/${ben}/messages`, { type: 'text', text: 'when?' });
  await send(ben, { type: 'interactive', interactive: { type: 'list', body: { text: 'Which hour?' }, action } });
  await page.reload();
  const long = phoneOf('Benjamin Featherstonehaugh of the Long Names');
  await long.getByRole('button', { name: /Hours/ }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Hours' });
  await shown(dialog);
  const [sheet, screen] = [await dialog.boundingBox(), await long.locator('.screen').boundingBox()];
  expect(sheet!.x).toBeGreaterThan(screen!.x);
  expect(sheet!.x + sheet!.width).toBeLessThan(screen!.x + screen!.width);
  expect(sheet!.y + sheet!.height).toBeLessThan(screen!.y + screen!.height);
  expect(sheet!.y).toBeGreaterThan(screen!.y + screen!.height / 2);
  await page.keyboard.press('Escape');
  const window = (await long.locator('.window').boundingBox())!;
  expect(window.x + window.width).toBeLessThanOrEqual(screen!.x + screen!.width);
  expect(await long.getByText(ben).evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true);
  expect(new Set(await page.locator('.screen').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))).size).toBe(1);
  await call('/_sim/customers', { phone: ben, name: 'Ben' });
  await page.reload();
  await shown(phoneOf('Ben'));
}, 30_000);

test('at 390 pixels nothing scrolls sideways, and every control has a name', async () => {
  const small = await pages.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await small.goto(`${url}/phone`);
  await shown(small.getByRole('article').first());
  expect(await small.evaluate('document.documentElement.scrollWidth')).toBe(390);
  const nameless = await small.evaluate(`[...document.querySelectorAll('button, input, select, textarea, summary')]
    .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length || one.hidden)).map((one) => one.outerHTML)`);
  expect(nameless).toEqual([]);
  // one phone at a time fits: who is tapped is who is seen
  for (const name of ['Ben', 'Ada', 'Ben']) {
    await small.getByLabel('Customers: show or hide a phone').getByRole('button', { name }).tap();
    await small.waitForFunction(
      `(() => { const { left, right } = document.querySelector('[aria-label="Phone of ${name}"]').getBoundingClientRect(); return Math.abs((left + right) / 2 - 195) < 8; })()`,
    );
  }
  const panel = small.getByRole('complementary', { name: 'Controls of the simulation' });
  await small.getByRole('button', { name: 'Controls' }).press('Enter');
  await panel.getByRole('switch').first().press('Escape');
  await panel.waitFor({ state: 'hidden' });
  expect(await small.evaluate('document.activeElement.id')).toBe('panel-toggle');
}, 30_000);

test.each(['light', 'dark'] as const)(
  'in %s colours every text stands out from what is behind it',
  async (colorScheme) => {
    const coloured = await pages.open({ viewport: { width: 1240, height: 860 }, colorScheme });
    await coloured.goto(`${url}/phone`);
    await shown(coloured.locator('.theirs'));
    expect(await coloured.evaluate(faint)).toEqual([]);
  },
  30_000,
);

test('it looks as in the README, and nothing threw', async () => {
  const shop = await createTwin({ demo: false, pace: { sent: 1, delivered: 2, read: 3 } });
  const there = (await shop.listen(0, '127.0.0.1')).url;
  const post = (path: string, body: object) =>
    fetch(`${there}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${twinDefaults.accessToken}` },
      body: JSON.stringify(body),
    });
  const say = (to: string, message: object) =>
    post(`/v25.0/${twinDefaults.phoneNumberId}/messages`, { messaging_product: 'whatsapp', to, ...message });
  for (const [phone, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ])
    await post('/_sim/customers', { phone, name });
  const view = await pages.open({ viewport: { width: 1240, height: 860 } });
  await view.goto(`${there}/phone`);
  const phone = (name: string) => view.getByRole('article', { name: `Phone of ${name}` });
  const written = async (name: string, text: string, count: number) => {
    await phone(name).getByRole('textbox').fill(text);
    await phone(name).getByRole('textbox').press('Enter');
    await phone(name)
      .locator('.mine')
      .nth(count - 1)
      .waitFor();
  };
  await written('Ada', 'Hi, my lamp came with a crack 😕', 1);
  await say(ada, { type: 'text', text: { body: 'I am *sorry* about that, Ada. May I see it?' } });
  await phone('Ada').getByText('May I see it?').waitFor();
  await post(`/_sim/customers/${ada}/messages`, { type: 'image', caption: 'Here' });
  await phone('Ada').locator('.mine img').waitFor();
  const offer = ['A new lamp', 'My money back', 'Talk to a person'].map((title, index) => ({
    type: 'reply',
    reply: { id: `${index}`, title },
  }));
  await say(ada, {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: 'Thank you. What would you like?' },
      footer: { text: 'Harbour & Pine' },
      action: { buttons: offer },
    },
  });
  await phone('Ada').getByRole('button', { name: 'A new lamp' }).click();
  await phone('Ada').locator('.mine', { hasText: 'A new lamp' }).waitFor();
  const asked = ((await (await fetch(`${there}/_sim/customers/${ada}/thread`)).json()) as { wamid: string }[]).at(-1)!;
  await say(ada, { type: 'reaction', reaction: { message_id: asked.wamid, emoji: '👍' } });
  await phone('Ada').locator('.reactions').waitFor();
  await say(ada, { status: 'read', message_id: asked.wamid, typing_indicator: { type: 'text' } });
  await say(ben, {
    type: 'template',
    template: {
      name: 'order_update',
      language: { code: 'en_US' },
      components: [{ type: 'body', parameters: [{ type: 'text', text: 'FD-10234' }] }],
    },
  });
  await phone('Ben').getByRole('button', { name: 'Continue' }).waitFor();
  await say(ben, { type: 'text', text: { body: 'Where shall we deliver it?' } });
  await phone('Ben').locator('.unseen').waitFor();
  await view.mouse.move(2, 2);
  await view.evaluate('document.activeElement?.blur()');
  if (process.env['FRONTDESK_PICTURE']) {
    mkdirSync(dirname(picture), { recursive: true });
    writeFileSync(picture, await view.screenshot());
  }
  await shop.close();
  expect(pages.thrown).toEqual([]);
}, 60_000);
