/** The text with plain dashes, narrow letters and nothing that cannot be seen, as people mean it. */
export const legible = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Pd}\u2212\u00AC]/gu, '-');

/** Order numbers in a legible text, however they are spaced: "FD-10234", "fd10234", "FD - 10234". */
export const orderNumbers = /(?<![\p{L}\p{N}])FD[\s-]{0,3}(\d{4,8})(?![\p{L}\p{N}])/giu;

/** A further number that is written without its prefix: "FD-10234 and where is 10235". */
const further = new RegExp(
  String.raw`(?:[,;&+/]|\?(?!\s{0,3}\d)|(?<!\p{L})(?:and|or|und|oder)(?!\p{L}))[\s#]{0,3}` +
    String.raw`(?:(?:where|is|are|about|the|my|other|order|number|no|wo|ist|sind|die|meine|andere|bestellung|nummer|nr)[\s#.]{1,3}){0,5}` +
    String.raw`(\d{5,8})(?![\p{L}\p{N}])`,
  'giu',
);

/** @returns the order numbers in the text as the shop writes them, e.g. "FD-10234", each once, in their order */
export function orderNumbersIn(text: string): string[] {
  const read = legible(text);
  const named = [...read.matchAll(orderNumbers)];
  const first = named[0]?.index ?? Infinity;
  const all = [...named, ...[...read.matchAll(further)].filter(({ index }) => index > first)];
  return [...new Set(all.toSorted((a, b) => a.index - b.index).map(([, digits]) => `FD-${digits}`))];
}

/** Whether redacted words may name a further order: digits after an "and", which may as well be a postcode's, are hidden. */
export const hidesFurtherOrder = (redacted: string): boolean =>
  /(?<![\p{L}\p{N}])FD[\s-]{0,3}\d{4,8}\s{0,3}(?:[&+/]|,?\s{0,3}(?:and|or|und|oder)\s)[\s#]{0,3}\[PROOF_\d+\]/iu.test(legible(redacted));

/** Whether redacted words hide what may be a proof. */
export const hidesProof = (redacted: string): boolean => /\[(?:PROOF|EMAIL|POSTCODE)_\d+\]/.test(redacted);

/** @returns the first order number in the text; empty: none */
export const orderNumberIn = (text: string): string => orderNumbersIn(text)[0] ?? '';

/** Whether the text names an order in a way that nobody can read: "FD-12", "FD-[PHONE_1]". */
export const namesUnreadOrder = (text: string): boolean =>
  /(?<![\p{L}\p{N}])FD[\s-]{0,3}[\d[]/iu.test(legible(text).replace(orderNumbers, ' '));

/** Whether there is no order number in redacted words, but a number that may be meant for one: without its prefix, or hidden as a proof. */
export const mayMeanOrder = (redacted: string): boolean =>
  orderNumberIn(redacted) === '' &&
  (namesUnreadOrder(redacted) || /(?<![\p{L}\p{N}.,:/+-])(?:\d{5,8}(?![\p{L}\p{N}:/-])|\[PROOF_\d+\])/u.test(legible(redacted)));
