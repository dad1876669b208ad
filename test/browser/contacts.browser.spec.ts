import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@frontdesk/demo';
import { twinDefaults } from '@frontdesk/twin';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, shown, signIn } from './browser.ts';

const phone = '4915112345678';

onBus('embedded', 'contacts to review', (system) => {
  let pages: Pages;
  let page: Page;
  beforeAll(async () => {
    pages = await Pages.launch();
    page = await pages.open();
  }, 60_000);
  afterAll(() => pages?.close());

  /** What Meta tells of a message from this phone with that user id. */
  const writes = async (text: string, userId: string, name: string) => {
    const message = {
      from: phone,
      from_user_id: userId,
      id: `wamid.${text}`,
      timestamp: String(Math.floor((await system().world.now()) / 1000)),
      type: 'text',
      text: { body: text },
    };
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550100', phone_number_id: twinDefaults.phoneNumberId },
      contacts: [{ profile: { name }, wa_id: phone, user_id: userId }],
      messages: [message],
    };
    const entry = [{ id: twinDefaults.wabaId, changes: [{ field: 'messages', value }] }];
    return system().world.webhook({ object: 'whatsapp_business_account', entry });
  };

  test('a number that comes with another user id is shown to a lead, with who it may be', async () => {
    await page.goto(`${system().url}/console`);
    await signIn(page, 'Lena');
    await page.getByRole('tab', { name: 'Contacts' }).click();
    await shown(page.getByText('Nothing to review.'));
    expect((await writes('first', 'DE.700001', 'Kim Berg')).status).toBe(200);
    const seat = await system().seat('lena@frontdesk.example');
    const known = async () => (await seat.get<{ conversations: unknown[] }>('api/conversations')).conversations.length;
    await until('the first conversation', async () => (await known()) === 1);
    await writes('second', 'DE.700002', 'Kim B.');
    const item = page.locator('[data-conflict]');
    await shown(item.getByText('Taken for two people'));
    const people = ['Kim Berg', 'Kim B.'].map((name) => item.getByRole('listitem').filter({ hasText: name }));
    for (const one of people) await shown(one.getByText('+49 ••• 5678'));
    await people[1]!.getByRole('button', { name: 'Show number' }).click();
    await shown(people[1]!.getByText(`+${phone}`));
    expect(await people[0]!.textContent()).not.toContain(phone);
  }, 60_000);

  test('judged to be one person, they write in the older conversation again', async () => {
    await page.getByRole('button', { name: 'One person' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'One person' }).click();
    await shown(page.getByText('Nothing to review.'));
    await writes('third', 'DE.700002', 'Kim B.');
    await page.getByRole('tab', { name: 'All' }).click();
    await shown(page.getByText('third'));
    expect(await page.locator('[data-conversation]').count()).toBe(2);
    expect(pages.thrown).toEqual([]);
  }, 60_000);
});
