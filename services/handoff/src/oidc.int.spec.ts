import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, message, testTime, turn } from '@frontdesk/testing';
import { generateKeyPair } from 'jose';
import { again, ConsoleWorld } from '../test/console-world.ts';
import { TestProvider } from '../test/provider.ts';

const secret = 'a secret of this test, long enough';
let world: ConsoleWorld;
let base = '';
let provider: TestProvider;

beforeAll(async () => {
  provider = await TestProvider.reserve({ id: 'frontdesk', secret });
  const secretFile = join(mkdtempSync(join(tmpdir(), 'frontdesk-oidc-')), 'client-secret');
  writeFileSync(secretFile, `${secret}\n`);
  world = await ConsoleWorld.open(() => ({
    WHATSAPP_GRAPH_URL: 'https://graph.example.com',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'frontdesk',
    OIDC_CLIENT_SECRET_FILE: secretFile,
    OIDC_ROLE_CLAIM: 'groups',
    OIDC_ROLE_MAP: '{"desk-agents":"agent","desk-leads":"lead","desk-admins":"admin"}',
    OIDC_SCOPES: 'openid profile email groups',
  }));
  base = world.base;
}, 60_000);

afterAll(async () => {
  await world?.close();
  await provider?.close();
}, 30_000);

beforeEach(() => {
  provider.lie = undefined;
  provider.people.clear();
  provider.people.set('ana', { name: 'Ana Berg', email: 'ana@example.com', groups: ['everybody', 'desk-agents'] });
});

/** A browser: keeps cookies per origin, and stops where it is told to or where there is nothing to follow. */
class Browser {
  readonly #jars = new Map<string, Map<string, string>>();
  /** attributes of the cookies that the console set */
  readonly set: string[] = [];

