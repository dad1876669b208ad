import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@frontdesk/demo';
import type { Page } from 'playwright-core';
import { query } from '../database.ts';
import { onBus } from '../on-both-buses.ts';
import { Pages, shown, signIn } from './browser.ts';

const number = '+15550100661';
const picture = process.env['FRONTDESK_SHOTS'];

onBus('embedded', 'why a message was sent', (system) => {
  let pages: Pages;
  let carl: Page;
  let conversation = '';
  const why = () => carl.getByRole('region', { name: 'Why this message was sent' });
  const shoot = async (name: string) => picture && (await carl.screenshot({ path: `${picture}/${name}.png`, fullPage: true }));

  beforeAll(async () => {
    pages = await Pages.launch();
    await system().world.phone(number).ask('What is your returns policy?');
    const seat = await system().seat('carl@frontdesk.example');
    const { conversations } = await seat.get<{ conversations: { conversation_id: string }[] }>('api/conversations');
    conversation = conversations[0]!.conversation_id;
    await until('what became of it', async () =>
      (await seat.thread(conversation)).some(({ sender, status }) => sender === 'bot' && status === 'read'),
    );
    carl = await pages.open();
    await carl.goto(`${system().url}/console`);
    await signIn(carl, 'Carl');
  }, 120_000);
  afterAll(() => pages?.close());

  test('compliance finds a conversation that no person was ever asked into', async () => {
    await carl.getByRole('tab', { name: 'All' }).click();
    await carl.locator(`[data-conversation="${conversation}"]`).getByRole('button').click();
    await shown(carl.getByText('What is your returns policy?'));
    expect(await carl.getByRole('tab', { name: 'Contacts' }).count()).toBe(0);
  }, 60_000);

  test('and is told each decision behind a message on one page, from the webhook to what became of it', async () => {
    const bot = carl.locator('.message.bot').first();
    await bot.getByText('why', { exact: true }).click();
    await shoot('why-bubble');
    await bot.getByRole('button', { name: 'Every decision behind it' }).click();
    const steps = why().locator('.step');
    await shown(steps);
    const types = await steps.evaluateAll((all) => all.map((one) => one.getAttribute('data-type')));
    expect(types.slice(0, 9)).toEqual([
      'WebhookItem',
      'MessageReceived',
      'MessageAdmitted',
      'IdentityResolved',
      'Routed',
      'Grounded',
      'ReplyProposed',
      'VerdictGiven',
      'MessageDispatched',
    ]);
    expect(types).toContain('StatusReceived');
    await shown(why().locator('[data-type="VerdictGiven"]').getByText('Given on'));
    await shown(why().locator('[data-type="Grounded"]').getByText('returns-en@', { exact: false }));
    expect(await why().locator('.summary-of').textContent()).toMatch(/allowed.*policy-/s);
    await shoot('why-page');
    const box = why().locator('.why-page');
    await box.evaluate((area) => area.scrollTo(0, 1_400));
    await shoot('why-page-2');
    await box.evaluate((area) => area.scrollTo(0, area.scrollHeight));
    await shoot('why-page-3');
  }, 60_000);

  test('its address opens it too, on a phone as well, and back leads to the conversation', async () => {
    const link = carl.url();
    await carl.setViewportSize({ width: 390, height: 800 });
    await carl.goto(link);
    await shown(why().locator('.step'));
    expect(await carl.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await shoot('why-phone');
    await carl.getByRole('button', { name: 'Back to the conversation' }).click();
    await shown(carl.getByRole('log', { name: 'Messages' }));
    await carl.setViewportSize({ width: 1280, height: 860 });
  }, 60_000);

  test('compliance takes the conversation out as a file, and who looked says so', async () => {
    const coming = carl.waitForEvent('download');
    await carl.getByRole('link', { name: 'Export' }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe(`conversation-${conversation}.jsonl`);
    const rows = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; type?: string; text?: { redacted: string } });
    expect([rows[0]?.kind, rows.at(-1)?.kind]).toEqual(['export', 'end']);
    expect(rows.some(({ kind, text }) => kind === 'message' && text?.redacted === 'What is your returns policy?')).toBe(true);
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['verdict', 'consent', 'decision', 'look']));
    expect(JSON.stringify(rows)).not.toContain(number.slice(1));
    await shoot('export');
    const seat = await system().seat('lena@frontdesk.example');
    await until('the look', async () => {
      const { looks } = await seat.get<{ looks: { by: string; what: string }[] }>(`api/conversations/${conversation}/looks`);
      return looks.some(({ by, what }) => by === 'carl' && what === 'export');
    });
  }, 60_000);

  test("a long conversation is shown from its end, and what was said earlier on demand, without losing one's place", async () => {
    await query(
      system(),
      `INSERT INTO audit_logger.messages (id, conversation_id, ts, sender, body, metadata, recorded_at)
       SELECT gen_random_uuid(), conversation_id, ts - make_interval(mins => n), 'customer', 'earlier ' || n, jsonb_build_object('late', n = 1),
         recorded_at - make_interval(mins => n)
       FROM audit_logger.messages, generate_series(1, 230) AS n WHERE conversation_id = '${conversation}' AND sender = 'customer'`,
    );
    await carl.reload();
    const log = carl.getByRole('log', { name: 'Messages' });
    await shown(log.getByText('What was said earlier is not shown yet.'));
    await shown(log.locator('.message', { has: carl.getByText('earlier 1', { exact: true }) }).getByText('arrived late'));
    expect(await log.getByText('earlier 230', { exact: true }).count()).toBe(0);
    await log.evaluate((area) => area.scrollTo(0, 0));
    await shoot('thread-earlier');
    const top = carl.locator('.message').first();
    const [id, y] = [await top.getAttribute('data-message'), (await top.boundingBox())!.y];
    await log.getByRole('button', { name: 'Show earlier messages' }).click();
    await shown(log.getByText('earlier 230', { exact: true }));
    expect(await log.getByText('What was said earlier is not shown yet.').count()).toBe(0);
    const moved = (await carl.locator(`[data-message="${id}"]`).boundingBox())!.y - y;
    expect(Math.abs(moved)).toBeLessThan(60);
    expect(pages.thrown).toEqual([]);
  }, 60_000);
});
