import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findTicket, saying, takeOver, until } from '@frontdesk/demo';
import type { Phone, Ticket } from '@frontdesk/demo';
import type { Page } from 'playwright-core';
import { query } from '../database.ts';
import { onBus } from '../on-both-buses.ts';
import { Pages, caseOf, shown, signIn } from './browser.ts';
import { faint } from './contrast.ts';

const secret = 'The lamp was broken before, write to mara@example.com';

onBus('embedded', 'words among colleagues', (system) => {
  let pages: Pages;
  let [ana, ben, carl]: Page[] = [];
  let phone: Phone;
  let ticket: Ticket;
  const note = (page: Page) => page.locator('.message.note', { hasText: secret });
  const form = (page: Page) => page.getByRole('form', { name: 'Internal note' });
  const shot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env['FRONTDESK_SHOTS'];
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  };
  const enter = async (name: string): Promise<Page> => {
    const page = await pages.open();
    await page.goto(`${system().url}/console`);
    await signIn(page, name);
    return page;
  };
  const faintWords = (page: Page): Promise<string[]> => page.evaluate(faint);
  const look = (page: Page): Promise<void> => caseOf(page, ticket.number).getByRole('button').first().click();

  beforeAll(async () => {
    pages = await Pages.launch();
    const seat = await system().seat('ana@frontdesk.example');
    await seat.present('available');
    phone = system().world.phone('+15550100633');
    await phone.ask('Can I speak to a real person please?');
    ticket = await findTicket(seat, ({ state }) => ['waiting', 'offered'].includes(state), 'the case');
    await takeOver(seat, ticket.id);
    [ana, ben, carl] = [await enter('Ana'), await enter('Ben'), await enter('Carl')];
  }, 150_000);
  afterAll(() => pages?.close());

  test('who else has the case open is seen by each of them, until they leave it or close the page', async () => {
    for (const page of [ana!, ben!, carl!]) await look(page);
    await shown(ana!.getByText('Ben and Carl have this open too'));
    await shown(carl!.getByText('Ana and Ben have this open too'));
    await shot(ana!, 'viewers');
    const another = await enter('Lena');
    await look(another);
    await shown(ana!.getByText('Ben, Carl and Lena have this open too'));
    await another.context().close();
    await shown(ana!.getByText('Ben and Carl have this open too'));
    await ben!.goBack();
    await shown(ana!.getByText('Carl has this open too'));
  }, 60_000);

  test('a colleague who does not hold the case adds a note; whoever has it open sees it', async () => {
    for (const page of [ana!, ben!, carl!]) await look(page);
    expect(await ben!.getByRole('textbox', { name: 'Your answer' }).isDisabled()).toBe(true);
    await ben!.getByRole('button', { name: 'Internal note' }).click();
    expect(await form(ben!).getByRole('button', { name: 'Add note' }).isDisabled()).toBe(true);
    await form(ben!).getByRole('textbox').fill(secret);
    await shot(ben!, 'note-form');
    await form(ben!).getByRole('button', { name: 'Add note' }).click();
    for (const page of [ana!, ben!, carl!]) await shown(note(page).getByText('Ben · internal note, the customer does not see it'));
    await form(ben!).waitFor({ state: 'detached' });
    expect(await carl!.getByRole('button', { name: 'Internal note' }).count()).toBe(0);
    await shot(ana!, 'note');
  }, 60_000);

  test('it can be read in light and dark, and at the width of a phone', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await ana!.emulateMedia({ colorScheme });
      expect(await faintWords(ana!)).toEqual([]);
    }
    await ana!.getByRole('button', { name: 'Internal note' }).click();
    expect(await faintWords(ana!)).toEqual([]);
    await ana!.emulateMedia({ colorScheme: 'light' });
    expect(await faintWords(ana!)).toEqual([]);
    await ana!.setViewportSize({ width: 390, height: 780 });
    await shown(form(ana!));
    expect(await ana!.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await shot(ana!, 'note-phone');
    await ana!.setViewportSize({ width: 1280, height: 860 });
  }, 60_000);

  test('what was begun waits while one looks at another case, and is gone when it is cancelled', async () => {
    await form(ana!).getByRole('textbox').fill('half a thought');
    await ana!.goBack();
    await look(ana!);
    expect(await form(ana!).getByRole('textbox').inputValue()).toBe('half a thought');
    // nobody but this page knows it
    const asked = ana!.waitForEvent('dialog');
    const reloads = ana!.reload({ timeout: 3_000 }).catch(() => undefined);
    expect((await asked).type()).toBe('beforeunload');
    await (await asked).dismiss();
    await reloads;
    expect(await form(ana!).getByRole('textbox').inputValue()).toBe('half a thought');
    await form(ana!).getByRole('button', { name: 'Cancel' }).click();
    await ana!.getByRole('button', { name: 'Internal note' }).click();
    expect(await form(ana!).getByRole('textbox').inputValue()).toBe('');
  }, 60_000);

  test('the customer gets the answer that was written after it, and not the note; nobody but audit-logger and the log has its words', async () => {
    const before = (await phone.received()).length;
    const box = ana!.getByRole('textbox', { name: 'Your answer' });
    await box.fill('You get a new lamp.');
    await box.press('Enter');
    await phone.next(before, 1, 'the answer');
    expect(saying(await phone.received())).not.toContain('broken before');
    await until(
      'its audit row, without words',
      async () => (await query(system(), `SELECT actor FROM audit_logger.wa_events WHERE event_type = 'NoteWritten'`)).length === 1,
    );
    const [row] = await query<{ actor: string; payload: string }>(
      system(),
      `SELECT actor, payload::text AS payload FROM audit_logger.wa_events WHERE event_type = 'NoteWritten'`,
    );
    expect(row).toMatchObject({ actor: 'agent:ben' });
    expect(row!.payload).not.toMatch(/broken|mara@/);
    expect(JSON.stringify(system().telemetry.spans)).not.toMatch(/broken before|mara@/);
  }, 60_000);

  test('that its owner is away, and when she loses the case, is seen by whoever has it open', async () => {
    const goesBack = carl!.locator('.thread-head').getByRole('timer', { name: /^goes back to the queue/ });
    await look(carl!);
    // Meta's times are whole seconds
    await system().world.advance(2_000);
    await phone.write('Are you still there?');
    for (const page of [ana!, carl!]) await shown(page.locator('.message.customer', { hasText: 'Are you still there?' }));
    await ana!.getByRole('radio', { name: 'Away' }).click();
    await shown(goesBack);
    await ana!.getByRole('radio', { name: 'Available' }).click();
    await goesBack.waitFor({ state: 'detached' });
  }, 60_000);

  test('the case goes to a colleague with a note, who is asked first and takes it; the customer is told who writes', async () => {
    const dialog = ana!.getByRole('dialog');
    const to = dialog.getByRole('combobox', { name: 'To' });
    await ana!.getByRole('button', { name: 'Transfer' }).click();
    await until('who is there', async () => (await to.locator('option:disabled').allTextContents()).includes('Ben (off)'));
    await ben!.getByRole('radio', { name: 'Available' }).click();
    await until('Ben', async () => (await to.locator('option:enabled').allTextContents()).includes('Ben'));
    await to.selectOption({ label: 'Ben' });
    await dialog.getByRole('textbox', { name: /^Note for them/ }).fill('She wants the blue one.');
    await shot(ana!, 'transfer');
    expect(await faintWords(ana!)).toEqual([]);
    await ana!.setViewportSize({ width: 390, height: 780 });
    expect(await ana!.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await shot(ana!, 'transfer-phone');
    await ana!.setViewportSize({ width: 1280, height: 860 });

    // as when he went away in the same moment: what was typed stays
    await ana!.route('**/transfer', (route) => route.fulfill({ status: 409, json: { code: 'NOT_AVAILABLE', message: '' } }));
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await shown(dialog.getByRole('alert').getByText(/^This colleague is not there any more/));
    await ana!.unroute('**/transfer');

    const before = (await phone.received()).length;
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await dialog.waitFor({ state: 'detached' });
    await shown(caseOf(ben!, ticket.number).getByText('Offered to you'));
    await shown(ben!.locator('.message.note', { hasText: 'She wants the blue one.' }));
    expect(await ana!.getByRole('textbox', { name: 'Your answer' }).isDisabled()).toBe(true);
    await ben!.locator('.thread-head').getByRole('button', { name: 'Accept' }).click();
    await shown(ben!.locator('.thread-head').getByText('Yours', { exact: true }));
    const told = saying(await phone.next(before, 2, 'who takes over, and who writes'));
    expect(told).toMatch(/Somebody else of our team takes over your request T-\d+/);
    expect(told).toContain('You are now writing with Ben');
    expect(told).not.toContain('blue one');
  }, 90_000);

  test('a lead gives it to the queue, where nobody is told anything as nobody waits', async () => {
    const answer = ben!.getByRole('textbox', { name: 'Your answer' });
    await answer.fill('The blue one is on its way.');
    await answer.press('Enter');
    await shown(ben!.locator('.thread-head').getByText('answered'));
    const before = (await phone.received()).length;
    const lena = await enter('Lena');
    await look(lena);
    await lena.getByRole('button', { name: 'Transfer' }).click();
    await lena.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
    await shown(ben!.getByText('Accept the case to write.'));
    await ana!.locator('.thread-head').getByRole('button', { name: 'Accept' }).click();
    await shown(ana!.locator('.thread-head').getByText('Yours', { exact: true }));
    const told = saying(await phone.next(before, 1, 'who writes'));
    expect(told).toContain('You are now writing with Ana');
    expect(told).not.toContain('takes over');
  }, 90_000);

  test('no page threw anything', () => expect(pages.thrown).toEqual([]));
});
