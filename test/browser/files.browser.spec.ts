import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { findTicket, until } from '@frontdesk/demo';
import type { Phone } from '@frontdesk/demo';
import { demoCustomers, twinDefaults } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';

const customer = demoCustomers[1]!;
const picture = join(import.meta.dirname, '../../docs/images/files.png');

/** A picture of a broken lamp, drawn here. */
const drawn = async (pages: Pages): Promise<string> => {
  const page = await pages.open({ viewport: { width: 480, height: 320 } });
  await page.setContent(
    '<body style="margin:0;background:linear-gradient(#dfe7ea,#b9c7cc)"><svg viewBox="0 0 480 320"><path d="M190 90h100l40 90H150z" fill="#e0a526"/><path d="M234 180h12v80h-12z" fill="#444"/><path d="M190 260h100v14H190z" fill="#444"/><path d="m262 92-22 36 24 10-20 40" fill="none" stroke="#fff" stroke-width="5"/></svg>',
  );
  const jpeg = await page.screenshot({ type: 'jpeg' });
  await page.context().close();
  return jpeg.toString('base64');
};

onBus('embedded', 'files in the console', (system) => {
  let pages: Pages;
  let page: Page;
  let phone: Phone;
  let wamid = '';
  const control = async (path: string, body: object): Promise<{ wamid: string }> => {
    const answer = await fetch(`${system().url}/_sim/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBeLessThan(300);
    return (await answer.json()) as { wamid: string };
  };
  const sends = async (message: object): Promise<string> => (await control(`customers/${customer.phone}/messages`, message)).wamid;

  beforeAll(async () => {
    pages = await Pages.launch();
    page = await pages.open();
    phone = system().world.phone(customer.phone);
  }, 60_000);
  afterEach(() => page.unrouteAll());
  afterAll(() => pages?.close());

  test('a photo is seen in the thread, and larger in a page of its own', async () => {
    const before = (await phone.received()).length;
    wamid = await sends({ type: 'image', mime_type: 'image/jpeg', data_base64: await drawn(pages), caption: 'It came like this' });
    await phone.next(before, 1, 'an honest word about the photo');
    await phone.ask('I want to talk to a human');
    await page.goto(`${system().url}/console`);
    await signIn(page, 'Ana');
    const seat = await system().seat('ana@frontdesk.example');
    const ticket = await findTicket(seat, ({ state }) => ['waiting', 'offered'].includes(state), 'the case');
    await caseOf(page, ticket.number).getByRole('button').first().click();
    const photo = page.getByRole('log').getByRole('img', { name: 'Photo from the customer' });
    await shown(photo);
    await until('the photo', () =>
      page.evaluate('[...document.querySelectorAll(".file.picture img")].some((image) => image.naturalWidth === 480)'),
    );
    await shown(page.getByText('It came like this'));
    if (process.env['FRONTDESK_PICTURE']) {
      await photo.scrollIntoViewIfNeeded();
      mkdirSync(dirname(picture), { recursive: true });
      writeFileSync(picture, await page.screenshot());
    }
    const [large] = await Promise.all([page.context().waitForEvent('page'), photo.click()]);
    await until('the photo by itself', () => large.evaluate('document.images[0]?.naturalWidth === 480'));
    await large.close();
  }, 90_000);

  test('a photo that could not be fetched is fetched again when it is asked for', async () => {
    await page.route('**/files/**', (route) => route.abort());
    await page.reload();
    await shown(page.getByText('Photo: cannot be shown at the moment.'));
    await page.unroute('**/files/**');
    await page.getByRole('log').getByRole('button', { name: 'Try again' }).click();
    await until('the photo', () => page.evaluate('document.querySelector(".file.picture img")?.naturalWidth === 480'));
  }, 60_000);

  test('a document that could act in a page is only ever saved', async () => {
    const acting =
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>plain</title><script>document.querySelector("title").textContent = "acted"</script></svg>';
    await sends({
      type: 'document',
      mime_type: 'image/svg+xml',
      filename: 'invoice.svg',
      data_base64: Buffer.from(acting).toString('base64'),
    });
    const link = page.getByRole('link', { name: /^Document · 1 KB · save/ });
    await shown(link);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('invoice.svg');
    const address = await link.getAttribute('href');
    const direct = await pages.open({ storageState: await page.context().storageState() });
    const reached = await direct.goto(`${system().url}${address}`).catch((error: Error) => error.message);
    expect(String(reached)).toContain('Download is starting');
    expect(await direct.title()).not.toBe('acted');
  }, 60_000);

  test('a page that pretends to be a document is not even kept, and that is said', async () => {
    await sends({
      type: 'document',
      mime_type: 'application/pdf',
      filename: 'bill.pdf',
      data_base64: Buffer.from('<!DOCTYPE html><script>alert(1)</script>').toString('base64'),
    });
    await shown(page.getByText('Document: no longer here, it is not what it said it was.'));
  }, 60_000);

  test('a document with a caption is saved under its own name', async () => {
    await sends({
      type: 'document',
      mime_type: 'application/zip',
      filename: 'receipts.zip',
      caption: 'My receipts',
      data_base64: Buffer.from('PK\u0003\u0004').toString('base64'),
    });
    const message = page.locator('.message.customer', { hasText: 'My receipts' });
    await shown(message.getByText('receipts.zip'));
    const [download] = await Promise.all([page.waitForEvent('download'), message.getByRole('link', { name: /^Document/ }).click()]);
    expect(download.suggestedFilename()).toBe('receipts.zip');
  }, 60_000);

  test('a cart says what is in it, and what WhatsApp keeps to itself is said to be so', async () => {
    const items = [{ product_retailer_id: 'lamp-01', quantity: 2, item_price: 30, currency: 'EUR' }];
    await sends({ type: 'order', order: { catalog_id: 'c1', text: 'By Friday, please', product_items: items } });
    await shown(page.locator('.message.customer', { hasText: 'By Friday, please' }).getByText('2 × 30 EUR: lamp-01'));
    await sends({ type: 'unsupported', unsupported: { type: 'poll' } });
    await shown(page.getByText('A poll. WhatsApp does not hand it over.'));
    await sends({ type: 'video', too_large: true });
    await shown(page.getByText('A video. WhatsApp does not hand it over: it may be too large.'));
    expect(await page.getByText('no text').count()).toBe(0);
    if (process.env['FRONTDESK_SHOT']) await page.screenshot({ path: process.env['FRONTDESK_SHOT'] });
  }, 60_000);

  test('a photo that the customer deletes is gone here too; who is signed out gets none', async () => {
    const photo = page.getByRole('img', { name: 'Photo from the customer' });
    const address = `${system().url}${await photo.getAttribute('src')}`;
    const seen = async () => page.evaluate(async (at) => (await fetch(at)).status, address);
    expect([await seen(), (await fetch(address)).status]).toEqual([200, 401]);
    await control('numbers', { id: twinDefaults.phoneNumberId, coexistence: true });
    await sends({ type: 'revoke', message_id: wamid });
    await shown(page.getByText('This message was deleted.'));
    expect([await photo.count(), await seen()]).toEqual([0, 404]);
    expect(pages.thrown).toEqual([]);
  }, 60_000);
});
