import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTwin, twinDefaults } from '@frontdesk/twin';
import type { Twin } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { Pages, shown } from './browser.ts';

// The twin alone, as other projects would use it: nothing of Frontdesk runs here.

const picture = join(import.meta.dirname, '../../docs/images/phone.png');
const [ada, ben] = ['+447700900555', '+447700900556'];
let twin: Twin;
let url = '';
let pages: Pages;
let page: Page;

const call = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return await answer.json() as { wamid: string };
};
const send = (to: string, message: object) =>
  call(`/v25.0/${twinDefaults.phoneNumberId}/messages`, { messaging_product: 'whatsapp', to, ...message }, { authorization: `Bearer ${twinDefaults.accessToken}` });
const thread = async (phone: string) => await (await fetch(`${url}/_sim/customers/${phone}/thread`)).json() as { type: string; text: string; message: { interactive?: object }; wamid: string }[];
const phoneOf = (name: string) => page.getByRole('article', { name: `Phone of ${name}` });

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
    if (!(await phoneOf(name).isVisible())) await page.getByLabel('Customers: show or hide a phone').getByRole('button', { name: new RegExp(name) }).click();
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
  await send(ada, { type: 'interactive', interactive: { type: 'button', body: { text: 'Shall we?' }, action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes, please' } }, { type: 'reply', reply: { id: 'n', title: 'No' } }] } } });
  await shown(phoneOf('Ada').locator('.theirs blockquote', { hasText: 'Saturdays' }));
  await phoneOf('Ada').getByRole('button', { name: 'Yes, please' }).press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'Yes, please' }));
  await send(ada, { type: 'interactive', interactive: { type: 'list', body: { text: 'Which hour?' }, action: { button: 'Choose', sections: [{ title: 'Saturday', rows: [{ id: '9', title: '9 to 10' }, { id: '10', title: '10 to 11' }] }] } } });
  await phoneOf('Ada').getByRole('button', { name: /Choose/ }).press('Enter');
  await page.getByRole('dialog', { name: 'Choose' }).getByRole('button', { name: '10 to 11' }).click();
  await shown(phoneOf('Ada').locator('.mine', { hasText: '10 to 11' }));
}, 30_000);

test('a template, a reaction, a file, and what never arrived', async () => {
  await send(ben, { type: 'template', template: { name: 'order_update', language: { code: 'en_US' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'FD-10234' }] }] } });
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
  await call(`/v25.0/${twinDefaults.phoneNumberId}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id: asked.wamid, typing_indicator: { type: 'text' } }, { authorization: `Bearer ${twinDefaults.accessToken}` });
  await shown(phoneOf('Ben').getByText('typing…'));
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
  const ask = (type: string, text: string, action: object) => send(ada, { type: 'interactive', interactive: { type, body: { text }, action } });
  await ask('request_contact_info', 'May we have your number?', { name: 'request_contact_info' });
  await button('Share contact').press('Enter');
  await ask('location_request_message', 'Where to?', { name: 'send_location' });
  await button('Send location').press('Enter');
  await ask('flow', 'Your size?', { name: 'flow', parameters: { flow_id: '1', flow_cta: 'Pick a size' } });
  await button('Pick a size').press('Enter');
  await page.getByRole('textbox', { name: /Your answers/ }).fill('size: L');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).press('Enter');
  await shown(phoneOf('Ada').locator('.mine', { hasText: 'size: L' }));
  expect((await thread(ada)).slice(-6).map(({ type }) => type)).toEqual(['interactive', 'contacts', 'interactive', 'location', 'interactive', 'interactive']);
}, 30_000);

test('with a second number the phone has two chats', async () => {
  const other = await call('/_sim/numbers', { id: '777', waba_id: '202', display_phone_number: '+1 555 078 4444', verified_name: 'Another shop' }) as unknown as { id: string };
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

test('at 390 pixels nothing scrolls sideways, and every control has a name', async () => {
  const small = await pages.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await small.goto(`${url}/phone`);
  await shown(small.getByRole('article').first());
  expect(await small.evaluate('document.documentElement.scrollWidth')).toBe(390);
  const nameless = await small.evaluate(`[...document.querySelectorAll('button, input, select, textarea, summary')]
    .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length || one.hidden)).map((one) => one.outerHTML)`);
  expect(nameless).toEqual([]);
}, 30_000);

test('it looks as in the README, and nothing threw', async () => {
  await page.evaluate('document.activeElement?.blur()');
  await page.waitForFunction('[...document.querySelectorAll(".device")].length === 2');
  mkdirSync(dirname(picture), { recursive: true });
  writeFileSync(picture, await page.screenshot());
  expect(pages.thrown).toEqual([]);
}, 30_000);
