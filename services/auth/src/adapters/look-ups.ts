import { Injectable } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import type { Message } from '@frontdesk/contracts';
import { Vault } from '@frontdesk/vault';
import { proves } from '../domain/check.ts';
import type { CodeSaid, CodeStep } from '../domain/codes.ts';
import { offeredIn, readIn } from '../domain/resolve.ts';
import type { Needs, Said } from '../domain/resolve.ts';
import type { Tried } from './attempts.store.ts';
import { Codes } from './codes.ts';
import type { Typed } from './codes.ts';

/** What is to be found out of a message. */
export type Sought = Needs & { readonly code?: CodeStep & { do: 'send' | 'check' } };

export interface Found {
  /** retail | trade | vip; empty: the shop is away, or nobody asked */
  readonly tier: string;
  readonly proof?: Tried;
  /** what is said of the code that was asked for */
  readonly said?: CodeSaid['outcome'];
  readonly typed?: Typed;
  readonly lookUps: Said['lookUps'];
  readonly reasons: readonly string[];
}

/** What auth asks the shop and the vault. Phone, e-mail and postcode stay in here. */
@Injectable()
export class LookUps {
  constructor(
    private readonly commerce: Commerce,
    private readonly vault: Vault,
    readonly codes: Codes,
  ) {}

  async run(plan: Sought, message: Message<'MessageAdmitted'>, now: number): Promise<Found> {
    const lookUps: Said['lookUps'][number][] = [];
    const asked: Asked = async (name, input, call) => {
      const from = performance.now();
      const answer = await call();
      const output = answer.code ?? answer.outcome;
      lookUps.push({ name, input, output, latencyMs: Math.round(performance.now() - from) });
      return answer;
    };
    const tier = plan.tier ? await this.#tier(message, asked) : '';
    const reasons = plan.tier && tier === '' ? ['TIER_UNKNOWN'] : [];
    if (plan.code?.do === 'send') {
      return { tier, lookUps, reasons, said: await this.codes.send(plan.code, message.data.turn!.locale, now, asked) };
    }
    const typed = plan.code && (await this.codes.typed(plan.code, message));
    if (typed) return { tier, lookUps, reasons, typed };
    const proof = await this.#proof(plan.candidates, message, now, asked);
    return { tier, lookUps, reasons, ...(proof ? { proof } : {}) };
  }

  async #tier({ data }: Message<'MessageAdmitted'>, asked: Asked): Promise<string> {
    const contact = data.turn!.contact!;
    if (contact.sealedPhone.length === 0) return 'retail';
    const phone = new TextDecoder().decode(await this.vault.openBytes(contact.contactId, contact.sealedPhone));
    const answer = await asked('shop.customer', '', () => this.commerce.customerByPhone(phone));
    if (answer.outcome === 'ok') return answer.value.tier;
    return answer.outcome === 'not_found' ? 'retail' : '';
  }

  async #proof(candidates: readonly string[], message: Message<'MessageAdmitted'>, now: number, asked: Asked): Promise<Tried | undefined> {
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

/** Makes a call, and notes for the audit what it came to. */
export type Asked = <A extends { readonly outcome: string; readonly code?: string }>(
  name: string,
  input: string,
  call: () => Promise<A>,
) => Promise<A>;
