import { Inject, Injectable } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import type { Message } from '@frontdesk/contracts';
import { Notify } from '@frontdesk/notify';
import { Vault } from '@frontdesk/vault';
import { DataSource } from 'typeorm';
import { offersCode } from '../domain/codes.ts';
import type { CodeSaid, CodeStep } from '../domain/codes.ts';
import { mailWith } from '../domain/mail.ts';
import { CodeKeys } from './code-keys.ts';
import { countSend, uncountSend } from './codes.store.ts';
import type { Asked } from './look-ups.ts';

/** Where a mail goes, and where its link points. */
export interface Mails {
  readonly notify: Notify;
  /** before the token */
  readonly page: string;
  /** an order is changed, too, for who types a code */
  readonly forChanges: boolean;
}
export const MAILS = Symbol('Mails');

/** A code that somebody typed, and whether it is the one. */
export interface Typed {
  readonly messageId: string;
  readonly code: string;
  readonly matches: boolean;
}

/** Sends codes to the address on file, and reads those that are typed. Addresses and codes stay in here. */
@Injectable()
export class Codes {
  constructor(
    private readonly commerce: Commerce,
    @Inject(MAILS) private readonly mails: Mails | undefined,
    private readonly keys: CodeKeys,
    private readonly vault: Vault,
    private readonly db: DataSource,
  ) {}

  /** There is somewhere to send one. */
  get areSent(): boolean {
    return this.mails !== undefined;
  }

  /** Of an order without an address the same is said, and counted: there is nothing to learn from it. */
  async send(step: CodeStep & { do: 'send' }, locale: string, now: number, asked: Asked): Promise<CodeSaid['outcome']> {
    const { messageId: id, orderNumber } = step;
    const order = await asked('shop.order', orderNumber, () => this.commerce.order(orderNumber));
    if (order.outcome === 'unavailable') return 'code_unavailable';
    const to = order.outcome === 'ok' ? order.value.email.trim() : '';
    const send = await countSend(this.db, id, this.keys.addressOf(to || `none of ${orderNumber}`), now);
    if (send !== 'goes') return send === 'went' ? 'code_sent' : 'code_refused';
    if (to === '') return 'code_sent';
    const { notify, page, forChanges } = this.mails!;
    const link = `${page}/${this.keys.tokenOf(id)}?lang=${locale}`;
    const mail = { to, ...mailWith(link, orderNumber, locale, forChanges) };
    const answer = await asked('notify.email', orderNumber, () => notify.email(id, mail));
    if (answer.outcome === 'ok') return 'code_sent';
    if (!answer.mayHaveGone) await uncountSend(this.db, id);
    return 'code_unavailable';
  }

  async typed({ codeId, messageIds }: CodeStep & { do: 'check' }, { data }: Message<'MessageAdmitted'>): Promise<Typed | undefined> {
    const { open, contact, identity } = data.turn!;
    for (const messageId of messageIds) {
      const text = open.find((one) => one.messageId === messageId)?.text;
      const code = text && offersCode(await this.vault.open(contact!.contactId, text), identity!.subject);
      if (code) return { messageId, code, matches: this.keys.isCode(codeId, code) };
    }
    return undefined;
  }
}
