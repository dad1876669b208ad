import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Pages } from './browser.ts';

const file = join(import.meta.dirname, '../../docs/images/side-by-side.png');
const phoneWidth = 430;
const height = 800;

/** The customer's phone and the agent's console in one picture, for the README. */
export async function sideBySide(pages: Pages, url: string, customer: string, console: Page): Promise<void> {
  const phone = await pages.open({ viewport: { width: phoneWidth, height } });
  await phone.goto(`${url}/phone`);
  await phone.getByRole('button', { name: 'Controls' }).waitFor();
  const device = phone.getByRole('article', { name: `Phone of ${customer}` });
  await device.locator('.message').last().waitFor();
  const [left, right] = [await device.screenshot(), await console.screenshot()];
  const sheet = await pages.open({ viewport: { width: 1500, height: 740 } });
  const source = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`;
  await sheet.setContent(`
    <style>
      body { margin: 0; padding: 24px; display: flex; gap: 24px; align-items: center; justify-content: center; background: #e9edee; width: max-content }
      img { display: block; height: 690px } .console { border-radius: 10px; box-shadow: 0 6px 24px rgb(0 0 0 / .2) }
    </style>
    <img src="${source(left)}"><img class="console" src="${source(right)}">`);
  await sheet.waitForFunction('[...document.images].every((image) => image.complete)');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await sheet.locator('body').screenshot());
}
