import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTicket, until } from '@frontdesk/demo';
import type { Page } from 'playwright-core';
import { onBus } from '../on-both-buses.ts';
import { Pages, shown, signIn } from './browser.ts';

const numbers = ['+15550100671', '+15550100672'] as const;
const picture = process.env['FRONTDESK_SHOTS'];

onBus('embedded', 'a search', (system) => {
  let pages: Pages;
  let lead: Page;
  let conversation = '';
  let ticket = '';
  const found = (page: Page) => page.getByRole('region', { name: 'Found' });
  const look = async (page: Page, query: string) => {
    await page.getByRole('searchbox').fill(query);
    await page.keyboard.press('Enter');
  };
  const shoot = async (name: string) => picture && (await lead.screenshot({ path: `${picture}/${name}.png` }));

  beforeAll(async () => {
    pages = await Pages.launch();
    await system().world.phone(numbers[1]).ask('What is your returns policy for an umbrella?');
    await system().world.phone(numbers[0]).ask('I want to talk to a human, my umbrella is torn');
    const seat = await system().seat('lena@frontdesk.example');
    ({ conversation_id: conversation, number: ticket } = await findTicket(seat, (one) => one.state === 'waiting', 'the case'));
    const { conversations } = await seat.get<{ conversations: { conversation_id: string }[] }>('api/conversations');
    await until('what was said', async () => {
      const all = await Promise.all(conversations.map((one) => seat.thread(one.conversation_id)));
      return all.length === 2 && all.every((lines) => lines.some(({ text }) => text.includes('umbrella')));
    });
    lead = await pages.open();
    await lead.goto(`${system().url}/console`);
    await signIn(lead, 'Lena');
  }, 120_000);
  afterAll(() => pages?.close());

  test('finds words in what was said, and opens where they were said, all by the keyboard', async () => {
    await lead.keyboard.press('/');
    await lead.keyboard.type('torn Umbrella');
    await lead.keyboard.press('Enter');
    const line = found(lead).getByRole('listitem').filter({ hasText: 'my umbrella is torn' });
    await shown(line.getByText(`${ticket} · case 1`));
    expect(await line.locator('mark').allTextContents()).toEqual(['umbrella', 'torn']);
    expect(lead.url()).toBe(`${system().url}/console`);
    await shoot('search-found');
    await lead.keyboard.press('ArrowDown');
    await lead.keyboard.press('Enter');
    await shown(lead.getByRole('complementary', { name: 'Customer and case' }));
    const sought = lead.locator('.message.sought', { hasText: 'my umbrella is torn' });
    await shown(sought);
    // who has gone on reading comes back to it by the same line
    await sought.evaluate((message: HTMLElement) => message.blur());
    await line.getByRole('button').click();
    await lead.waitForFunction(
      () => document.activeElement?.textContent?.includes('my umbrella is torn') === true && document.activeElement.matches('.message'),
    );
    await look(lead, 'returns umbrella');
    await shown(found(lead).getByText('never with people · case 1'));
    await look(lead, 'zebra');
    await shown(found(lead).getByText('Nothing was found.'));
    await shoot('search-nothing');
    await lead.getByRole('searchbox').press('Escape');
    await shown(lead.getByRole('tab', { name: 'Queue', selected: true }));
  }, 60_000);

  test('says why it looks for nothing, and whom it does not tell', async () => {
    await look(lead, 'mara@example.com');
    await shown(lead.getByText('Personal data stands in no conversation in clear'));
    await look(lead, numbers[0]);
    await shown(lead.getByText('Your role does not allow this.'));
    await shoot('search-refused');
  }, 60_000);

  test('finds for compliance who has a number, and for an agent only what people were asked into', async () => {
    const carl = await pages.open();
    await carl.goto(`${system().url}/console`);
    await signIn(carl, 'Carl');
    await look(carl, numbers[1]);
    await shown(found(carl).getByText('1 found'));
    await shown(found(carl).getByText('never with people · case 1'));
    await look(carl, conversation);
    await shown(found(carl).getByText(`${ticket} · case 1`));
    const ana = await pages.open();
    await ana.goto(`${system().url}/console`);
    await signIn(ana, 'Ana');
    await look(ana, 'umbrella');
    await shown(found(ana).getByText(`${ticket} · case 1`));
    expect(await found(ana).getByText('never with people').count()).toBe(0);
    expect(pages.thrown).toEqual([]);
  }, 60_000);

  test('opens at what was said, however much was said since', async () => {
    const phone = system().world.phone(numbers[1]);
    await phone.write('my kettle whistles');
    await Promise.all(Array.from({ length: 205 }, (_, count) => phone.write(`and ${count}`)));
    const seat = await system().seat('lena@frontdesk.example');
    const { conversations } = await seat.get<{ conversations: { conversation_id: string }[] }>('api/conversations');
    const other = conversations.map((one) => one.conversation_id).find((id) => id !== conversation)!;
    await until(
      'all that was said',
      async () => {
        const said = (await seat.thread(other)).map(({ text }) => text);
        return said.some((text) => text.startsWith('and ')) && !said.includes('my kettle whistles');
      },
      60_000,
    );
    await look(lead, 'kettle');
    await found(lead)
      .getByRole('button', { name: /my kettle whistles/ })
      .click();
    const line = lead.locator('.message.sought', { hasText: 'my kettle whistles' });
    await shown(line);
    await until('it to be in view', () =>
      line.evaluate((one) => {
        const [inner, outer] = [one.getBoundingClientRect(), one.closest('.thread')!.getBoundingClientRect()];
        return document.activeElement === one && inner.top >= outer.top && inner.bottom <= outer.bottom;
      }),
    );
  }, 120_000);
});
