import type { Problem } from './errors.ts';
import { invalid, required, tooLong } from './errors.ts';
import { lengthOf } from './json.ts';

/** A text that has to be there, and the most characters it may have. */
export function text(name: string, value: unknown, limit = Infinity): Problem | undefined {
  if (typeof value !== 'string' || value.trim() === '') return required(name);
  return lengthOf(value) > limit ? tooLong(name, limit) : undefined;
}

/** One that may be left out. */
export const textIfGiven = (name: string, value: unknown, limit = Infinity): Problem | undefined =>
  value === undefined ? undefined : text(name, value, limit);

export const count = (name: string, length: number, least: number, most: number): Problem | undefined =>
  length < least || length > most ? invalid(`${name} must have between ${least} and ${most} elements, not ${length}.`) : undefined;

export const unique = (name: string, values: unknown[]): Problem | undefined =>
  new Set(values).size === values.length ? undefined : invalid(`${name} must be unique.`);

export const oneOf = (name: string, value: unknown, among: readonly string[]): Problem | undefined =>
  value === undefined || among.includes(String(value)) ? undefined : invalid(`${name} must be one of {${among.join(', ')}}.`);

/** Graph's answer to a word that it does not know, where it keeps a list of those that it knows. */
export const unknownWord = (param: string, value: unknown, known: readonly string[]): Problem => ({
  code: 100,
  message: `(#100) Param ${param} must be one of {${known
    .map((word) => word.toUpperCase())
    .toSorted()
    .join(', ')}} - got "${String(value)}".`,
});

/** The first of the problems of a list's elements. */
export function first<T>(list: readonly T[], check: (one: T, index: number) => Problem | undefined): Problem | undefined {
  for (const [index, one] of list.entries()) {
    const found = check(one, index);
    if (found) return found;
  }
  return undefined;
}
