import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import type { Adapter, AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';

type Claims = Record<string, unknown>;
export interface TestClient {
  readonly id: string;
  readonly secret: string;
}

/** A real OpenID provider on a port of its own: it can be away, change its keys, and lie about an ID token. Whoever picks a name is that person. */
export class TestProvider {
  readonly people = new Map<string, Claims>();
  /** what the next ID tokens say instead; signed by the provider's own key unless `key` is another one */
  lie: { claims?: (claims: JWTPayload) => JWTPayload; key?: CryptoKey } | undefined;
  /** how often somebody read where its addresses are */
  read = 0;
  /** and its keys */
  keysRead = 0;
  #consoleUrl = '';
  #server: Server | undefined;
  #key!: { readonly kid: string; readonly privateKey: CryptoKey };
  #handle!: (request: IncomingMessage, response: ServerResponse) => void;

  private constructor(
    readonly port: number,
    private readonly client: TestClient,
  ) {}

  /** With an address, and nobody there yet. */
  static async reserve(client: TestClient): Promise<TestProvider> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => {
      server.once('listening', resolve);
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    return new TestProvider(port, client);
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param consoleUrl where people may be sent back to */
  async open(consoleUrl: string): Promise<void> {
    this.#consoleUrl = consoleUrl;
    await this.rotate();
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => this.#handle(request, response)).listen(
      this.port,
      '127.0.0.1',
    );
    await new Promise((resolve) => {
      server.once('listening', resolve);
    });
    this.#server = server;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => {
      if (this.#server) this.#server.close(() => resolve());
      else resolve();
    });
    this.#server = undefined;
  }

  /** A new signing key; the old one is not known any more. */
  async rotate(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    this.#key = { kid: crypto.randomUUID(), privateKey };
    const provider = new Provider(this.issuer, {
      jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: this.#key.kid, alg: 'RS256', use: 'sig' }] },
      clients: [
        {
          client_id: this.client.id,
          client_secret: this.client.secret,
          redirect_uris: [`${this.#consoleUrl}/console/api/oidc/callback`],
          post_logout_redirect_uris: [`${this.#consoleUrl}/console`],
          backchannel_logout_uri: `${this.#consoleUrl}/console/api/oidc/back-channel-logout`,
          backchannel_logout_session_required: true,
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { openid: ['sub'], profile: ['name', 'given_name'], email: ['email'], groups: ['groups'] },
      adapter: Rows,
      // its own would not call an address of this machine
      fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: {
          logoutSource: (context, form) => {
            context.body = `<!doctype html><title>Sign out?</title>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
          },
        },
      },
      ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
      interactions: { url: (_, { uid }) => `/people/${uid}` },
      cookies: { keys: ['a key of a test'] },
      pkce: { required: () => true },
      findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...this.people.get(id) }) }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId });
        grant.addOIDCScope('openid profile email groups');
        await grant.save();
        return grant;
      },
    });
    provider.use(async (context, next) => {
      await next();
      await this.#maybeLie(context as KoaContextWithOIDC);
    });
    const callback = provider.callback();
    this.#handle = (request, response) => {
      if (request.url?.startsWith('/.well-known/')) this.read += 1;
      if (request.url === '/jwks') this.keysRead += 1;
      return request.url?.startsWith('/people/') ? void this.#page(provider, request, response) : void callback(request, response);
    };
  }

  /** What it tells us of somebody's end there (Back-Channel Logout 1.0), changed as a test wants it. */
  logoutToken(change: Claims, key: CryptoKey = this.#key.privateKey, kid = this.#key.kid): Promise<string> {
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const claims = {
      iss: this.issuer,
      aud: this.client.id,
      iat: Math.floor(Date.now() / 1000),
      jti: crypto.randomUUID(),
      events,
      ...change,
    };
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'logout+jwt' }).sign(key);
  }

  async #maybeLie({ oidc, body }: KoaContextWithOIDC): Promise<void> {
    if (!this.lie || oidc?.route !== 'token' || !isTokens(body)) return;
    const { claims = (same) => same, key = this.#key.privateKey } = this.lie;
    body.id_token = await new SignJWT(claims(decodeJwt(body.id_token))).setProtectedHeader({ alg: 'RS256', kid: this.#key.kid }).sign(key);
  }

  async #page(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const who = new URL(request.url!, this.issuer).searchParams.get('who');
    if (who === '')
      return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'the person went away' });
    if (who) return provider.interactionFinished(request, response, { login: { accountId: who } });
    const links = [...this.people.keys()].map((id) => `<li><a href="?who=${id}">${id}</a>`);
    response
      .setHeader('content-type', 'text/html')
      .end(`<!doctype html><title>Who are you?</title><ul>${links.join('')}<li><a href="?who=">Nobody</a></ul>`);
  }
}

const isTokens = (body: unknown): body is { id_token: string } => typeof body === 'object' && body !== null && 'id_token' in body;

/** The provider's rows, of every instance of it: a new key forgets nobody. */
class Rows implements Adapter {
  static readonly #rows = new Map<string, AdapterPayload>();

  constructor(private readonly kind: string) {}

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    Rows.#rows.set(`${this.kind} ${id}`, payload);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return Rows.#rows.get(`${this.kind} ${id}`);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#first((row) => row.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#first((row) => row.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const row = await this.find(id);
    if (row) row.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    Rows.#rows.delete(`${this.kind} ${id}`);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, row] of Rows.#rows) if (row.grantId === grantId) Rows.#rows.delete(key);
  }

  #first(wanted: (row: AdapterPayload) => boolean): AdapterPayload | undefined {
    return [...Rows.#rows].find(([key, row]) => key.startsWith(`${this.kind} `) && wanted(row))?.[1];
  }
}
