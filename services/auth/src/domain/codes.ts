import { hidesProof, legible, orderNumberIn } from '@frontdesk/business';
import type { Data, Identity, OpenMessage } from '@frontdesk/contracts';
import { limits } from './attempts.ts';
import type { Known, Outcome } from './resolve.ts';

/** A code that was asked for, and how it stands. The code itself is kept nowhere: it is made anew of its id (`codeOf`). */
export interface Code {
  /** of the message that asked for it */
  readonly id: string;
  readonly orderNumber: string;
  /** when the order was proved on which it rests: with that proof it is gone */
  readonly restsOn: number;
  readonly askedAt: number;
  /** how often a mail may have gone out, or would have if there were an address, which nobody is told */
  readonly sends: number;
  /** undefined: it is being sent */
  readonly said: CodeSaid['outcome'] | undefined;
  readonly state: 'open' | 'proved' | 'locked';
  readonly proved?: Pick<Identity, 'level' | 'subject' | 'method' | 'provedAt' | 'expiresAt'>;
  readonly tries: readonly { readonly messageId: string; readonly outcome: string; readonly attemptsLeft: number }[];
}

/** What is said of a code that was asked for. */
export type CodeSaid = { readonly outcome: 'code_sent' | 'code_refused' | 'code_unavailable' };

export const codeLimits = { validForMs: 10 * 60_000, perAddress: 3, perConversation: 6, sendsOfOne: 2 } as const;

/** A letter, a digit, and so on: seen as a code wherever it stands (`redact`), and no order's number. Letters that look like others are left out. */
const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const digits = '0123456789';
const places = [letters, digits, letters, digits, letters, digits];
const shape = /(?<=(?:^|[^\p{L}\p{N}])(?:code)?)([a-z]\d[a-z])[\s.-]{0,3}(\d[a-z]\d)(?![\p{L}\p{N}])/iu;
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** @param hash a keyed one of the code's id, in base64url */
export function codeOf(hash: string): string {
  let left = Array.from(hash.slice(0, 8)).reduce((sum, one) => sum * base64url.length + base64url.indexOf(one), 0);
  return places
    .map((place) => {
      const one = place[left % place.length]!;
      left = Math.floor(left / place.length);
      return one;
    })
    .join('');
}

/** As people read it: "K7M 4Q2". */
export const shown = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

/** The code in a text; of several the first. */
export function codeIn(original: string): string | undefined {
  const found = shape.exec(legible(original));
  return found ? `${found[1]}${found[2]}`.toUpperCase() : undefined;
}

const wish = new Set(
  `code codes a an the me my please send get want need would like could can you i by per via e mail email another new again once more yes ok okay
  hi hello thanks bestätigungscode einen ein den der mir bitte schicken schick schicke sende senden sie ich möchte will brauche brauch hätte gern
  gerne noch mal nochmal neuen neu mail ja danke hallo können könnten`.split(/\s+/),
);

/** Whether somebody asks for a code, in as many words: nothing else is sent for, as it goes to somebody's mailbox. */
export function wantsCode(words: string): boolean {
  const all =
    legible(words)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return all.length <= 12 && all.some((word) => word.endsWith('code') && wish.has(word)) && all.every((word) => wish.has(word));
}

const wordsIn = ({ kind, text }: OpenMessage): string => (kind === 'text' ? (text?.redacted ?? '') : '');

/** Whether anything has to be remembered of codes for it: a message like any other costs no look. */
export const mayConcernCodes = ({ identity, botOff, open }: NonNullable<Data<'MessageAdmitted'>['turn']>): boolean =>
  identity !== undefined && !botOff && open.some((one) => wantsCode(wordsIn(one)) || hidesProof(wordsIn(one)));

/** What the open messages want of codes. */
export type CodeStep =
  | { readonly do: 'send'; readonly messageId: string; readonly orderNumber: string }
  /** one of these may hold the code, newest first */
  | { readonly do: 'check'; readonly codeId: string; readonly messageIds: readonly string[] }
  | { readonly do: 'say'; readonly outcome: Outcome }
  /** what there is to say is not known yet */
  | { readonly do: 'wait' };

type Remembered = Pick<Known, 'codes' | 'lockedOrders'>;

