import type { Explanation, Step } from '../api/types.ts';
import { plain } from './words.ts';

const types: Readonly<Record<string, string>> = {
  WebhookItem: 'WhatsApp handed something over',
  MessageReceived: 'The customer wrote',
  EchoReceived: 'The shop wrote from its own phone',
  MessageGathered: 'Kept until the customer pauses',
  QuietPeriodEnded: 'The customer had paused',
  MessageAdmitted: 'Taken up as a turn',
  MessageNoted: 'Noted, no answer needed',
  MessageBlocked: 'Held back from the bot',
  IdentityResolved: 'Who it is, and how that is proved',
  Routed: 'What the customer wants',
  Grounded: 'What was looked up',
  ReplyProposed: 'The reply was worded',
  AgentMessageWritten: 'A person wrote it',
  HandoffOpened: 'A case was opened for people',
  HandoffAccepted: 'Somebody took the case',
  HandedBack: 'Handed back to the bot',
  CaseResolved: 'The case was resolved',
  CaseReturned: 'The case went back to the queue',
  TurnOverdue: 'No answer came in time',
  BotReplyNoticeDue: 'An answer was due',
  ReplyOverdue: 'An answer was overdue',
  HeldDue: 'The time to hold it was over',
  VerdictGiven: 'The gate gave its verdict',
  MessageDispatched: 'Given to sending',
  SendAccepted: 'WhatsApp took it',
  SendFailed: 'Sending failed',
  SendCancelled: 'Taken back before it was sent',
  SendUnconfirmed: 'Nobody knows whether it arrived',
  StatusReceived: 'WhatsApp said what became of it',
  ContactFlagged: 'Something about reaching the customer showed',
};

/** What happened in a step; a type that has no words of its own is told by its name. */
export const stepWords = ({ type, says }: Pick<Step, 'type' | 'says'>): string => {
  if (type === 'StatusReceived' && typeof says['status'] === 'string') return `WhatsApp: ${says['status']}`;
  if (type === 'VerdictGiven') return `The gate: ${verdictWords(String(says['verdict'] ?? 'not known'))}`;
  return types[type] ?? apart(type);
};
/** `caseClosed` → `case Closed` */
const apart = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
const verdicts: Readonly<Record<string, string>> = {
  ALLOW: 'allowed',
  USE_TEMPLATE: 'sent as a template',
  HOLD: 'held',
  REFUSE: 'refused',
};
export const verdictWords = (verdict: string): string => verdicts[verdict] ?? plain(verdict);

const reasons: Readonly<Record<string, string>> = {
  MESSAGE: 'a new message of the customer',
  REMAINDER: 'the rest of a question that was partly answered',
  HELD: 'a question that was kept is taken up again',
  GATHERED: 'waits for more in the same burst',
  quiet: 'the time to wait for more in the same burst',
  due: 'it was over',
  ASKED: 'the customer asked for a person',
  VIP: 'a VIP customer',
  KEYWORD: 'sensitive words',
  LEGAL: 'words about law',
  LOW_CONFIDENCE: 'the bot was not sure',
  BOT_OFF: 'the bot was off for this',
  LEAD: 'a lead took it over',
  RESUMED: 'the proof was given, the question before it is answered',
  PROOF_INCOMPLETE: 'a part of the proof was missing',
  PROOF_PROVED: 'the proof holds',
  PROOF_FAILED: 'the proof does not hold',
  SHOP_UNAVAILABLE: 'the shop could not be asked',
  SHOP_AWAY: 'the shop could not be asked; held until it is back',
  MATTERS_APART: 'two matters in one message, one after the other',
  ORDER_NUMBER_NAMED: 'an order number was named',
  ORDER_NUMBER_NOT_READ: 'an order number could not be read',
  NOT_TEXT: 'not a text',
  IDENTITY_EXPIRED: 'an earlier proof has run out',
  TIER_UNKNOWN: 'which kind of customer it is was not known',
  NEEDS_PROOF: 'needs a proof first',
  ASKED_FOR_PROOF: 'asks for a proof',
  EVIDENCE: 'something was found',
  NO_EVIDENCE: 'nothing was found',
  NOT_NEEDED: 'nothing had to be looked up',
  UNAVAILABLE: 'what had to be asked was away',
  LOCKED: 'too many proofs that do not hold',
  POLICY: 'tells what a document says',
  STATUS: 'tells what the shop says of the order',
  STALE_EPOCH: 'the conversation has changed hands since',
  STALE_TURN: 'written for an earlier turn',
  ALREADY_ANSWERED: 'it was answered already',
  SUPERSEDED: 'the customer wrote more meanwhile',
  PROOF_VOIDED: 'the proof behind it no longer holds',
  NOT_THE_OWNER: 'somebody else has the conversation',
  ANSWERS_NOTHING: 'it answers nothing',
  CASE_CLOSED: 'the case was closed',
  OUTBOUND_FROZEN: 'sending was frozen',
  OPTED_OUT: 'the customer has asked us to stop',
  NO_OPT_IN: 'the customer has not agreed to be written to first',
  WINDOW_CLOSED: 'the 24 hours since their last message are over',
  NO_TEMPLATE: 'no approved template fits',
  URL_NOT_ALLOWED: 'a link that is not sent to customers',
  TOO_LONG: 'too long',
  RATE_LIMITED: 'too many messages in a short time',
};
/** undefined: a code that has no words */
export const reasonCodeWords = (code: string): string | undefined => reasons[code];

