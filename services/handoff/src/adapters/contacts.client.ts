import { HttpException, Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

const answer = z.object({ conversations: z.array(z.string()) });

/** Gateway's look-up of customers: nobody else knows numbers, or the key of their hashes. */
@Injectable()
export class ContactsClient {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** @returns the conversations with whoever has this number. @throws HttpException 502 CONTACTS_UNAVAILABLE */
  async conversationsOf(phone: string): Promise<string[]> {
    try {
      const response = await fetch(`${this.settings.GATEWAY_URL}/internal/contacts/conversations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.settings.SERVICE_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ phone }),
        redirect: 'error',
        signal: AbortSignal.timeout(5_000),
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return answer.parse(await response.json()).conversations;
    } catch (cause) {
      throw new HttpException({ code: 'CONTACTS_UNAVAILABLE', message: 'customers cannot be looked up right now' }, 502, { cause });
    }
  }
}
