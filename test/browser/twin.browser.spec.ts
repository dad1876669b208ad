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

test('it looks as in the README, and nothing threw', async () => {
  await page.evaluate('document.activeElement?.blur()');
  await page.waitForFunction('[...document.querySelectorAll(".device")].length === 2');
  mkdirSync(dirname(picture), { recursive: true });
  writeFileSync(picture, await page.screenshot());
  expect(pages.thrown).toEqual([]);
}, 30_000);
