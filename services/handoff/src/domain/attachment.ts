export interface Attachment {
  /** gateway's */
  readonly fileId: string;
  readonly kind: 'image' | 'document';
  readonly mime: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Meta's limit, in characters */
export const longestCaption = 1024;

const ends: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'application/pdf': 'pdf' };
const longestName = 100;

/** What a file is called from here on: no path, nothing that a system would stumble over, and the ending of what it is. */
export function attachedName(given: string, { kind, mime }: Pick<Attachment, 'kind' | 'mime'>): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const stem = last
    .replace(/[\p{C}":*?<>|]/gu, '')
    .replace(/\.[A-Za-z0-9]{1,8}$/, '')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return `${[...stem].slice(0, longestName).join('') || kind}.${ends[mime] ?? 'bin'}`;
}

/** What is said beside a file; of a document the last line is its name, as of customers' documents. */
export const fileWords = (kind: string, caption: string, name: string): string =>
  kind === 'document' ? [caption, name].filter((line) => line !== '').join('\n') : caption;

export function captionOf(kind: string, words: string): { readonly caption: string; readonly name: string } {
  if (kind !== 'document') return { caption: words, name: '' };
  const end = words.lastIndexOf('\n');
  return { caption: words.slice(0, Math.max(0, end)), name: words.slice(end + 1) };
}
