/** The text with plain dashes, narrow letters and nothing that cannot be seen, as people mean it. */
export const legible = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Pd}\u2212\u00AC]/gu, '-');

/** Order numbers in a legible text, however they are spaced: "FD-10234", "fd10234", "FD - 10234". */
export const orderNumbers = /(?<![\p{L}\p{N}])FD[\s-]{0,3}(\d{4,8})(?![\p{L}\p{N}])/giu;

/** @returns the first order number in the text as the shop writes it, e.g. "FD-10234"; empty: none */
export function orderNumberIn(text: string): string {
  const [found] = legible(text).matchAll(orderNumbers);
  return found ? `FD-${found[1]}` : '';
}

/** Whether the text names an order in a way that nobody can read: "FD-12", "FD-[PHONE_1]". */
export const namesUnreadOrder = (text: string): boolean =>
  /(?<![\p{L}\p{N}])FD[\s-]{0,3}[\d[]/iu.test(legible(text).replace(orderNumbers, ' '));
