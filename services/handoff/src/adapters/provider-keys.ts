import { createLocalJWKSet, createRemoteJWKSet, errors } from 'jose';
import type { CryptoKey, FlattenedJWSInput, JSONWebKeySet, JWSHeaderParameters } from 'jose';
import { Remembered } from './remembered.ts';

const LIFE_MS = 5 * 60_000;
/** Anybody may name a key that is not there. */
const LOOK_AGAIN_MS = 30_000;

/** The provider's keys, for what comes without anybody signing in: known for a while, and looked for again where one is named that is not known. */
export class ProviderKeys {
  readonly #known: Remembered<JSONWebKeySet>;
  readonly #newer: Remembered<JSONWebKeySet>;

  constructor(ask: () => Promise<JSONWebKeySet>) {
    this.#known = new Remembered(LIFE_MS, ask);
    this.#newer = new Remembered(LOOK_AGAIN_MS, ask);
  }

  /** For `jwtVerify`. */
  at =
    (now: number) =>
    async (header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> => {
      const known = createLocalJWKSet(await this.#known.get(now));
      return known(header, token).catch(async (error: unknown) => {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return createLocalJWKSet(await this.#newer.get(now))(header, token);
      });
    };
}

export async function readKeys(address: string, timeoutMs: number): Promise<JSONWebKeySet> {
  const keys = createRemoteJWKSet(new URL(address), { timeoutDuration: timeoutMs });
  await keys.reload();
  return keys.jwks()!;
}