/** what is shown elsewhere on the step, or is an id that leads nowhere for a reader */
const notTold = new Set(['messageId', 'seq', 'dispatchSeq', 'confidence', 'intent', 'typingFor', 'verdict', 'field', 'sendId', 'applied']);
/** no other number of a record is as large */
const firstTime = 1e12;

export interface Told {
  readonly term: string;
  readonly value: string | number | boolean;
  /** ms since the epoch */
  readonly isTime: boolean;
}

/** What a step says, as terms and values; the page shows a time as such. */
export const told = (says: Step['says']): Told[] =>
  Object.entries(says)
    .filter(([name]) => !notTold.has(name))
    .map(([name, value]) => ({ term: plain(apart(name)), value, isTime: typeof value === 'number' && value > firstTime }));

/** `208 characters, with [EMAIL]`: words are never shown here. */
export const lengthWords = ({ length, tokens }: { length: number; tokens: readonly string[] }): string =>
  `${length} character${length === 1 ? '' : 's'}${tokens.length > 0 ? `, with ${tokens.map((one) => `[${one}]`).join(' ')}` : ''}`;

export const durationWords = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`);

export interface Summary {
  readonly verdicts: string[];
  readonly bundles: string[];
  readonly models: string[];
  readonly prompts: string[];
  readonly documents: string[];
  readonly costUsd: number | undefined;
  readonly tokens: number | undefined;
  readonly confidence: number | undefined;
  readonly tookMs: number | undefined;
  readonly traces: { id: string; url: string | null }[];
  readonly unknown: string[];
}

/** What the whole way comes to; what nobody recorded is undefined, or empty. */
export function summaryOf({ steps }: Pick<Explanation, 'steps'>): Summary {
  const all = (pick: (step: Step) => string | null): string[] => [...new Set(steps.flatMap((step) => pick(step) || []))];
  const modelled = steps.filter(({ model }) => model !== null);
  const sum = (pick: (step: Step) => number | null): number | undefined =>
    modelled.length === 0 ? undefined : modelled.reduce((total, step) => total + (pick(step) ?? 0), 0);
  const [received] = steps.filter(({ type }) => type === 'MessageReceived').slice(-1);
  const sent = steps.find(({ type }) => type === 'MessageDispatched');
  const traces = new Map(steps.flatMap(({ trace_id: id, trace_url: url }) => (id === '' ? [] : [[id, url] as const])));
  return {
    verdicts: steps.filter(({ type }) => type === 'VerdictGiven').map(({ says }) => verdictWords(String(says['verdict'] ?? ''))),
    bundles: all(({ bundle }) => bundle),
    models: all(({ model }) => model),
    prompts: all(({ prompt_version: version }) => version),
    documents: [
      ...new Set(
        steps.flatMap(({ passages }) => passages.map(({ documentId, documentVersion }) => `${documentId}@${documentVersion ?? 'unknown'}`)),
      ),
    ],
    // what one of them cost nobody knows, nor what all did
    costUsd: modelled.some(({ cost_usd: cost }) => cost === null) ? undefined : sum(({ cost_usd: cost }) => cost),
    tokens: sum(({ tokens_in: tokensIn, tokens_out: tokensOut }) => (tokensIn ?? 0) + (tokensOut ?? 0)),
    confidence: steps.findLast(({ type, confidence }) => type === 'Routed' && confidence !== null)?.confidence ?? undefined,
    tookMs: received && sent ? sent.at - received.at : undefined,
    traces: [...traces].map(([id, url]) => ({ id, url })),
    unknown: [...new Set(steps.flatMap(({ unknown }) => unknown))],
  };
}