  async get(url: string): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (value === '') jar.delete(name);
      else jar.set(name, value);
      if (origin === base) this.set.push(cookie);
    }
    return response;
  }

  /** Follows until `stop`, picking `who` at the provider. @returns the last address */
  async follow(first: string, who: string, stop: (url: URL) => boolean = () => false): Promise<URL> {
    for (let url = new URL(first); ;) {
      if (stop(url)) return url;
      const response = await this.get(url.href);
      const location = response.headers.get('location');
      if (!location && url.pathname.startsWith('/people/')) url = new URL(`?who=${who}`, url);
      else if (!location) return url;
      else url = new URL(location, url);
    }
  }

  signIn(who: string, query = ''): Promise<URL> {
    return this.follow(`${base}/console/api/oidc/sign-in${query}`, who, isPage);
  }

  async json(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await this.get(`${base}/console/api/${path}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async submit(url: string, fields: Record<string, string>): Promise<void> {
    const cookie = [...this.#jars.get(new URL(url).origin)!].map(([name, value]) => `${name}=${value}`).join('; ');
    await fetch(url, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(fields) });
  }

  async post(path: string, body: object = {}): Promise<Record<string, unknown>> {
    const cookie = [...this.#jars.get(base)!].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${base}/console/api/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { cookie, 'content-type': 'application/json', 'x-frontdesk-console': '1' },
    });
    return (await response.json()) as Record<string, unknown>;
  }
}

const isPage = ({ origin, pathname }: URL): boolean => origin === base && !pathname.startsWith('/console/api/');
const isCallback = ({ pathname }: URL): boolean => pathname === '/console/api/oidc/callback';
const problem = (url: URL): string | null => url.searchParams.get('sign_in');

describe('while the provider is away', () => {
  test('the service is there and says so to who wants to sign in; once it is back they get in', async () => {
    const browser = new Browser();
    expect((await browser.json('session')).body).toEqual({ user: null, demo_users: [], oidc: true });
    expect(problem(await browser.signIn('ana'))).toBe('PROVIDER_AWAY');
    await provider.open(base);
    expect(problem(await browser.signIn('ana'))).toBeNull();
    expect((await browser.json('me')).status).toBe(200);
  });

  test('between there and back', async () => {
    const browser = new Browser();
    const callback = await browser.follow(`${base}/console/api/oidc/sign-in`, 'ana', isCallback);
    await provider.close();
    expect(problem(await browser.follow(callback.href, '', isPage))).toBe('PROVIDER_AWAY');
    expect((await browser.json('me')).status).toBe(401);
    await provider.open(base);
  });
});

describe('who signs in', () => {
  test('has a name, a role by the claim, and an id that stays; it is on record', async () => {
    const [first, second] = [new Browser(), new Browser()];
    await first.signIn('ana');
    const { user } = (await first.json('session')).body as { user: { id: string } };
    expect(user).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Ana Berg', email: 'ana@example.com', role: 'agent' });
    await eventually(() => world.written.some(({ type, data }) => type === 'SignedIn' && data.agentId === user.id));
    expect(world.written.find((one) => one.type === 'SignedIn')).toMatchObject({
      data: { agentId: user.id, role: 'agent', name: 'Ana Berg' },
    });
    provider.people.set('ana', { name: 'Ana Stein', email: 'ana@example.com', groups: 'desk-leads' });
    await second.signIn('ana');
    for (const browser of [first, second]) {
      expect((await browser.json('me')).body).toMatchObject({ user: { id: user.id, name: 'Ana Stein', role: 'lead' } });
    }
  });

  test('as an admin sees every conversation and takes none over, because they may not write in it; a lead does', async () => {
    const about = { conversationId: 'bots', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 1, turn: 1 } };
    await world.send(message('MessageAdmitted', { messageId: 'm1', turn: turn() }, about), 'conversation.admitted.v1');
    provider.people.set('ada', { name: 'Ada', groups: ['desk-admins'] }).set('lena', { name: 'Lena', groups: ['desk-leads'] });
    const [ada, lena] = [new Browser(), new Browser()];
    await ada.signIn('ada');
    await lena.signIn('lena');
    await eventually(async () => expect(JSON.stringify((await ada.json('conversations')).body)).toContain('"bots"'));
    expect(await ada.post('conversations/bots/takeover', again())).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await lena.post('conversations/bots/takeover', again())).toMatchObject({ ticket: { reason: 'LEAD' } });
    await eventually(() => world.find('bots', 'HandoffOpened') !== undefined);
    expect(world.said('bots').filter(({ type }) => type === 'HandoffOpened')).toHaveLength(1);
  });

  test('comes back to where they were, never to another site', async () => {
    const at = async (place: string) => (await new Browser().signIn('ana', `?return_to=${encodeURIComponent(place)}`)).href;
    expect(await at('/console/tickets/1')).toBe(`${base}/console/tickets/1`);
    for (const place of [
      'https://elsewhere.example/console',
      '//elsewhere.example/console',
      '/console/api/me',
      '/console/../graph',
      '/consoles',
    ]) {
      expect(await at(place)).toBe(`${base}/console`);
    }
  });

  test('holds a cookie that no script reads and that no form from elsewhere brings', async () => {
    const browser = new Browser();
    await browser.signIn('ana');
    expect(browser.set.find((cookie) => cookie.startsWith('frontdesk_session='))).toMatch(
      /; Path=\/console; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    );
    expect(browser.set.find((cookie) => cookie.startsWith('frontdesk_sign_in='))).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=600$/);
  });

  test('is not one of the demo', async () => {
    const response = await fetch(`${base}/console/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-frontdesk-console': '1' },
      body: JSON.stringify({ email: 'lena@frontdesk.example', password: 'demo' }),
    });
    expect(response.status).toBe(401);
  });
});

describe('nobody gets in', () => {
  const refused = async (browser: Browser, code: string, url: URL): Promise<void> => {
    expect(problem(url)).toBe(code);
    expect((await browser.json('me')).status).toBe(401);
  };

  test('without a role; and who lost it is out everywhere at once', async () => {
    const [inside, again] = [new Browser(), new Browser()];
    await inside.signIn('ana');
    provider.people.set('ana', { name: 'Ana Berg', groups: ['everybody'] });
    await refused(again, 'NO_ROLE', await again.signIn('ana'));
    expect((await inside.json('me')).status).toBe(401);
  });

  test('who changed their mind at the provider', async () => {
    const browser = new Browser();
    await refused(browser, 'SIGN_IN_CANCELLED', await browser.signIn(''));
  });

  test("with the answer to somebody else's question", async () => {
    const [theirs, mine] = [new Browser(), new Browser()];
    const callback = await theirs.follow(`${base}/console/api/oidc/sign-in`, 'ana', isCallback);
    await mine.follow(`${base}/console/api/oidc/sign-in`, 'ana', isCallback);
    await refused(mine, 'SIGN_IN_REFUSED', await mine.follow(callback.href, '', isPage));
    const fresh = new Browser();
    await refused(fresh, 'SIGN_IN_EXPIRED', await fresh.follow(callback.href, '', isPage));
  });

  test('with an answer that comes twice, or after ten minutes', async () => {
    const browser = new Browser();
    const callback = await browser.follow(`${base}/console/api/oidc/sign-in`, 'ana', isCallback);
    const before = world.clock.now();
    world.clock.set(before + 10 * 60_000 + 1_000 - Date.now());
    await refused(browser, 'SIGN_IN_EXPIRED', await browser.follow(callback.href, '', isPage));
    world.clock.set(testTime - Date.now());
    await browser.signIn('ana');
    expect(problem(await browser.follow(callback.href, '', isPage))).toBe('SIGN_IN_EXPIRED');
  });

  const seconds = (): number => Math.floor(Date.now() / 1000);
  test.each([
    ['for another nonce', (claims: object) => ({ ...claims, nonce: 'another' })],
    ['for another client', (claims: object) => ({ ...claims, aud: 'another' })],
    ['of another issuer', (claims: object) => ({ ...claims, iss: 'https://another.example' })],
    ['that has expired', (claims: object) => ({ ...claims, iat: seconds() - 7200, exp: seconds() - 3600 })],
  ])('with a token %s', async (_, claims) => {
    const browser = new Browser();
    provider.lie = { claims };
    await refused(browser, 'SIGN_IN_REFUSED', await browser.signIn('ana'));
  });

  test('with a token that another key signed', async () => {
    const browser = new Browser();
    provider.lie = { key: (await generateKeyPair('RS256')).privateKey };
    await refused(browser, 'SIGN_IN_REFUSED', await browser.signIn('ana'));
  });
});

