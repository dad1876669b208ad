import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTicket, takeOver, until } from '@frontdesk/demo';
import type { Phone, Ticket } from '@frontdesk/demo';
import type { Page } from 'playwright-core';
import { query } from '../database.ts';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';
import { faint } from './contrast.ts';

onBus('embedded', 'a proof that a person asks for', (system) => {
  let pages: Pages;
  let ana: Page;
  let phone: Phone;
  let ticket: Ticket;
  const form = () => ana.getByRole('form', { name: 'Ask for proof' });
  const panel = () => ana.getByRole('complementary', { name: 'Customer and case' });
  const answers = async (words: string): Promise<void> => {
    await system().world.advance(2_000);
    await phone.write(words);
  };

  beforeAll(async () => {
    pages = await Pages.launch();
    const seat = await system().seat('ana@frontdesk.example');
    await seat.present('available');
    phone = system().world.phone('+15550100634');
    await phone.ask('Can I speak to a real person please?');
    ticket = await findTicket(seat, ({ state }) => ['waiting', 'offered'].includes(state), 'the case');
    await takeOver(seat, ticket.id);
    ana = await pages.open();
    await ana.goto(`${system().url}/console`);
    await signIn(ana, 'Ana');
    await caseOf(ana, ticket.number).getByRole('button').first().click();
  }, 150_000);
  afterAll(() => pages?.close());

  test('the customer is asked in words of ours, for the order that the person names', async () => {
    await ana.getByRole('textbox', { name: 'Your answer' }).fill('half a thought');
    await ana.getByRole('button', { name: 'Ask for proof' }).click();
    await form().getByRole('textbox', { name: 'Order' }).fill('the lamp');
    await form().getByRole('button', { name: 'Ask', exact: true }).click();
    await shown(form().getByText('That is no order number.'));
    await form().getByRole('textbox', { name: 'Order' }).fill('FD-10234');
    for (const colorScheme of ['light', 'dark'] as const) {
      await ana.emulateMedia({ colorScheme });
      expect(await ana.evaluate(faint)).toEqual([]);
    }
    await ana.emulateMedia({ colorScheme: 'light' });
    const before = (await phone.received()).length;
    await form().getByRole('button', { name: 'Ask', exact: true }).click();
    await phone.next(before, 1, 'the question');
    await shown(panel().getByText('Asked of FD-10234, no answer yet'));
    expect(await ana.getByRole('textbox', { name: 'Your answer' }).inputValue()).toBe('half a thought');
  }, 60_000);

  test('what comes of their answers stands beside who they are; what was offered is written down nowhere', async () => {
    await answers('9999');
    await shown(panel().getByText('Does not match of FD-10234; 2 attempts left'));
    await answers('thanks, one moment');
    await answers('2767');
    await shown(panel().getByText('Proved, when asked of FD-10234'));
    await shown(panel().getByText('Order proved'));
    const rows = await until('both are on record', async () => {
      const all = await query<{ text: string }>(
        system(),
        `SELECT body AS text FROM audit_logger.messages WHERE sender = 'customer' AND body LIKE '%[PROOF_1]%'
         UNION ALL SELECT payload::text FROM audit_logger.wa_events`,
      );
      return all.filter(({ text }) => text === '[PROOF_1]').length >= 2 && all;
    });
    expect(rows.filter(({ text }) => text === '[PROOF_1]')).toHaveLength(2);
    expect(rows.filter(({ text }) => /"9999"|"2767"/.test(text))).toEqual([]);
  }, 60_000);

  test('nothing broke in the page', () => expect(pages.thrown).toEqual([]));
});
