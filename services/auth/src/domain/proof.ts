import { groupsIn, legible, orderNumberIn, orderNumbers } from '@frontdesk/business';

/** What a customer offers as proof: whose order, and one secret that belongs to it. Never logged, never stored. */
export interface Proof {
  readonly orderNumber: string;
  readonly method: 'order_postcode' | 'order_email' | 'emailed_code';
  /** upper case letters and digits of a postcode (the last four, or all of it), an e-mail address in lower case, or the code that came to it */
  readonly secret: string;
}

/** How far it proves who somebody is: what is on a parcel shows the order, what comes to the address on file that they are who ordered. */
export const levelOf = ({ method }: Pick<Proof, 'method'>): 'order' | 'link' => (method === 'emailed_code' ? 'link' : 'order');

// bounded as addresses are (RFC 5321 §4.5.3.1), so that a long text costs linear time
export const email = /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/i;
const postcodeWord = /\b(?:post\s?code|zip(?:\s?code)?|plz|postleitzahl)\b/i;
const question = /\b(?:where|when|what|which|how|why|who|can|could|wo|wann|was|welche[rs]?|wie|warum|wieso|wer|kann|können)\b/i;
/** As a further order is named that is asked about too ("FD-10234 and 10235"); behind a comma it is what was asked for. */
const furtherOrder = new RegExp(
  String.raw`(?<=\u0001\s{0,3}(?:[&+]|,?\s{0,3}(?:and|und|or|oder)\s)[\s#]{0,3}` +
    String.raw`(?:(?:the|my|other|order|number|no|die|meine|andere|bestellung|nummer|nr)[\s#.]{1,3}){0,5})\d{5,8}(?![\p{L}\p{N}])`,
  'giu',
);

/**
 * The proof that a text offers, if any: an order number (from the text, else the challenge's subject) and a whole e-mail address or a postcode's
 * characters. Ordinary text is none, so that nobody loses an attempt by asking. A text with several guesses counts as its first that has a digit.
 */
export function findProof(original: string, subject: string): Proof | undefined {
  const text = legible(original);
  const address = email.exec(text)?.[0].toLowerCase();
  const named = orderNumberIn(text);
  let rest = text.replace(orderNumbers, '\u0001');
  const bare = named !== '' ? undefined : bareNumber(rest, subject);
  if (bare) rest = rest.replace(bare.digits, '\u0001');
  if (!postcodeWord.test(rest)) rest = rest.replace(furtherOrder, ' ');
  const order = named || (bare?.orderNumber ?? subject);
  if (!order) return undefined;
  if (address) return { orderNumber: order, method: 'order_email', secret: address };
  if (question.test(rest) && !postcodeWord.test(rest)) return undefined;

  const groups = groupsIn(rest);
  // every postcode's end has a digit; words that are shouted ("GOOD MORNING", "ES GEHT UM") have none
  const first = groups.found.find(({ characters }) => /\d/.test(characters)) ?? (groups.otherWords === 0 ? groups.found[0] : undefined);
  if (!first) return undefined;
  const meant = named !== '' || bare !== undefined || postcodeWord.test(rest) || groups.otherWords === 0;
  return meant ? { orderNumber: order, method: 'order_postcode', secret: first.characters } : undefined;
}

/** An order number without its prefix: the subject's own digits, or digits that are followed by something else to check. */
function bareNumber(text: string, subject: string): { orderNumber: string; digits: string } | undefined {
  const digits = subject.replace(/\D/g, '');
  if (digits) return new RegExp(`\\b${digits}\\b`).test(text) ? { orderNumber: subject, digits } : undefined;
  const found = /^\s*#?(\d{5,8})[\s,;:/]+(?=\S)/.exec(text);
  return found ? { orderNumber: `FD-${found[1]}`, digits: found[1]! } : undefined;
}
