import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { TestProvider } from '../../services/handoff/test/provider.ts';
import { onBus } from '../on-both-buses.ts';
import { Pages, shown } from './browser.ts';

const secret = 'what the console and the provider know';
const provider = await TestProvider.reserve({ id: 'frontdesk', secret });
provider.people.set('ana', { name: 'Ana Berg', email: 'ana@example.com', groups: ['agent'] });
provider.people.set('otto', { name: 'Otto Grau', email: 'otto@example.com', groups: ['accounting'] });

onBus(
  'embedded',
  'the console, where people sign in by OIDC',
  (system) => {
    let pages: Pages;
    let page: Page;
    const signIn = async (name: string) => {
      await page.getByRole('button', { name: 'Sign in with your organisation' }).click();
      await page.getByRole('link', { name }).click();
    };

    beforeAll(async () => {
      pages = await Pages.launch();
      page = await pages.open();
    }, 60_000);
    afterAll(async () => {
      await pages?.close();
      await provider.close();
    });

    test('while the provider is away the page says so', async () => {
      await page.goto(`${system().url}/console`);
      expect(await page.getByLabel('Password').count()).toBe(0);
      await page.getByRole('button', { name: 'Sign in with your organisation' }).click();
      await shown(page.getByRole('alert').getByText('does not answer'));
      await provider.open(system().url);
    }, 60_000);

    test('who has no role is told whom to ask', async () => {
      await signIn('otto');
      await shown(page.getByRole('alert').getByText('you have no role in Frontdesk'));
      expect(new URL(page.url()).search).toBe('');
    }, 60_000);

    test('who has one is at their desk, where they wanted to go, under their name', async () => {
      await page.context().clearCookies();
      await page.goto(`${system().url}/console/conversations/some`);
      await signIn('ana');
      await page.getByRole('tablist').waitFor();
      expect(new URL(page.url()).pathname).toBe('/console/conversations/some');
      await page.locator('summary', { hasText: 'Ana Berg' }).click();
      await shown(page.getByText('ana@example.com · agent'));
    }, 60_000);

    test('who signs out is out at the provider too', async () => {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL((url) => url.origin === provider.issuer);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await shown(page.getByRole('button', { name: 'Sign in with your organisation' }));
      await page.getByRole('button', { name: 'Sign in with your organisation' }).click();
      await shown(page.getByRole('link', { name: 'ana' }));
      expect(pages.thrown).toEqual([]);
    }, 60_000);

    test('of all this no code, token or secret is in the logs', () => {
      const logs = system().output.join('');
      expect(logs).toContain('a sign-in did not succeed');
      const forbidden = [/\beyJ[\w-]{10,}/, /[?&]code=/, /code_verifier/, new RegExp(secret), /ana@example\.com/];
      for (const one of forbidden) expect(logs).not.toMatch(one);
    });
  },
  {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'frontdesk',
    OIDC_CLIENT_SECRET: secret,
    OIDC_ROLE_CLAIM: 'groups',
    OIDC_SCOPES: 'openid profile email groups',
  },
);
