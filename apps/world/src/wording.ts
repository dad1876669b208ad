import { oneOf } from '@frontdesk/demo';
import type { Random } from '@frontdesk/demo';
import type { Language } from './phrases.ts';

const courtesies: Readonly<Record<Language, { readonly before: readonly string[]; readonly after: readonly string[] }>> = {
  en: {
    before: ['hi, ', 'Hello! ', 'hey ', 'Good morning, ', 'sorry to bother you, '],
    after: [' please', ' thanks', ' thx', ' 🙏', ' cheers'],
  },
  de: {
    before: ['hallo, ', 'Guten Tag! ', 'hi ', 'moin, ', 'Entschuldigung, '],
    after: [' bitte', ' danke', ' lg', ' 🙏', ' vielen Dank'],
  },
};

export interface Manner {
  readonly whole: boolean;
  readonly exact: boolean;
}

/**
 * How somebody writes it this time: courtesy, case, marks, a slip of the finger, cut into messages, the pieces in another order.
 * What has digits or an @ in it keeps its letters.
 */
export function written(words: string, language: Language, { whole, exact }: Manner, random: Random): string[] {
  if (exact) return [cased(words, random)];
  const polite = random() < 0.25 ? courteous(words, language, random) : words;
  const slipped = random() < 0.25 ? slip(polite, random) : polite;
  const text = cased(marked(slipped, random), random);
  return whole || random() >= 0.2 ? [text] : cut(text, random);
}

function courteous(words: string, language: Language, random: Random): string {
  const { before, after } = courtesies[language];
  if (random() < 0.5) return oneOf(random, before) + words;
  const [, body, mark] = /^(.*?)([.!?]*)$/s.exec(words)!;
  return body + oneOf(random, after) + mark;
}

function cased(text: string, random: Random): string {
  const draw = random();
  if (draw < 0.25) return text.toLowerCase();
  return draw < 0.3 && !text.includes('@') ? text.toUpperCase() : text;
}

function marked(text: string, random: Random): string {
  const draw = random();
  const bare = text.replace(/[.!?]+$/, '');
  if (draw < 0.3) return bare;
  if (draw < 0.4) return `${bare}${text.endsWith('?') ? '??' : '!!'}`;
  return draw < 0.45 ? `${bare}...` : text;
}

/** Two letters change places, one is left out, or one comes twice. */
function slip(text: string, random: Random): string {
  const long = [...text.matchAll(/(?<![\p{L}\d@.-])\p{L}{5,}(?![\p{L}\d@-])/gu)];
  if (long.length === 0) return text;
  const { 0: word, index } = oneOf(random, long);
  const at = 1 + Math.floor(random() * (word.length - 3));
  const [one, two] = [word[at]!, word[at + 1]!];
  const changed = oneOf(random, [two + one, one, one + one + two]);
  return text.slice(0, index + at) + changed + text.slice(index + at + 2);
}

function cut(text: string, random: Random): string[] {
  const sentences = text.split(/(?<=[.!?])\s+/);
  if (sentences.length === 1) return text.includes(', ') ? splitAt(text, text.indexOf(', ') + 1) : [text];
  const [first, rest] = [sentences[0]!, sentences.slice(1).join(' ')];
  return random() < 0.25 ? [rest, first] : [first, rest];
}

const splitAt = (text: string, at: number): string[] => [text.slice(0, at), text.slice(at).trim()];
