import { Injectable } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import type { ShopAnswer } from '@frontdesk/commerce';
import type { Message } from '@frontdesk/contracts';
import { Vault } from '@frontdesk/vault';
import { proves } from '../domain/check.ts';
import type { Proof } from '../domain/proof.ts';
import { offeredIn, readIn } from '../domain/resolve.ts';
import type { Said } from '../domain/resolve.ts';

/** A proof that was offered, and whether it holds; unknown: the shop is away. */
export interface Offered {
  readonly messageId: string;
  readonly offered: Proof;
  readonly holds: boolean | 'unknown';
}

export interface Found {
  /** retail | trade | vip; empty: the shop is away, or nobody asked */
  readonly tier: string;
  readonly proof?: Offered;
  readonly lookUps: Said['lookUps'];
  readonly reasons: readonly string[];
}

/** What auth asks the shop and the vault. Phone, e-mail and postcode stay in here. */
@Injectable()
export class LookUps {
  constructor(
    private readonly commerce: Commerce,
    private readonly vault: Vault,
  ) {}

  async run(plan: { tier: boolean; candidates: readonly string[] }, message: Message<'MessageAdmitted'>, now: number): Promise<Found> {
    const lookUps: Said['lookUps'][number][] = [];
    const asked = async <T>(name: string, input: string, call: () => Promise<ShopAnswer<T>>): Promise<ShopAnswer<T>> => {
      const from = performance.now();
      const answer = await call();
      const output = answer.outcome === 'unavailable' ? answer.code : answer.outcome;
      lookUps.push({ name, input, output, latencyMs: Math.round(performance.now() - from) });
      return answer;
    };
    const tier = plan.tier ? await this.#tier(message, asked) : '';
    const proof = await this.#proof(plan.candidates, message, now, asked);
    return { tier, lookUps, reasons: plan.tier && tier === '' ? ['TIER_UNKNOWN'] : [], ...(proof ? { proof } : {}) };
  }

  async #tier({ data }: Message<'MessageAdmitted'>, asked: Asked): Promise<string> {
    const contact = data.turn!.contact!;
    if (contact.sealedPhone.length === 0) return 'retail';
    const phone = new TextDecoder().decode(await this.vault.openBytes(contact.contactId, contact.sealedPhone));
    const answer = await asked('shop.customer', '', () => this.commerce.customerByPhone(phone));
    if (answer.outcome === 'ok') return answer.value.tier;
    return answer.outcome === 'not_found' ? 'retail' : '';
  }

  async #proof(
    candidates: readonly string[],
    message: Message<'MessageAdmitted'>,
    now: number,
    asked: Asked,
  ): Promise<Offered | undefined> {
    const turn = message.data.turn!;
    for (const messageId of candidates) {
      const text = readIn(message.data).find((one) => one.messageId === messageId)?.text;
      const offered = text && offeredIn(await this.vault.open(turn.contact!.contactId, text), message, now);
      if (!offered) continue;
      const answer = await asked('shop.order', offered.orderNumber, () => this.commerce.order(offered.orderNumber));
      if (answer.outcome === 'unavailable') return { messageId, offered, holds: 'unknown' };
      const order = answer.outcome === 'ok' ? answer.value : undefined;
      return {
        messageId,
        offered,
        holds: proves(offered, order && { number: order.number, postcode: order.ship_to.postcode, email: order.email }),
      };
    }
    return undefined;
  }
}

type Asked = <T>(name: string, input: string, call: () => Promise<ShopAnswer<T>>) => Promise<ShopAnswer<T>>;
