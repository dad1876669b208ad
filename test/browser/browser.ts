import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

const patienceMs = 20_000;

/** One Chromium, and pages in it that know nothing of each other. What a page threw is kept. */
export class Pages {
  readonly thrown: string[] = [];

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<Pages> {
    const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
    return new Pages(
      await chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      }),
    );
  }

  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const context: BrowserContext = await this.browser.newContext({
      viewport: { width: 1280, height: 860 },
      colorScheme: 'light',
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => this.thrown.push(error.message));
    return page;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** Signs a demo person in, as one does: one click fills the form. What was open before is open again. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('tablist').waitFor();
}

export const caseOf = (page: Page, number: string): Locator => page.locator(`[data-ticket="${number}"]`);

export const shown = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });
