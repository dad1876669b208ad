/** What Meta calls a message's type when it carries a file. */
export type MediaKind = 'audio' | 'document' | 'image' | 'sticker' | 'video';

const mebibyte = 1024 * 1024;
const office = [
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
];

/** Types and sizes of the page "Media" of the Cloud API, of what is sent. A sticker that doesn't move may have 100 KB only. */
export const mediaRules: Readonly<Record<MediaKind, { readonly maxBytes: number; readonly mimes: readonly string[] }>> = {
  audio: { maxBytes: 16 * mebibyte, mimes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'] },
  document: { maxBytes: 100 * mebibyte, mimes: ['text/plain', 'application/pdf', ...office] },
  image: { maxBytes: 5 * mebibyte, mimes: ['image/jpeg', 'image/png'] },
  sticker: { maxBytes: 500 * 1024, mimes: ['image/webp'] },
  video: { maxBytes: 16 * mebibyte, mimes: ['video/mp4', 'video/3gpp'] },
};
/** Of what a customer sends Meta hands over so much, whatever its kind. */
export const maxReceivedBytes = 100 * mebibyte;
export const maxStillStickerBytes = 100 * 1024;

/** WebP's extended header: bit 1 of its flags. */
export const isMovingSticker = (head: Uint8Array): boolean =>
  Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1', 12, 16) === 'VP8X' && ((head[20] ?? 0) & 2) !== 0;

/** `audio/ogg; codecs=opus` is `audio/ogg`. @returns undefined for what is no media type */
export function bareMime(mime: string): string | undefined {
  const bare = (mime.split(';', 1)[0] as string).trim().toLowerCase();
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(bare) ? bare : undefined;
}

type Family = 'jpeg' | 'png' | 'webp' | 'iso' | 'ogg' | 'amr' | 'pdf' | 'ole' | 'zip' | 'program' | 'html';

const families: readonly (readonly [Family, (head: Buffer) => boolean])[] = [
  ['jpeg', (head) => starts(head, [0xff, 0xd8, 0xff])],
  ['png', (head) => starts(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['webp', (head) => ascii(head, 0, 'RIFF') && ascii(head, 8, 'WEBP')],
  ['iso', (head) => ascii(head, 4, 'ftyp')],
  ['ogg', (head) => ascii(head, 0, 'OggS')],
  ['amr', (head) => ascii(head, 0, '#!AMR')],
  ['pdf', (head) => ascii(head, 0, '%PDF-')],
  ['ole', (head) => starts(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  ['zip', (head) => starts(head, [0x50, 0x4b, 0x03, 0x04])],
  ['program', (head) => ascii(head, 0, 'MZ') || starts(head, [0x7f, 0x45, 0x4c, 0x46]) || ascii(head, 0, '#!')],
  ['html', (head) => /^\s*<(!doctype|html|script|svg)\b/i.test(head.toString('latin1'))],
];
const starts = (head: Buffer, bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte);
const ascii = (head: Buffer, offset: number, text: string): boolean =>
  head.subarray(offset, offset + text.length).toString('latin1') === text;

const expected: Readonly<Record<string, Family>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'iso',
  'video/3gpp': 'iso',
  'audio/mp4': 'iso',
  'audio/ogg': 'ogg',
  'audio/amr': 'amr',
  'application/pdf': 'pdf',
  'application/msword': 'ole',
  'application/vnd.ms-excel': 'ole',
  'application/vnd.ms-powerpoint': 'ole',
  ...Object.fromEntries(office.slice(3).map((mime) => [mime, 'zip' as const])),
};

/** What customers send as documents beside those, by the container that it lies in. */
const containers: readonly (readonly [RegExp, Family])[] = [
  [/^application\/(?:vnd\.oasis\.opendocument\..+|vnd\.apple\.(?:pages|numbers|keynote)|zip|x-zip-compressed|epub\+zip)$/, 'zip'],
  [/^application\/vnd\.ms-outlook$/, 'ole'],
  [/^(?:image\/hei[cf]|video\/quicktime|audio\/x-m4a)$/, 'iso'],
];

/** What a QuickTime film begins with where no `ftyp` does; older cameras write none. */
const quickTime = ['moov', 'mdat', 'wide', 'skip', 'free', 'pnot'];

/** How many first bytes are looked at. */
export const headBytes = 512;

/** The first bytes are what the type says. A type without known first bytes may be anything but a program, a web page or another known type. */
export function isWhatItSays(mime: string, bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, headBytes));
  const family = families.find(([, test]) => test(head))?.[0];
  if (mime === 'video/quicktime' && quickTime.some((atom) => ascii(head, 4, atom))) return true;
  const wanted = expected[mime] ?? containers.find(([types]) => types.test(mime))?.[1];
  if (wanted !== undefined) return family === wanted;
  if (mime === 'audio/mpeg') return ascii(head, 0, 'ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0);
  if (mime === 'audio/aac') return head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0;
  if (mime.startsWith('text/')) return family === undefined && !head.includes(0);
  return family === undefined;
}

/** What people send as files: the pictures that Meta takes, and PDF. */
const sent: readonly { readonly kind: 'image' | 'document'; readonly mime: string }[] = [
  { kind: 'image', mime: 'image/jpeg' },
  { kind: 'image', mime: 'image/png' },
  { kind: 'document', mime: 'application/pdf' },
];

/** What a file is by its first bytes, whatever it is called. @returns undefined for what people may not send */
export const sentFile = (head: Uint8Array): (typeof sent)[number] | undefined => sent.find(({ mime }) => isWhatItSays(mime, head));
