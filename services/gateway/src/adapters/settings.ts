import { loadConfig, secretFrom } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { config } from '../config.ts';
import type { GatewayConfig } from '../config.ts';
import type { Ours } from '../domain/understand.ts';

const { WHATSAPP_ACCESS_TOKEN: accessToken, WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = config.shape;

const lookEveryMs = 1_000;

/** This service's variables. The token and the secrets may lie in files and change while we run, each by itself. */
@Injectable()
export class Settings {
  readonly #start: GatewayConfig = loadConfig(config);
  readonly #token = secretFrom('WHATSAPP_ACCESS_TOKEN', (value) => accessToken.safeParse(value).success);
  readonly #appSecret = secretFrom('WHATSAPP_APP_SECRET', (value) => appSecret.safeParse(value).success);
  readonly #verifyToken = secretFrom('WHATSAPP_VERIFY_TOKEN', (value) => verifyToken.safeParse(value).success);

  readonly #keyId = secretFrom('MEDIA_S3_ACCESS_KEY_ID', (value) => value !== '');
  readonly #key = secretFrom('MEDIA_S3_SECRET_ACCESS_KEY', (value) => value !== '');

  #seen: readonly (string | undefined)[] = [];
  #current = this.#start;
  #lookedAt = -Infinity;

  readonly ours: Ours = { wabaId: this.#start.WHATSAPP_BUSINESS_ACCOUNT_ID, numberIds: this.#start.WHATSAPP_PHONE_NUMBER_ID };

  /** The same object until one of them changes; looked at as often as the files themselves. */
  get current(): GatewayConfig {
    const now = performance.now();
    if (now - this.#lookedAt < lookEveryMs) return this.#current;
    this.#lookedAt = now;
    const seen = [this.#token(), this.#appSecret(), this.#verifyToken(), this.#keyId(), this.#key()] as const;
    if (seen.every((value, index) => value === this.#seen[index])) return this.#current;
    const [token, secret, verify, keyId, key] = seen;
    this.#seen = seen;
    this.#current = {
      ...this.#start,
      WHATSAPP_ACCESS_TOKEN: token ?? this.#start.WHATSAPP_ACCESS_TOKEN,
      WHATSAPP_APP_SECRET: appSecret.safeParse(secret).data ?? this.#start.WHATSAPP_APP_SECRET,
      WHATSAPP_VERIFY_TOKEN: verify ?? this.#start.WHATSAPP_VERIFY_TOKEN,
      MEDIA_S3_ACCESS_KEY_ID: keyId ?? this.#start.MEDIA_S3_ACCESS_KEY_ID,
      MEDIA_S3_SECRET_ACCESS_KEY: key ?? this.#start.MEDIA_S3_SECRET_ACCESS_KEY,
    };
    return this.#current;
  }
}
