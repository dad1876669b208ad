export type FileKind = 'audio' | 'document' | 'image' | 'sticker' | 'video';

/** What a browser shows or plays without running anything in it; a picture that can hold scripts (SVG) is none of these. */
const shown: Readonly<Record<FileKind, readonly string[]>> = {
  image: ['image/jpeg', 'image/png', 'image/webp'],
  sticker: ['image/webp'],
  video: ['video/mp4', 'video/3gpp'],
  audio: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  document: [],
};
/** What may keep its type when it is saved; anything else is bytes. */
const saved: ReadonlyMap<string, string> = new Map([
  ['application/pdf', 'pdf'],
  ['text/plain', 'txt'],
  ['application/msword', 'doc'],
  ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.ms-powerpoint', 'ppt'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
]);

export interface Served {
  readonly type: string;
  readonly inline: boolean;
}

/** Whatever a customer's phone said of a file: shown in place only if it is of a kind that cannot act. */
export function servedAs(kind: FileKind, mime: string): Served {
  if (shown[kind].includes(mime)) return { type: mime, inline: true };
  return { type: saved.has(mime) ? mime : 'application/octet-stream', inline: false };
}

/** A name to save it under: the document's own where the last line of its words is one, without path, quotes and control characters. */
export function fileName(kind: FileKind, mime: string, words: string): string {
  const last = words.slice(words.lastIndexOf('\n') + 1);
  const own =
    kind === 'document' && /^[^\p{C}/\\":*?<>|]{1,120}\.[A-Za-z0-9]{1,8}$/u.test(last) && !last.startsWith('.') ? last : undefined;
  return own ?? `${kind}.${saved.get(mime) ?? (shown[kind].includes(mime) ? (mime.split('/')[1] as string) : 'bin')}`;
}

/** RFC 6266, the name as RFC 8187 writes it. */
export function disposition(inline: boolean, name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded}`;
}
