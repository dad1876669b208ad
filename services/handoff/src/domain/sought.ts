import { legible, orderNumbersIn } from '@frontdesk/business';
import { redact } from '@frontdesk/vault';

/** What somebody looks for, by the form of what they typed. */
export type Sought =
  | { readonly kind: 'ticket'; readonly number: number }
  | { readonly kind: 'conversation'; readonly id: string }
  | { readonly kind: 'phone'; readonly phone: string /* as Meta writes it */ }
  | { readonly kind: 'order'; readonly order: string }
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** SHORT: half of all lines hold it; NATIONAL: whose it is says the country code; HIDDEN: no line holds such in clear, so none would be found. */
export type Unsearchable = { readonly kind: 'none'; readonly why: 'SHORT' | 'NATIONAL' | 'HIDDEN' };

const mostWords = 8;
/** as audit-logger takes them */
const longestWord = 100;
/** what is hidden wherever it stands */
const hidden = new Set<string>(['EMAIL', 'PHONE', 'CARD', 'IBAN']);

export function soughtBy(typed: string): Sought | Unsearchable {
  const text = legible(typed).trim();
  const [, number] = /^T[\s-]?(\d{1,9})$/i.exec(text) ?? [];
  if (number) return { kind: 'ticket', number: Number(number) };
  if (/^[\w-]{43}$/.test(text)) return { kind: 'conversation', id: text };
  const [order, ...others] = orderNumbersIn(text);
  if (order && others.length === 0 && /^FD[\s-]{0,3}\d+$/i.test(text)) return { kind: 'order', order };
  const phone = phoneIn(text);
  if (phone) return phone;
  const words = [...new Set(text.split(/\s+/).map((word) => word.slice(0, longestWord)))].slice(0, mostWords);
  if (redact(text).tokens.some(({ kind }) => hidden.has(kind))) return { kind: 'none', why: 'HIDDEN' };
  return words.some((word) => word.length >= 3) ? { kind: 'words', words } : { kind: 'none', why: 'SHORT' };
}

function phoneIn(text: string): Sought | Unsearchable | undefined {
  if (!/^\+?[\d\s()./-]+$/.test(text)) return undefined;
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length < 7) return undefined;
  const phone = digits.replace(/^00/, '');
  if (!/^[1-9]\d{6,14}$/.test(phone)) return { kind: 'none', why: phone.startsWith('0') ? 'NATIONAL' : 'HIDDEN' };
  return { kind: 'phone', phone };
}