/** The newest wish counts, and what may be a code after it; what was said of a message is said again while it is open. */
export function codeStep({ turn }: Data<'MessageAdmitted'>, known: Remembered, now: number): CodeStep | undefined {
  const { codes } = known;
  const { identity, open } = turn!;
  if (!mayConcernCodes(turn!)) return undefined;
  const holds = identity!.expiresAt > now;
  const current = codes.findLast(
    (code) => holds && code.orderNumber === identity!.subject && code.restsOn === identity!.provedAt && !cameToNothing(code),
  );
  // asked for twice before there is an answer, it is sent once
  const isAsked = codes.some(({ id }) => open.some(({ messageId }) => messageId === id));
  const messageIds: string[] = [];
  let before: CodeStep | undefined;
  for (const one of open.toReversed()) {
    before = settled(one, codes) ?? (isAsked ? undefined : wished(one, known, identity!, now));
    if (before) break;
    if (current !== undefined && current.state !== 'proved' && !one.kept && hidesProof(wordsIn(one))) messageIds.push(one.messageId);
  }
  return current && messageIds.length > 0 ? { do: 'check', codeId: current.id, messageIds } : before;
}

/** Nothing went out for it, and that was said: the code that was had before stays the one. */
const cameToNothing = ({ sends, said }: Code): boolean => sends === 0 && said !== undefined;

/** As it is planned: those behind it in its batch see that it was asked for. */
export const askedNow = (step: CodeStep & { do: 'send' }, restsOn: number, now: number): Code => ({
  id: step.messageId,
  orderNumber: step.orderNumber,
  restsOn,
  askedAt: now,
  sends: 0,
  said: undefined,
  state: 'open',
  tries: [],
});

/** What became of a message that was a code's before. */
function settled({ messageId }: OpenMessage, codes: readonly Code[]): CodeStep | undefined {
  const asked = codes.find(({ id }) => id === messageId);
  if (asked) return asked.said ? { do: 'say', outcome: { outcome: asked.said } } : { do: 'wait' };
  const code = codes.find(({ tries }) => tries.some((one) => one.messageId === messageId));
  const tried = code?.tries.find((one) => one.messageId === messageId);
  if (!tried) return undefined;
  if (tried.outcome === 'proved') return { do: 'say', outcome: { outcome: 'proved', identity: code!.proved!, resumes: true } };
  if (tried.outcome === 'failed') return { do: 'say', outcome: { outcome: 'code_failed', attemptsLeft: tried.attemptsLeft } };
  return { do: 'say', outcome: { outcome: 'code_refused' } };
}

/** A code is sent for an order that is proved, and for nothing else: that there is an order, or an address, is not learnt by asking. */
function wished(one: OpenMessage, { codes, lockedOrders }: Remembered, identity: Identity, now: number): CodeStep | undefined {
  const isProved = identity.level === 'order' && identity.expiresAt > now;
  if (!isProved || one.sentAt <= now - limits.dayMs || !wantsCode(wordsIn(one))) return undefined;
  const lately = codes.filter(({ askedAt }) => askedAt > now - limits.dayMs);
  // one too many, or one that nobody would look at
  if (lately.length >= codeLimits.perConversation || lockedOrders.includes('*')) return { do: 'say', outcome: { outcome: 'code_refused' } };
  return { do: 'send', messageId: one.messageId, orderNumber: identity.subject };
}

/** Messages that are a code's, or ask for one: no postcode is looked for in them. */
export function ofCodes(codes: readonly Code[], step: CodeStep | undefined): ReadonlySet<string> {
  const known = codes.flatMap(({ id, tries }) => [id, ...tries.map(({ messageId }) => messageId)]);
  return new Set([...known, ...(step?.do === 'send' ? [step.messageId] : [])]);
}

/** The code that a text offers for the order, if no other order stands in it. */
export function offersCode(words: string, orderNumber: string): string | undefined {
  const named = orderNumberIn(words);
  return named === '' || named === orderNumber ? codeIn(words) : undefined;
}

/** Whether it may still be typed. One that is too old, or was never sent, is as wrong as any other. */
export const isGood = ({ sends, askedAt }: Code, now: number): boolean => sends > 0 && now < askedAt + codeLimits.validForMs;
