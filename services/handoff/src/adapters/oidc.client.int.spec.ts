import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Clock } from '@frontdesk/runtime';
import { TestProvider } from '../../test/provider.ts';
import { OidcClient } from './oidc.client.ts';
import type { OidcSettings, Settings } from './settings.ts';

const clock = new Clock();
let provider: TestProvider;
let oidc: OidcSettings;
let client: OidcClient;
beforeAll(async () => {
  provider = await TestProvider.reserve({ id: 'frontdesk', secret: 'a secret of this test, long enough' });
  await provider.open('http://127.0.0.1:1');
});
afterAll(() => provider?.close());
beforeEach(() => {
  clock.set(0);
  oidc = { issuer: provider.issuer, clientId: 'frontdesk', clientSecret: () => '' } as OidcSettings;
  client = new OidcClient({ PUBLIC_URL: 'http://127.0.0.1:1', oidc } as Settings, clock);
});

describe('whoever tells that somebody is out, the provider is asked for its keys', () => {
  const told = async (keyId?: string): Promise<string | undefined> =>
    (await client.loggedOut(oidc, await provider.logoutToken({ sub: 'ana' }, undefined, keyId))).subject;
  const strange = async (): Promise<void> => expect(told('strange')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
  const asked = async (work: () => Promise<unknown>): Promise<number> => {
    const { keysRead } = provider;
    await work();
    return provider.keysRead - keysRead;
  };

  test('once, and again after five minutes', async () => {
    expect(await asked(async () => expect(await Promise.all([told(), told()])).toEqual(['ana', 'ana']))).toBe(1);
    expect(await asked(told)).toBe(0);
    clock.set(5 * 60_000);
    expect(await asked(told)).toBe(1);
  });

  test('at once for a new one', async () => {
    await told();
    await provider.rotate();
    expect(await asked(async () => expect(await Promise.all([told(), told()])).toEqual(['ana', 'ana']))).toBe(1);
    expect(await asked(told)).toBe(0);
  });

  test('for a strange one twice a minute, however often it is named', async () => {
    expect(await asked(() => Promise.all([strange(), strange(), strange()]))).toBe(2);
    expect(await asked(strange)).toBe(0);
    clock.set(30_000);
    expect(await asked(strange)).toBe(1);
  });
});
