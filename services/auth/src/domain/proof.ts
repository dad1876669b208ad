import { legible, orderNumberIn, orderNumbers } from '@frontdesk/business';

/** What a customer offers as proof: whose order, and one secret that belongs to it. Never logged, never stored. */
export interface Proof {
  readonly orderNumber: string;
  readonly method: 'order_postcode' | 'order_email';
  /** upper case letters and digits of a postcode (the last four, or all of it), or an e-mail address in lower case */
  readonly secret: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

// bounded as addresses are (RFC 5321 §4.5.3.1), so that a long text costs linear time
const email = /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/i;
const date = /\b\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b/g;
const postcodeWord = /\b(?:post\s?code|zip(?:\s?code)?|plz|postleitzahl)\b/i;
const question = /\b(?:where|when|what|which|how|why|who|can|could|wo|wann|was|welche[rs]?|wie|warum|wieso|wer|kann|können)\b/i;
const filler = words(`
  order number no nr nummer bestellung bestellnummer bestell auftrag my meine mein the die der das it its is ist s and und with mit
  for für of to in im by on postcode post code zip plz postleitzahl last final four 4 letzten letzte vier zeichen stellen ziffern
  characters character digits chars ending ends end endet auf lautet here hier you go are sind bitte please sure ok okay yes ja hi
  hello hallo thanks danke thank dir ihnen there sorry i think meant mean ich meinte glaube again nochmal or oder but aber so no not
  nein nicht me you he she we wir hm um oh e mail email address adresse`);
const shouted = new Set(['WHEN', 'WHAT', 'HELP', 'INFO', 'STOP', 'WANN', 'MEHR', 'NEIN', 'HALP', 'OKAY']);

/**
 * The proof that a text offers, if any: an order number (from the text, else the challenge's subject) and a whole e-mail address or a postcode's
 * characters. Ordinary text is none, so that nobody loses an attempt by asking. A text with several guesses counts as its first.
 */
export function findProof(original: string, subject: string): Proof | undefined {
  const text = legible(original);
  const address = email.exec(text)?.[0].toLowerCase();
  const named = orderNumberIn(text);
  let rest = text.replace(orderNumbers, ' ');
  const bare = named !== '' ? undefined : bareNumber(rest, subject);
  if (bare) rest = rest.replace(bare.digits, ' ');
  const order = named || (bare?.orderNumber ?? subject);
  if (!order) return undefined;
  if (address) return { orderNumber: order, method: 'order_email', secret: address };
  if (question.test(rest) && !postcodeWord.test(rest)) return undefined;

  const groups = groupsOf(rest.replace(date, ' '));
  const [first] = groups.found;
  if (!first) return undefined;
  const meant = named !== '' || bare !== undefined || postcodeWord.test(rest) || groups.otherWords === 0;
  return meant ? { orderNumber: order, method: 'order_postcode', secret: first } : undefined;
}

/** An order number without its prefix: the subject's own digits, or digits that are followed by something else to check. */
function bareNumber(text: string, subject: string): { orderNumber: string; digits: string } | undefined {
  const digits = subject.replace(/\D/g, '');
  if (digits) return new RegExp(`\\b${digits}\\b`).test(text) ? { orderNumber: subject, digits } : undefined;
  const found = /^\s*#?(\d{5,8})[\s,;:/]+(?=\S)/.exec(text);
  return found ? { orderNumber: `FD-${found[1]}`, digits: found[1]! } : undefined;
}

/** Runs of tokens that can be a postcode's characters (4 to 8 of them, spaces and dashes ignored), and how many other words there are. */
function groupsOf(text: string): { found: string[]; otherWords: number } {
  const found: string[] = [];
  let run = '';
  let otherWords = 0;
  const close = () => {
    if (/^[A-Z0-9]{4,8}$/.test(run)) found.push(run);
    else if (run !== '') otherWords += 1;
    run = '';
  };
  for (const token of text.split(/[^\p{L}\p{N}]+/u)) {
    if (token === '') continue;
    const isFiller = filler.has(token.toLowerCase());
    const short = /^[a-z]{1,3}$/i.test(token) && !isFiller;
    if (run === '' && /^fd\d*$/i.test(token)) otherWords += 1; // an order number that could not be read
    else if (!isFiller && /\d/.test(token) && /^[a-z0-9]+$/i.test(token)) run += token.toUpperCase();
    else if (token === '4' && run !== '') run += token;
    else if (short && (run !== '' || token === token.toUpperCase())) run += token.toUpperCase();
    else if (/^[A-Z]{4}$/.test(token) && !shouted.has(token) && !isFiller) {
      close();
      run = token;
      close();
    } else {
      close();
      otherWords += isFiller ? 0 : 1;
    }
  }
  close();
  return { found, otherWords };
}
