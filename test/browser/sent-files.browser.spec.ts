import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTicket, takeOver, until } from '@frontdesk/demo';
import { demoCustomers } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';

const customer = demoCustomers[0]!;
const pdf = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

onBus('embedded', 'files that people send', (system) => {
  let pages: Pages;
  let page: Page;
  let photo: Buffer;

  beforeAll(async () => {
    pages = await Pages.launch();
    const ana = await system().seat('ana@frontdesk.example');
    await ana.present('available');
    await system().world.phone(customer.phone).ask('Can I speak to a real person please?');
    const ticket = await findTicket(ana, ({ state }) => ['waiting', 'offered'].includes(state), 'the case');
    await takeOver(ana, ticket.id);
    page = await pages.open();
    await page.setViewportSize({ width: 480, height: 320 });
    await page.setContent('<body style="background:linear-gradient(#dfe7ea,#e0a526)">');
    photo = await page.screenshot({ type: 'jpeg' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${system().url}/console`);
    await signIn(page, 'Ana');
    await caseOf(page, ticket.number).getByRole('button').first().click();
  }, 120_000);
  afterAll(() => pages?.close());

  test("a picture is seen before it is sent, on the customer's phone, and in the thread with its tick; a document stays in the box over a reload", async () => {
    const [file, along] = [
      page.getByLabel('A picture or PDF for the customer'),
      page.getByRole('figure', { name: 'The file that goes along' }),
    ];
    const box = page.getByRole('textbox', { name: 'Your answer' });
    await file.setInputFiles({ name: 'lamp.jpeg', mimeType: 'image/jpeg', buffer: photo });
    await shown(along.getByRole('img', { name: 'lamp.jpg' }));
    await until('the preview', () => page.evaluate('document.querySelector(".attached img")?.naturalWidth === 480'));
    await box.fill('This is the one');
    await box.press('Enter');
    await shown(page.getByRole('log').getByRole('img', { name: 'Photo from us' }));
    await until('the photo', () => page.evaluate('document.querySelector(".message.agent .file.picture img")?.naturalWidth === 480'));
    await shown(page.locator('.message.agent', { hasText: 'This is the one' }).getByRole('img', { name: /delivered|read/i }));
    expect(await along.count()).toBe(0);

    const phone = await pages.open();
    await phone.goto(`${system().url}/phone`);
    const shot = phone.getByRole('article', { name: `Phone of ${customer.name}` }).locator('.theirs', { hasText: 'This is the one' });
    await shown(shot);
    await until('the photo on the phone', () =>
      phone.evaluate('[...document.querySelectorAll(".theirs img")].some((image) => image.naturalWidth === 480)'),
    );

    await file.setInputFiles({ name: 'page.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<script>alert(1)</script>') });
    await shown(page.getByText('Only JPEG and PNG pictures and PDF documents can be sent'));
    await file.setInputFiles({ name: 'Rechnung 4711.pdf', mimeType: 'application/pdf', buffer: pdf });
    await shown(along.getByText('Rechnung 4711.pdf'));
    await page.reload();
    await shown(along.getByText('Rechnung 4711.pdf'));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await shown(phone.getByRole('link', { name: 'Rechnung 4711.pdf' }));
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page
        .locator('.message.agent', { hasText: 'Rechnung 4711.pdf' })
        .getByRole('link', { name: /^Document/ })
        .click(),
    ]);
    expect(saved.suggestedFilename()).toBe('Rechnung 4711.pdf');
  }, 90_000);
});
