import type { Challenge, Contact, Identity, OpenMessage, SpokenLine, Trial } from '@frontdesk/contracts';
import type { WaitingQuestion } from '@frontdesk/contracts';
import type { CaseState } from './machine.ts';
import type { AgreedChange, AskedChange } from './order-change.ts';
import { windowEndsAt } from './window.ts';

/** Admitted and not answered yet. `attempt` > 0: a held question that was taken up again. */
export interface Open {
  readonly message: OpenMessage;
  /** the send that was to answer it, and failed */
  readonly lostSend?: string | undefined;
  /** the clock when it was admitted: the bot's first-response clock runs from here */
  readonly admittedAt: number;
  readonly attempt: number;
  readonly giveUpAt: number;
}

export interface Held {
  readonly heldId: string;
  /** whose failure holds it */
  readonly lostSend?: string | undefined;
  readonly question: WaitingQuestion;
  readonly dueAt: number;
  readonly giveUpAt: number;
  readonly attempt: number;
}

/** What was dispatched lately, so that a failed send opens again what it answered. */
export interface Sent {
  readonly sendId: string;
  readonly speaker: string;
  readonly author: string;
  readonly subjectId: string;
  readonly answers: readonly Open[];
  readonly asTemplate: boolean;
  /** the customer's message whose window it was judged in, Meta's time; 0: none, or an earlier release sent it */
  readonly windowFrom: number;
  /** a person's "one moment" */
  readonly holding?: boolean | undefined;
}

export interface Line extends Pick<SpokenLine, 'speaker' | 'text' | 'at'> {
  readonly messageId: string;
}

/** A conversation as policy knows it: nothing in it that its own facts don't say. */
export interface State {
  readonly contact: Contact | undefined;
  readonly case: number;
  readonly epoch: number;
  readonly turn: number;
  readonly seq: number;
  readonly dispatchSeq: number;
  /** bot | queue | agent:<id> | phone */
  readonly owner: string;
  readonly ticketId: string;
  readonly state: CaseState;
  readonly openedAt: number;
  readonly closedAt: number;
  readonly closedBy: string;
  /** the closed case was */
  readonly rated: boolean;
  readonly previousCase: number;
  readonly open: readonly Open[];
  /** open, and not down the road yet: ids, newest last; empty without a quiet period */
  readonly gathering: readonly string[];
  readonly held: readonly Held[];
  readonly sent: readonly Sent[];
  readonly lines: readonly Line[];
  readonly lastMessageId: string;
  /** Meta's time; 0: the customer never wrote, or never with a known time */
  readonly lastInboundAt: number;
  /** `lastInboundAt` of the window that Meta saw closed while we saw it open */
  readonly disputedAt: number;
  readonly identity: Identity | undefined;
  readonly challenge: Challenge | undefined;
  /** in the shop: what the customer was asked to say yes to, until their next message */
  readonly change: AskedChange | undefined;
  /** what they said yes to, and gateway has not settled */
  readonly changing: readonly AgreedChange[];
  /** up to this turn replies may rest on a proof that no longer holds */
  readonly voidedTurn: number;
  /** the newest turn that a person's words went out in */
  readonly answeredTurn: number;
  readonly tier: string;
  readonly topic: string;
  readonly locale: string;
  readonly introduced: boolean;
  /** replies in a row that only asked the customer to say it in other words */
  readonly clarified: number;
  /** what the case was drawn for, and stays in */
  readonly trial: Trial | undefined;
  /** a person had this case and handed it back: a VIP stays with the bot from there on */
  readonly handedBack: boolean;
  /** somebody else had this case, or was to have it: the bot alone does not settle it any more */
  readonly leftBot: boolean;
  /** the turn was admitted with the bot switched off */
  readonly turnBotOff: boolean;
  /** the intents that the bot was switched off for when the turn was admitted */
  readonly turnStopped: readonly string[];
  readonly optedIn: boolean;
  /** what they agreed to, Meta's category in small letters; empty: everything, as an earlier release asked */
  readonly optInCategory: string;
  readonly optedOut: boolean;
  /** Meta's time of the newest STOP or START */
  readonly consentWordAt: number;
  /** Meta's own switch for marketing from this number; `at` is Meta's time of the last word about it */
  readonly marketing: { readonly optedOut: boolean; readonly at: number };
  /** empty: nobody asked, or somebody else has spoken since */
  readonly optInQuestion: string;
  /** the customer's message in whose window it was asked last, Meta's time */
  readonly optInAskedAt: number;
  /** they said no in this case */
  readonly optInDeclined: boolean;
  readonly superseded: number;
  readonly arrivals: readonly number[];
  readonly blockedAt: number;
  /** oldest open message that "still on it" was said about, and the one that was given up */
  readonly noticedFor: string;
  readonly overdueFor: string;
}

export const initial: State = {
  contact: undefined,
  case: 0,
  epoch: 0,
  turn: 0,
  seq: 0,
  dispatchSeq: 0,
  owner: 'bot',
  ticketId: '',
  state: 'new',
  openedAt: 0,
  closedAt: 0,
  closedBy: '',
  rated: false,
  previousCase: 0,
  open: [],
  gathering: [],
  held: [],
  sent: [],
  lines: [],
  lastMessageId: '',
  lastInboundAt: 0,
  disputedAt: -1,
  identity: undefined,
  challenge: undefined,
  change: undefined,
  changing: [],
  voidedTurn: 0,
  answeredTurn: 0,
  tier: '',
  topic: '',
  locale: 'en',
  introduced: false,
  clarified: 0,
  trial: undefined,
  handedBack: false,
  leftBot: false,
  turnBotOff: false,
  turnStopped: [],
  optedIn: false,
  optInCategory: '',
  optedOut: false,
  consentWordAt: 0,
  marketing: { optedOut: false, at: 0 },
  optInQuestion: '',
  optInAskedAt: 0,
  optInDeclined: false,
  superseded: 0,
  arrivals: [],
  blockedAt: 0,
  noticedFor: '',
  overdueFor: '',
};

/** The basis on which the business may write, as envelopes carry it; that the customer wrote first is one until the window ends. */
export const consentOf = (state: State, now: number): string => {
  if (state.optedOut) return 'opted_out';
  if (state.optedIn) return 'opt_in';
  return now < windowEndsAt(state.lastInboundAt) ? 'customer_wrote_first' : '';
};

/** Whether they agreed to be written to first with a template of this category. */
export const agreedTo = ({ optedIn, optInCategory }: State, category: string): boolean =>
  optedIn && (optInCategory === '' || optInCategory === category);

/** The message that the bot's first-response clock runs from. */
export const oldestOpen = (state: Pick<State, 'open'>): Open | undefined => state.open.toSorted((a, b) => a.admittedAt - b.admittedAt)[0];

/** What was said lately, besides what is open; oldest first. */
export const recentLines = (lines: readonly Line[], openIds: ReadonlySet<string>): readonly Line[] =>
  lines.filter(({ messageId }) => !openIds.has(messageId)).slice(-6);
