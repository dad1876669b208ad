// "New address: Musterstraße 5, 22767 Hamburg"; an e-mail, web or IP address is another thing. Every repetition is bounded: hostile input costs linear time.
const cue =
  /(?<![\p{L}\p{N}-])(?:(?:new|my|the|delivery|shipping|neue|meine|die|andere)[ \t]{1,3}){0,3}(?<!(?:mail|web|internet|ip)[ -]?)(?:address|(?:liefer|versand|post)?(?:adresse|anschrift))(?:[ \t]{1,3}(?:of|for|von|zu|für)[^\n:]{1,40})?[ \t]{0,3}:\s{0,5}(?=\S)/giu;
const longest = 200;
const mostLines = 5;

/** Where an address is written behind its cue, up to the message's end or a blank line; 0-based, end exclusive. */
export interface AddressFound {
  /** where its cue begins */
  readonly cueAt: number;
  readonly start: number;
  readonly end: number;
}

/** In their order. @param text without invisible characters */
export function addressesAt(text: string): readonly AddressFound[] {
  const found: AddressFound[] = [];
  if (!text.includes(':')) return found;
  for (const { index, 0: match } of text.matchAll(cue)) {
    const start = index + match.length;
    const value = /^(?:(?!\n[ \t]*\n)[^])*/u.exec(text.slice(start, start + 2 * longest))![0].trimEnd();
    if (start >= (found.at(-1)?.end ?? 0) && isAddress(value)) found.push({ cueAt: index, start, end: start + value.length });
  }
  return found;
}

/** A street or a place with a number, and no question, link or mail beside it. */
const isAddress = (value: string): boolean =>
  value.length <= longest &&
  value.split('\n').length <= mostLines &&
  /\p{N}/u.test(value) &&
  (value.match(/\p{L}{2,}/gu) ?? []).length >= 2 &&
  !/[@?]|:\/\/|(?<!\p{L})www\./u.test(value);

// eslint-disable-next-line no-control-regex -- they are what is taken out
const invisible = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\p{Cf}]/gu;

/** @returns the lines of the address that is written behind its cue, as they were written, of several the last; undefined: there is none */
export function addressIn(original: string): readonly string[] | undefined {
  const text = original.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(invisible, '');
  const found = addressesAt(text).at(-1);
  if (!found) return undefined;
  const lines = text
    .slice(found.start, found.end)
    .split(/[\n,]/)
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
  // said back in one line, it is one still
  return isAddress(lines.join(', ')) ? lines : undefined;
}

/** The words beside addresses and their cues. */
export const besideAddresses = (text: string): string =>
  addressesAt(text).reduceRight((rest, { cueAt, end }) => rest.slice(0, cueAt) + rest.slice(end), text);

/** Whether the redacted words hide one. */
export const hidesAddress = (redacted: string): boolean => /\[ADDRESS_\d+\]/.test(redacted);
