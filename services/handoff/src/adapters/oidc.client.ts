import { Clock } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { ClientAuth, Configuration, CustomFetch, ServerMetadata } from 'openid-client';
import { claimAt } from '../domain/claims.ts';
import type { Claims } from '../domain/claims.ts';
import { readLogoutToken } from './logout-token.ts';
import type { LoggedOut } from './logout-token.ts';
import { ProviderKeys, readKeys } from './provider-keys.ts';
import { Remembered } from './remembered.ts';
import { SETTINGS } from './settings.ts';
import type { OidcSettings, Settings } from './settings.ts';

const TIMEOUT_S = 8;
/** A provider that moves is followed after this. */
const DOCUMENT_LIFE_MS = 5 * 60_000;

/** What a browser has to bring back, besides what the provider says. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Proved {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
  readonly idToken: string;
  /** what the provider calls its own session, if it does */
  readonly session: string | undefined;
}

export type SignInProblem = 'PROVIDER_AWAY' | 'SIGN_IN_REFUSED' | 'SIGN_IN_CANCELLED';

/** Why nobody is signed in. Neither message nor cause hold a token: what the library says is reduced to its code. */
export class SignInError extends Error {
  constructor(
    readonly code: SignInProblem,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/**
 * The provider (OpenID Connect Core 1.0, authorization code with PKCE). It may be away when we start. Where it is reached is known for five minutes, since
 * anybody may begin a sign-in; its keys are asked for when one comes back, so that it may change them without our noticing late.
 */
@Injectable()
export class OidcClient {
  readonly #redirect: string;
  readonly #document: Remembered<ServerMetadata>;
  readonly #keys: ProviderKeys;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.#redirect = `${settings.PUBLIC_URL}/console/api/oidc/callback`;
    this.#document = new Remembered(DOCUMENT_LIFE_MS, async () => (await discover(settings.oidc!)).serverMetadata());
    this.#keys = new ProviderKeys(async () => readKeys((await this.#document.get(clock.now())).jwks_uri ?? '', TIMEOUT_S * 1000));
  }

  /** Where the browser goes, and what it has to bring back. @throws SignInError */
  async begin(oidc: OidcSettings): Promise<{ url: string; attempt: Attempt }> {
    const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(await this.#provider(oidc), {
      redirect_uri: this.#redirect,
      scope: oidc.scopes,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge_method: 'S256',
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
    });
    return { url: url.href, attempt };
  }

  /** @param query as the provider sent the browser back. @throws SignInError unless issuer, audience, nonce, times and signature are right */
  async complete(oidc: OidcSettings, query: string, { state, nonce, verifier }: Attempt): Promise<Proved> {
    const provider = await this.#provider(oidc);
    try {
      const tokens = await authorizationCodeGrant(provider, new URL(`${this.#redirect}?${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const token = tokens.claims()!;
      const lacks = [oidc.roleClaim, oidc.nameClaim].some((claim) => claimAt(token, claim) === undefined);
      const more =
        lacks && provider.serverMetadata().userinfo_endpoint ? await fetchUserInfo(provider, tokens.access_token, token.sub) : {};
      return { issuer: token.iss, subject: token.sub, claims: { ...more, ...token }, idToken: tokens.id_token!, session: sidOf(token) };
    } catch (error) {
      throw problemOf(error);
    }
  }

  /** Where the browser goes to sign out there too; undefined if the provider offers no such thing, or is away: so it is asked. */
  async endSession(oidc: OidcSettings, idToken: string): Promise<string | undefined> {
    const provider = await discover(oidc).catch(() => undefined);
    if (!provider?.serverMetadata().end_session_endpoint) return undefined;
    return buildEndSessionUrl(provider, { id_token_hint: idToken, post_logout_redirect_uri: `${this.settings.PUBLIC_URL}/console` }).href;
  }

  /** @throws SignInError unless it is the provider's word that somebody is out there, to us, and fresh */
  async loggedOut(oidc: OidcSettings, token: string): Promise<LoggedOut> {
    const now = this.clock.now();
    const document = await this.#document.get(now);
    try {
      return await readLogoutToken(token, document, oidc.clientId, this.#keys.at(now));
    } catch (error) {
      throw problemOf(error);
    }
  }

  /** Made anew of the document that is known: with the secret and the keys of now. */
  async #provider(oidc: OidcSettings): Promise<Configuration> {
    const document = await this.#document.get(this.clock.now());
    const provider = await discover(oidc, async () => Response.json(document));
    provider[customFetch] = fetch as CustomFetch;
    return provider;
  }
}

/** @throws SignInError */
async function discover({ issuer, clientId, clientSecret }: OidcSettings, ask: CustomFetch = fetch as CustomFetch): Promise<Configuration> {
  try {
    return await discovery(new URL(issuer), clientId, undefined, secretOf(clientSecret()), {
      [customFetch]: ask,
      timeout: TIMEOUT_S,
      execute: [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
    });
  } catch (error) {
    throw problemOf(error);
  }
}

const sidOf = ({ sid }: Claims): string | undefined => (typeof sid === 'string' ? sid : undefined);

/** RFC 6749 §2.3.1: in the header where the provider takes it, which is what it does unless it says otherwise. */
const secretOf =
  (secret: string): ClientAuth =>
  (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const way = methods.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost;
    way(secret)(server, client, body, headers);
  };

/** The provider's answers that mean: somebody decided not to sign in. */
const cancelled = ['access_denied', 'login_required', 'interaction_required', 'consent_required'];
const away = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'ERR_JWKS_TIMEOUT',
  'temporarily_unavailable',
  'server_error',
];

interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly error?: unknown;
  readonly status?: unknown;
  readonly cause?: Thrown;
}

function problemOf(error: unknown): SignInError {
  const { code, error: answer, name, status, cause } = error as Thrown;
  // of the library's own words only those of a check that failed: they name the claim, never its value
  const check = cause?.name === 'OperationProcessingError' ? cause.message : undefined;
  const words = [answer, code, check, cause?.cause?.code, name].filter((value) => typeof value === 'string');
  const detail = words.join(' ').slice(0, 200);
  if (words.some((word) => cancelled.includes(word))) return new SignInError('SIGN_IN_CANCELLED', detail);
  // fetch has no code of its own for a host that does not answer
  const unreachable = [name, cause?.name].some((one) => one === 'TypeError' || one === 'TimeoutError') && typeof code !== 'string';
  const failed = typeof status === 'number' && status >= 500;
  return new SignInError(unreachable || failed || words.some((word) => away.includes(word)) ? 'PROVIDER_AWAY' : 'SIGN_IN_REFUSED', detail);
}
