import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** Of each phrase every second wording is held back: what is mended after reading the one half is measured on the other. */
export const halves = ['open', 'held'] as const;
export type Half = (typeof halves)[number];

const Phrases = z.record(z.string(), z.array(z.string().min(1)).min(4));

const read = (language: Language): Readonly<Record<string, readonly string[]>> =>
  Phrases.parse(parse(readFileSync(join(import.meta.dirname, `../phrases/${language}.yaml`), 'utf8')));

const phrases: Readonly<Record<Language, Readonly<Record<string, readonly string[]>>>> = { en: read('en'), de: read('de') };

/** @returns the wordings by language; undefined if there is none in a language that it may be asked for in */
export function phraseNamed(name: string): Partial<Record<Language, readonly string[]>> | undefined {
  const [, only, plain] = /^(?:(en|de): )?(.+)$/.exec(name)!;
  const asked = only ? [only as Language] : languages;
  const found = asked.flatMap((language) => (phrases[language][plain!] ? [[language, phrases[language][plain!]] as const] : []));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** @returns how it is said, and in which language; the language of who speaks, unless the name says another */
export function wordingsOf(
  name: string,
  speaks: Language,
  half: Half,
): { readonly language: Language; readonly wordings: readonly string[] } {
  const found = phraseNamed(name) ?? {};
  const language = /^(en|de): /.exec(name) ? (name.slice(0, 2) as Language) : speaks;
  const all = found[language];
  if (!all) throw new Error(`there is no "${name}" in ${language}`);
  return { language, wordings: all.filter((_, index) => halves[index % 2] === half) };
}
