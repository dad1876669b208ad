import { z } from 'zod';
import type { JsonObject } from './limits.ts';
import { bareMime, isMovingSticker, isWhatItSays, maxStillStickerBytes, mediaRules } from './media-types.ts';
import type { MediaKind } from './media-types.ts';
import { when } from './problem.ts';
import type { Problem } from './problem.ts';

export interface Upload {
  readonly kind: MediaKind;
  readonly mime: string;
  readonly bytes: Uint8Array;
  readonly filename: string;
}

/** A file that goes to Meta piece by piece: however large, memory stays flat. Its first bytes were looked at when it was kept. */
export interface StreamedUpload extends Omit<Upload, 'bytes'> {
  readonly size: number;
  readonly source: AsyncIterable<Uint8Array>;
}

/** Where Meta holds a file, for five minutes, and what it says of it. */
export interface MediaInfo {
  readonly url: string;
  readonly mime: string;
  readonly sha256: string;
  readonly bytes: number;
}

const info = z.looseObject({ url: z.url(), mime_type: z.string(), sha256: z.string(), file_size: z.coerce.number().int().nonnegative() });

export function readMediaInfo(body: unknown): { media: MediaInfo } | undefined {
  const read = info.safeParse(body);
  if (!read.success) return undefined;
  const { url, mime_type: mime, sha256, file_size: bytes } = read.data;
  return { media: { url, mime, sha256, bytes } };
}

/** A file as a customer's message names it. */
export interface InboundMedia {
  readonly kind: MediaKind;
  /** as received, `codecs` and all */
  readonly mime: string;
  readonly id: string;
  /** good for five minutes from the message on; older accounts have none */
  readonly url?: string;
  /** base64 */
  readonly sha256?: string;
}

const inbound = z.looseObject({
  id: z.union([z.string().regex(/^[\w-]{1,128}$/), z.number().int().transform(String)]),
  mime_type: z.string().max(256).catch(''),
  url: z.string().max(4_096).optional().catch(undefined),
  sha256: z.string().max(128).optional().catch(undefined),
});

/** @returns undefined for a message without a file, or one whose file cannot be named */
export function readInboundMedia(item: JsonObject): InboundMedia | undefined {
  for (const key of ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const) {
    const read = key in item ? inbound.safeParse(item[key]) : undefined;
    if (!read?.success) continue;
    const { id, mime_type: mime, url, sha256 } = read.data;
    return { kind: key === 'voice' ? 'audio' : key, mime, id, ...(url !== undefined && { url }), ...(sha256 !== undefined && { sha256 }) };
  }
  return undefined;
}

export function uploadProblems(upload: Upload | StreamedUpload): Problem[] {
  const { kind, mime, filename } = upload;
  const rule = mediaRules[kind];
  const bare = bareMime(mime) ?? '';
  const size = 'bytes' in upload ? upload.bytes.byteLength : upload.size;
  return [
    ...when(!rule.mimes.includes(bare), 'type', `${kind} takes ${rule.mimes.join(', ')}`),
    ...(size > rule.maxBytes ? [{ field: 'file', limit: `${kind} takes at most ${rule.maxBytes} bytes`, actual: size }] : []),
    ...when(size === 0, 'file', 'must not be empty'),
    ...('bytes' in upload ? firstBytesProblems(kind, bare, upload.bytes) : []),
    ...when(!/^[^\p{Cc}"/\\]{1,255}$/u.test(filename), 'file.filename', '1 to 255 characters without path, quotes and control characters'),
  ];
}

function firstBytesProblems(kind: MediaKind, bare: string, bytes: Uint8Array): Problem[] {
  const rule = mediaRules[kind];
  return [
    ...(kind === 'sticker' && bytes.byteLength > maxStillStickerBytes && bytes.byteLength <= rule.maxBytes && !isMovingSticker(bytes)
      ? [{ field: 'file', limit: `a sticker that doesn't move takes at most ${maxStillStickerBytes} bytes`, actual: bytes.byteLength }]
      : []),
    ...when(bytes.byteLength > 0 && !isWhatItSays(bare, bytes), 'file', `its first bytes are not of ${bare || 'a media type'}`),
  ];
}

/** @returns the body of `POST /{number}/media` and its content type */
export async function multipart({ mime, bytes, filename }: Upload): Promise<{ body: Uint8Array; contentType: string }> {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', mime);
  form.set('file', new File([new Uint8Array(bytes)], filename, { type: mime }));
  const encoded = new Response(form);
  return { body: new Uint8Array(await encoded.arrayBuffer()), contentType: encoded.headers.get('content-type') as string };
}

/** The same of a file that comes in pieces: RFC 7578 by hand, because its length has to be known before it is read. */
export function multipartStream({ mime, filename, size, source }: StreamedUpload): {
  body: AsyncIterable<Uint8Array>;
  length: number;
  contentType: string;
} {
  const boundary = `frontdesk-${crypto.randomUUID()}`;
  const member = (name: string, more = ''): string => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`;
  const head = Buffer.from(
    `${member('messaging_product')}\r\nwhatsapp\r\n${member('type')}\r\n${mime}\r\n` +
      `${member('file', `; filename="${filename}"`)}Content-Type: ${mime}\r\n\r\n`,
  );
  const foot = Buffer.from(`\r\n--${boundary}--\r\n`);
  const body = (async function* pieces() {
    yield head;
    yield* source;
    yield foot;
  })();
  return { body, length: head.length + size + foot.length, contentType: `multipart/form-data; boundary=${boundary}` };
}

/** Meta's own host of media; beside it only the Graph API's own origin is asked (a simulator serves both). */
export const mediaHost = 'lookaside.fbsbx.com';

/**
 * The token goes nowhere else. Our own place for media is the origin of the Graph API, at whatever scheme it has; any other place needs https.
 * @returns the address to fetch, or undefined if it may not be fetched
 */
export function allowedMediaUrl(address: string, graphUrl: string): URL | undefined {
  if (address.length > 4_096 || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.origin === new URL(graphUrl).origin) return url;
  return url.protocol === 'https:' && url.port === '' && url.hostname === mediaHost ? url : undefined;
}
