import type { Data, Identity, Message, OrderChange } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import type { Canned } from './canned.ts';
import type { Draft } from './draft.ts';
import { giveUp, notice } from './moves.ts';
import { isFirmYes } from './words.ts';

/** What a customer was asked to agree to. It is dropped with the owner, the case or the proof that it was asked with, so while it is kept all of these are as they were. */
export interface AskedChange {
  readonly change: OrderChange;
  /** when Meta took the words that ask, ms; 0: not yet */
  readonly shownAt: number;
}

/** Agreed to, and not known to be made. */
export interface AgreedChange {
  readonly changeId: string;
  readonly orderNumber: string;
  /** the yes */
  readonly messageId: string;
  readonly sentAt: number;
}

/** The intent that asks for it: what the bot is switched off for, it does not change either. */
const intents: Readonly<Record<string, string>> = { delivery_address: 'address_change' };

const told: Readonly<Record<string, Canned>> = {
  made: 'changeMade',
  too_late: 'changeTooLate',
  invalid: 'changeRefused',
  unavailable: 'changeUnavailable',
  unconfirmed: 'changeUnconfirmed',
  cancelled: 'changeCancelled',
};

/** An order is changed for who has proved, further than by what is on the parcel, that it is theirs; by that very proof (README, "changes"). */
export const restsOn = ({ orderNumber, provedAt }: OrderChange, identity: Identity | undefined, now: number): boolean =>
  identity?.level === 'link' && identity.subject === orderNumber && identity.provedAt === provedAt && identity.expiresAt > now;

/** @returns what is to be said and done if the whole message is a yes to the change that was asked for last, and nothing has come between */
export function agreement(draft: Draft, { messageId, kind, sentAt, standby }: Data<'MessageReceived'>, words: string) {
  const { state, context } = draft;
  const asked = state.change;
  if (!asked || kind !== 'text' || standby || !isFirmYes(words)) return undefined;
  const { change, shownAt } = asked;
  // Meta's times are whole seconds
  const wasShown = shownAt > 0 && sentAt >= Math.floor(shownAt / 1000) * 1000 && sentAt - shownAt <= limits.agreeWithinMs;
  const isOn = draft.isOn('bot', intents[change.kind]) && draft.isOn('outbound');
  if (!wasShown || !isOn || !restsOn(change, state.identity, context.now)) return undefined;
  return () => {
    const { changeId, kind: what, orderNumber } = change;
    draft.emit('OrderChangeAgreed', { changeId, kind: what, orderNumber, messageId, sentAt });
    draft.emit('OrderChangeDispatched', { change, contact: state.contact! });
  };
}

/**
 * They said yes to it, so they hear what became of it, whoever has the conversation by now, who reads it with them. What nobody knows is a person's task,
 * unless people have the conversation already.
 */
export function orderChangeSettled(draft: Draft, { data: { changeId, outcome } }: Message<'OrderChangeSettled'>): void {
  const agreed = draft.state.changing.find((one) => one.changeId === changeId);
  if (!agreed) return;
  draft.emit('OrderChangeConcluded', { changeId, outcome }, { reasons: [outcome.toUpperCase()] });
  const words = told[outcome];
  if (words) notice(draft, words, 'OrderChangeSettled', { order: agreed.orderNumber });
  if (outcome !== 'unconfirmed' || draft.state.owner !== 'bot' || draft.state.state === 'closed') return;
  giveUp(draft, [agreed.messageId], 'CHANGE_UNCONFIRMED', agreed.sentAt);
}
