import { addressesAt, courtesies, groupsIn, orderNumbers } from '@frontdesk/business';
import type { Group } from '@frontdesk/business';
import { normalise } from './normalise.ts';
import { holdsCard, ibanLength, luhn } from './numbers.ts';

export type TokenKind = 'EMAIL' | 'PHONE' | 'CARD' | 'IBAN' | 'POSTCODE' | 'PLACE' | 'PROOF' | 'USERINFO' | 'ADDRESS';

export interface Redaction {
  /** the text with a token such as `[EMAIL_1]` for each item of personal data */
  readonly redacted: string;
  /** in order of appearance; ordinals count per kind, from 1 */
  readonly tokens: readonly { readonly kind: TokenKind; readonly ordinal: number }[];
}

interface Found {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** Longer texts are cut in their redacted form. UTF-16 units; WhatsApp's own limit is 4,096. */
const maxLength = 65_536;

// Every repetition is bounded or cannot match in two ways, so that hostile input costs linear time.
const userinfo = /(?<=[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#]{1,256}(?=@)/giu;
const at = String.raw`(?:@|\(at\)|\[at\])`;
const dot = String.raw`(?:\.| \. | ?\(dot\) ?| ?\[dot\] ?)`;
const atom = String.raw`[^\s@.,;:()<>[\]"\u0000\u0001]{1,64}`; // RFC 5322 atext, and letters of any script
const word = String.raw`[\p{L}\p{N}_-]{1,64}`;
const email = new RegExp(
  String.raw`${atom}(?:${dot}${atom}){0,8}(?:${at}| {0,2}${at} {0,2}(?=${word}${dot}))${word}(?:${dot}${word}){0,8}`,
  'giu',
);
const mayHoldEmail = new RegExp(at, 'iu');
const iban = /(?<![\p{L}\p{N}])[A-Z]{2}\s?\d\s?\d(?:[\s-]{0,2}[A-Z0-9]){11,30}/giu;
const digits = /[+(]{0,2}\d(?:[ .\-()/_*~]{0,8}\d)*/gu;
// in the groups that are printed on it, each on its own line or in a list, where other digits would be no part of it
const cardInGroups = /(?<!\d)(?:\d{4}(?:[\s,;:|]{1,4}\d{4}){3}|\d{4}[\s,;:|]{1,4}\d{6}[\s,;:|]{1,4}\d{5})(?!\d)/gu;
const place = /(?<=(?<![\p{L}\p{N}])geo:)-?\d{1,3}(?:\.\d{1,15})?,-?\d{1,3}(?:\.\d{1,15})?/giu; // a pin on a map (RFC 5870)
const date = /^(?:(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:19|20)\d\d)(?: \d{1,2})?$/u;
const britishPostcode = /(?<![\p{L}\p{N}])(?:GIR {0,2}0AA|[A-Z]{1,2}\d[A-Z\d]? {0,2}\d(?!am|pm)[A-Z]{2})(?![\p{L}\p{N}])/giu;
// a code that came by e-mail, and a Canadian postcode, which is written as one
const code = /(?<=(?:^|[^\p{L}\p{N}])(?:code)?)[A-Z]\d[A-Z][ -]?\d[A-Z]\d(?![\p{L}\p{N}])/giu;
const germanPostcodes = [
  /(?<=(?:plz|postleitzahl|post ?code|zip(?: code)?)[\s:,=-]{1,3}(?:(?:is|ist|lautet)[\s:]{1,2})?)\d{5}(?!\d)/giu,
  /(?<![\p{L}\p{N}])D-? ?\d{5}(?!\d)/gu,
  /(?<=(?:stra(?:ße|sse)|str\.?|weg|platz|allee|gasse|ring|damm|ufer|kai|markt) {1,2}\d{1,4} ?[a-z]?[\s,]{1,3})\d{5}(?!\d)/giu,
  /(?<=(?<!\p{L})(?:in|nach|aus|wohne|from) {1,2})\d{5}(?= {1,2}\p{Lu})/gu,
];
// in one piece, digit by digit, or with the gap of a British postcode
const four = String.raw`(?:(?=[A-Z]{0,3}\d)[A-Z0-9]{4}|\d(?: \d){3}|[A-Z\d] \d[A-Z]{2}|[A-Z]\d [A-Z]{2})(?![\p{L}\p{N}])`;
const proof = String.raw`(?:${four}|\d{5}(?!\d))`; // beside an order number a whole German postcode says no less
const filler = String.raw`(?:(?:${[...courtesies].join('|')})[\s,;:=.!'’]{1,3}){0,8}`;
const cue = String.raw`(?:\u0001|(?<!\p{L})(?:post ?code|plz|postleitzahl|zip|last (?:four|4)|letzten? (?:vier|4)|ends|endet|proof)(?!\p{L}))`;
const proofs = [
  new RegExp(String.raw`(?<=${cue}[\s,;:/.=#-]{1,3}${filler}|\u0001[?!)]{1,3}\s{0,2})${proof}`, 'giu'),
  new RegExp(
    String.raw`(?<![\p{L}\p{N}])${proof}(?=[\s,;:/.-]{1,3}(?:(?:for|für|zu|is|ist|the|my|order|bestellung)[\s:]{1,2}){0,3}\u0001)`,
    'giu',
  ),
  new RegExp(
    String.raw`(?<=^[\s"'(.]{0,8}(?:(?:it's|it is|es ist|is|sure|ok|yes|ja|here)[\s,:]{1,2}){0,3})${four}(?=[\s"').!?]{0,8}$)`,
    'giu',
  ),
];

/**
 * Puts tokens in place of addresses behind their cue, e-mail addresses, card and phone numbers, IBANs, postcodes, pins on a map, proofs of identity
 * and passwords in links. Order numbers stay. Digits of other scripts, invisible characters and spacing are seen through. In doubt it redacts.
 */
export function redact(original: string): Redaction {
  const cut = original.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
  const { text, from, to } = normalise(cut);
  const found: Found[] = [];
  let rest = text.replace(orderNumbers, (number) => '\u0001'.repeat(number.length));
  const take = (kind: TokenKind, pattern: RegExp, keep: (match: string, start: number) => number = (match) => match.length) => {
    rest = rest.replace(pattern, (match: string, ...more: unknown[]) => {
      const start = more.find((argument) => typeof argument === 'number') as number;
      const length = keep(match, start);
      if (length > 0) found.push({ kind, start, end: start + length });
      return '\u0000'.repeat(length) + match.slice(length);
    });
  };
  for (const { start, end } of addressesAt(rest)) {
    found.push({ kind: 'ADDRESS', start, end });
    rest = rest.slice(0, start) + '\u0000'.repeat(end - start) + rest.slice(end);
  }
  take('USERINFO', userinfo);
  take('PLACE', place);
  if (mayHoldEmail.test(rest)) take('EMAIL', email);
  take('IBAN', iban, lengthOfIban);
  take('POSTCODE', britishPostcode);
  take('PROOF', code);
  take('CARD', cardInGroups, (run) => (luhn(onlyDigits(run)) ? run.length : 0));
  take('CARD', digits, (run) => (isCard(run) ? run.length : 0));
  take('PHONE', digits, (run) => (count(run) >= 7 && !date.test(run) ? run.length : 0));
  for (const pattern of germanPostcodes) take('POSTCODE', pattern);
  for (const pattern of proofs) take('PROOF', pattern);
  for (const { start, end } of offeredIn(rest)) found.push({ kind: 'PROOF', start, end });
  return replace(
    cut,
    found.sort((a, b) => a.start - b.start),
    from,
    to,
  );
}

/** What auth takes as a proof of the order it asked about: characters of a postcode, and only courtesy besides. Digits alone may be an order's. */
function offeredIn(rest: string): readonly Group[] {
  if (!/\d/.test(rest) || /^[\s\p{P}]*\d{5,}[\s\p{P}]*$/u.test(rest)) return [];
  const { found, otherWords } = groupsIn(rest);
  if (otherWords > 0) return [];
  const isSpaced = ({ start, end }: Group) => /^[\p{L}\p{N}\s-]+$/u.test(rest.slice(start, end));
  return found.filter((group) => /\d/.test(group.characters) && (/[A-Z]/.test(group.characters) || isSpaced(group))); // "10/10" is none
}

const onlyDigits = (run: string): string => run.replace(/\D/g, '');
const count = (run: string): number => onlyDigits(run).length;

/** An international number of a phone's length is one, even if its digits happen to add up. */
function isCard(run: string): boolean {
  const number = onlyDigits(run);
  const international = /^\(?(?:\+|00)/.test(run) && number.length <= 15;
  return !international && holdsCard(number);
}

function lengthOfIban(match: string): number {
  let left = ibanLength(match.replace(/[\s-]/g, ''));
  let length = 0;
  while (left > 0) if (!/[\s-]/.test(match[length++]!)) left -= 1;
  return length;
}

function replace(original: string, found: readonly Found[], from: readonly number[], to: readonly number[]): Redaction {
  const counts = new Map<TokenKind, number>();
  const tokens: { kind: TokenKind; ordinal: number }[] = [];
  let redacted = '';
  let at = 0;
  for (const { kind, start, end } of found) {
    const ordinal = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, ordinal);
    tokens.push({ kind, ordinal });
    redacted += `${original.slice(at, from[start])}[${kind}_${ordinal}]`;
    at = to[end - 1]!;
  }
  return { redacted: redacted + original.slice(at), tokens };
}
