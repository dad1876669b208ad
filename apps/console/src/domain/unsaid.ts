import type { ThreadMessage } from '../api/types.ts';

/** In place of words, where a message has none for another reason than what came instead. */
const wordless: ReadonlyMap<string, string> = new Map([
  ['reaction', 'Took a reaction back.'],
  ['order', 'An order without products.'],
  ['location', 'A place that WhatsApp says nothing of.'],
  ['contacts', 'An empty contact card.'],
  ['media', 'A file that WhatsApp has not described yet.'],
]);
const files: ReadonlyMap<string, string> = new Map([
  ['image', 'A photo'],
  ['video', 'A video'],
  ['audio', 'A voice message'],
  ['document', 'A document'],
  ['sticker', 'A sticker'],
]);
const others: ReadonlyMap<string, string> = new Map([
  ['poll', 'A poll'],
  ['live_location', 'A live location'],
  ['sticker_pack', 'A pack of stickers'],
]);

/** What an agent reads where a message has no words: `unsupported_poll` is a poll that WhatsApp keeps to itself. */
export function unsaidWords({ kind, meta_type: type }: Pick<ThreadMessage, 'kind' | 'meta_type'>): string {
  if (kind !== 'unsupported') return wordless.get(kind ?? '') ?? 'no text';
  const [, kept, what = ''] = /^(unsupported|unknown)(?:_(.+))?$/.exec(type ?? '') ?? [];
  if (!kept) return `A message that cannot be shown here${named(type ?? '')}`;
  if (what === 'edit') return 'An earlier message was changed. WhatsApp does not hand over its new words.';
  if (files.has(what)) return `${files.get(what)}. WhatsApp does not hand it over: it may be too large.`;
  if (others.has(what)) return `${others.get(what)}. WhatsApp does not hand it over.`;
  return `A message of a kind that WhatsApp does not hand over${named(what)}`;
}

const named = (what: string): string => (what === '' ? '.' : `: ${what.replaceAll('_', ' ')}.`);
