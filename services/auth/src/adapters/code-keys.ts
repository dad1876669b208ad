import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Vault } from '@frontdesk/vault';
import { codeOf } from '../domain/codes.ts';

/** What is made of a code's id, anew each time, so that it is kept nowhere: the code, and the link of its mail. */
@Injectable()
export class CodeKeys {
  constructor(private readonly vault: Vault) {}

  codeOf(id: string): string {
    return codeOf(this.vault.hash('auth code', id));
  }

  /** Whether this is the code, in a time that does not tell how much of it is. */
  isCode(id: string, typed: string): boolean {
    return areSame(typed, this.codeOf(id));
  }

  /** The last part of the link. */
  tokenOf(id: string): string {
    return `${id}.${this.vault.hash('auth link', id)}`;
  }

  /** @returns the id of a token of ours */
  idIn(token: string): string | undefined {
    const [id = ''] = token.split('.');
    return areSame(token, this.tokenOf(id)) ? id : undefined;
  }

  addressOf(email: string): string {
    return this.vault.hash('auth address', email.toLowerCase());
  }
}

function areSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