test('however many come to sign in, the provider is asked once where, and again after five minutes', async () => {
  const come = () => Promise.all(Array.from({ length: 8 }, () => new Browser().get(`${base}/console/api/oidc/sign-in`)));
  const before = world.clock.now();
  world.clock.set(before + 60 * 60_000 - Date.now());
  const { read } = provider;
  await come();
  await come();
  expect(provider.read - read).toBe(1);
  world.clock.set(before + 66 * 60_000 - Date.now());
  await come();
  expect(provider.read - read).toBe(2);
  world.clock.set(testTime - Date.now());
});

test('a provider that changed its keys is believed', async () => {
  await new Browser().signIn('ana');
  await provider.rotate();
  const browser = new Browser();
  await browser.signIn('ana');
  expect((await browser.json('me')).status).toBe(200);
});

test('who signs out is out here, and on the way to being out there', async () => {
  const browser = new Browser();
  await browser.signIn('ana');
  const { url } = (await browser.post('sign-out')) as { url: string };
  expect((await browser.json('me')).status).toBe(401);
  const there = new URL(url);
  expect([there.origin, there.searchParams.get('post_logout_redirect_uri')]).toEqual([provider.issuer, `${base}/console`]);
  const page = await (await browser.get(url)).text();
  expect(page).toContain('op.logoutForm');
});

test('with the provider away who signs out is out here', async () => {
  const browser = new Browser();
  await browser.signIn('ana');
  await provider.close();
  expect(await browser.post('sign-out')).toEqual({ url: null });
  await provider.open(base);
  expect((await browser.json('me')).status).toBe(401);
});

describe('the provider tells that somebody is out there', () => {
  const tells = (token: string) =>
    fetch(`${base}/console/api/oidc/back-channel-logout`, { method: 'POST', body: new URLSearchParams({ logout_token: token }) });

  test('then they are out here at once', async () => {
    const [browser, other] = [new Browser(), new Browser()];
    await browser.signIn('ana');
    await other.signIn('ana');
    const page = await (await browser.get(`${provider.issuer}/session/end`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)![1]!;
    await browser.submit(`${provider.issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
    expect((await browser.json('me')).status).toBe(401);
    expect((await other.json('me')).status).toBe(200);
  });

  test('of all their sessions, where it names none', async () => {
    const [one, two] = [new Browser(), new Browser()];
    await one.signIn('ana');
    await two.signIn('ana');
    expect((await tells(await provider.logoutToken({ sub: 'ana' }))).status).toBe(200);
    expect([(await one.json('me')).status, (await two.json('me')).status]).toEqual([401, 401]);
  });

  test.each([
    ['that another key signed', {}, true],
    ['for another client', { aud: 'another' }, false],
    ['that is an ID token', { nonce: 'n' }, false],
    ['of another event', { events: { 'http://schemas.openid.net/event/other': {} } }, false],
    ['of nobody', { sub: undefined }, false],
    ['of an hour ago', { iat: Math.floor(Date.now() / 1000) - 3600 }, false],
  ])('but not with a token %s', async (_, change, strange) => {
    const browser = new Browser();
    await browser.signIn('ana');
    const key = strange ? (await generateKeyPair('RS256')).privateKey : undefined;
    expect((await tells(await provider.logoutToken({ sub: 'ana', ...change }, key))).status).toBe(400);
    expect((await browser.json('me')).status).toBe(200);
  });
});
