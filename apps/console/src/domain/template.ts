const blank = /\{\{\s*(\w+)\s*\}\}/g;

/** Parts of a template's body: text, and the blanks by their number (from 1); those with names by the order in which they first stand. */
export type Part = { readonly text: string } | { readonly variable: number; readonly name?: string };

export function parts(body: string): Part[] {
  const names = [...new Set([...body.matchAll(blank)].map(([, name]) => name!))];
  const found: Part[] = [];
  let at = 0;
  for (const match of body.matchAll(blank)) {
    const name = match[1]!;
    if (match.index > at) found.push({ text: body.slice(at, match.index) });
    found.push(/^\d+$/.test(name) ? { variable: Number(name) } : { variable: names.indexOf(name) + 1, name });
    at = match.index + match[0].length;
  }
  if (at < body.length) found.push({ text: body.slice(at) });
  return found;
}

/** WhatsApp takes no line breaks, tabs or runs of spaces in a variable. */
export const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();

export const complete = (variables: readonly string[], wanted: number): boolean =>
  variables.length >= wanted && variables.slice(0, wanted).every((value) => oneLine(value) !== '');

/** What a person may send about a case: utility templates, those in the customer's language first. */
export function pickable<T extends { readonly name: string; readonly language: string; readonly category?: string }>(
  templates: readonly T[],
  locale: string,
): T[] {
  const foreign = ({ language }: T): number => (language === locale || language.startsWith(`${locale}_`) ? 0 : 1);
  return templates
    .filter(({ category }) => category === undefined || category.toUpperCase() === 'UTILITY')
    .sort((a, b) => foreign(a) - foreign(b) || a.name.localeCompare(b.name) || a.language.localeCompare(b.language));
}

/** Those that the system sends by itself, and when. */
const byItself: Readonly<Record<string, string>> = {
  conversation_update: 'Stands in for an answer outside the 24 hours',
  csat_rating: 'Asks for a rating after a case that was resolved outside the 24 hours',
};

/** in which it answers customers, as Meta calls them (docs/deploy.md) */
const spoken = ['en', 'en_US', 'en_GB', 'de', 'de_DE'];

type Listed = { readonly name: string; readonly language: string; readonly status?: string; readonly category?: string };
const isSent = ({ status, category }: Listed): boolean => status === 'APPROVED' && category === 'UTILITY';

/** What a template is used for here. */
export function purposeOf(template: Listed): string {
  if (template.category !== 'UTILITY') return 'Nothing: only utility templates are sent';
  const purpose = (spoken.includes(template.language) && byItself[template.name]) || 'People pick it';
  return isSent(template) ? purpose : `${purpose}, once it is approved`;
}

/** What the system would send by itself, and has no approved template for in any language that it speaks. */
export const missingOf = (templates: readonly Listed[]): string[] =>
  Object.keys(byItself).filter((name) => !templates.some((one) => one.name === name && isSent(one) && spoken.includes(one.language)));
