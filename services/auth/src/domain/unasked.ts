import { groupsIn, hidesProof, legible, orderNumberIn, orderNumbers } from '@frontdesk/business';
import type { Group } from '@frontdesk/business';
import { email } from './proof.ts';
import type { Proof } from './proof.ts';

/** Of redacted words: nothing is opened, nor judged, that is not out of sight in them. */
export const mayOffer = (redacted: string): boolean => orderNumberIn(redacted) !== '' && hidesProof(redacted);

/** An address that shall be, or that something is sent to, is no proof of what was ordered; nor is what a card ends in. */
const isElse = new RegExp(
  String.raw`(?<!\p{L})(?:new|mov(?:ed?|ing)|chang\p{L}*|updat\p{L}*|instead|different|other address|deliver\p{L}*[^.?!]{0,60} to|` +
    String.raw`(?:send|ship|forward|go(?:es)?)[^.?!]{0,60} to|neue\p{L}*|umgezogen|umzug|(?:ä|ae)nder\p{L}*|geändert|stattdessen|statt|card|karte|\p{L}+karte|visa|iban|konto|` +
    String.raw`andere\p{L}* adresse|(?:liefer|schick|send)\p{L}*[^.?!]{0,60} (?:an|nach))(?!\p{L})`,
  'iu',
);
const writesTo = /(?<!\p{L})(?:invoice|receipt|reply|write|contact|rechnung|beleg|antwort\p{L}*|schreib\p{L}*|kontakt\p{L}*)(?!\p{L})/iu;

const next = String.raw`[\s,;:/.!?()-]{1,4}`;
const besideBefore = new RegExp(String.raw`\u0001${next}$`, 'u');
const besideAfter = new RegExp(String.raw`^${next}\u0001`, 'u');
const opens = /(?:^|[\n,;:.!?(/])\s{0,3}$/u;
/** Nothing behind it, or what somebody asks: "FD-20417 2767 on Monday" is no proof. */
const ends = new RegExp(
  String.raw`^\s{0,3}(?:$|[\n,;.!?)/](?!\d)|\u0001|\s(?:where|when|what|is|wo|wann|was|ist|please|thanks?|bitte|danke)(?!\p{L}))`,
  'iu',
);
const postcodeCue = new RegExp(
  String.raw`(?<!\p{L})(?:post ?code|zip(?: ?code)?|plz|postleitzahl|last (?:four|4)|letzten? (?:vier|4))[\s:=,-]{1,3}` +
    String.raw`(?:(?:is|are|ist|sind|lautet|ends?|ending|endet|in|with|auf|mit|of|the|der|my|last|four|4|letzten?|vier|zeichen|characters|digits|stellen|ziffern|postcode|plz)[\s:]{1,2}){0,8}$`,
  'iu',
);
const emailCue = /(?<!\p{L})(?:e-?mail|mail)(?:[\s-]?(?:address|adresse))?[\s:,=-]{1,3}(?:(?:is|was|ist|war|lautet)[\s:]{1,2})?$/iu;

// as they are printed: four or five digits, British, Dutch and Canadian ones in full, and the last four of each (no British one ends in C, I, K, M, O or V)
const shapes = /^(?:\d{4,5}|[A-Z\d]\d[ABD-HJLNP-UW-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}|\d{4}[A-Z]{2}|(?:[A-Z]\d){2,3})$/;
const otherwise = /^(?:(?:19|20)\d\d|\d\d(?:ST|ND|RD|TH|HR|GB|TB|XL))$/;

/**
 * The proof that somebody gives unasked: an order number with its FD, and a postcode's characters or a whole e-mail address that are said to be that, or stand
 * beside the number (an address: by itself) with no word behind. Stricter than what is taken once it was asked for: in doubt it is none, and is asked for.
 */
export function findUnasked(original: string): Proof | undefined {
  const text = legible(original);
  const orderNumber = orderNumberIn(text);
  if (orderNumber === '' || isElse.test(text)) return undefined;
  const rest = text.replace(orderNumbers, '\u0001');
  const address = email.exec(rest);
  if (address) {
    const before = rest.slice(0, address.index);
    const isOffered = (opens.test(before) || besideBefore.test(before) || emailCue.test(before)) && !writesTo.test(rest);
    if (!isOffered || !ends.test(rest.slice(address.index + address[0].length))) return undefined;
    return { orderNumber, method: 'order_email', secret: address[0].toLowerCase() };
  }
  // what stands on both sides of a mark is not one: "18:30", "49,90"
  const group = groupsIn(rest.replace(/[,;:.!?()/\n]/g, '\u0002')).found.find((one) => isOffered(one, rest));
  return group && { orderNumber, method: 'order_postcode', secret: group.characters };
}

function isOffered({ characters, start, end }: Group, rest: string): boolean {
  const [before, after] = [rest.slice(0, start), rest.slice(end)];
  if (!/\d/.test(characters)) return false;
  if (postcodeCue.test(before)) return characters.length === 4 || shapes.test(characters);
  if (!shapes.test(characters) || otherwise.test(characters)) return false;
  if (/^\d{5}$/.test(characters) && before.trimEnd().endsWith(',')) return false; // as a further order is named
  return (besideBefore.test(before) && ends.test(after)) || (opens.test(before) && besideAfter.test(after));
}
