import { hashKey, keyedHash, openUnder, parseKeks, sealUnder } from '@frontdesk/vault';
import type { Keks } from '@frontdesk/vault';
import { Injectable } from '@nestjs/common';
import { Settings } from './settings.ts';

/** Gateway's own keys: for what lies in its tables and on its topic before a contact is known, and for its look-ups. */
@Injectable()
export class Keys {
  readonly #keks: Keks;
  readonly #hashKey: Uint8Array;

  constructor(settings: Settings) {
    this.#keks = parseKeks(settings.current.VAULT_KEK);
    this.#hashKey = hashKey(this.#keks, 'gateway look-up');
  }

  /** A keyed hash: the same for the same parts, worthless to who has only the database. */
  hash(purpose: string, ...parts: readonly string[]): string {
    return keyedHash(this.#hashKey, purpose, ...parts);
  }

  /** What a message that Meta calls so is looked up by. */
  wamidHash(wamid: string): string {
    return this.hash('wamid', wamid);
  }

  seal(bytes: Uint8Array): Uint8Array {
    return sealUnder(this.#keks, bytes);
  }

  open(sealed: Uint8Array): Uint8Array {
    return openUnder(this.#keks, sealed);
  }

  sealText(text: string): Uint8Array {
    return this.seal(Buffer.from(text, 'utf8'));
  }

  openText(sealed: Uint8Array): string {
    return Buffer.from(this.open(sealed)).toString('utf8');
  }
}
