import { Injectable } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import type { Contact } from '@frontdesk/contracts';
import { Vault } from '@frontdesk/vault';
import { factsFor } from '../domain/tools.ts';
import type { OrderFacts } from '../domain/tools.ts';

export interface OrderRead {
  readonly outcome: 'ok' | 'not_found' | 'unavailable';
  readonly facts?: OrderFacts;
  readonly latencyMs: number;
}

/** order_status: the proved order's status and ETA, and more to the phone number that is on it. */
@Injectable()
export class OrderTool {
  constructor(
    private readonly commerce: Commerce,
    private readonly vault: Vault,
  ) {}

  /** @param isLinked somebody proved by the address on file that the order is theirs */
  async read(order: string, contact: Contact, isLinked: boolean): Promise<OrderRead> {
    const from = performance.now();
    const answer = await this.commerce.order(order);
    const latencyMs = Math.round(performance.now() - from);
    if (answer.outcome !== 'ok') return { outcome: answer.outcome, latencyMs };
    const hidden = contact.sealedPhone.length === 0;
    const phone = hidden ? '' : new TextDecoder().decode(await this.vault.openBytes(contact.contactId, contact.sealedPhone));
    return { outcome: 'ok', facts: factsFor(answer.value, phone, isLinked), latencyMs };
  }
}
