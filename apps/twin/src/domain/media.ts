const MB = 1024 * 1024;

interface Limit {
  types: RegExp;
  bytes: number;
}

const LIMITS: Readonly<Record<string, Limit>> = {
  audio: { types: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, bytes: 16 * MB },
  document: { types: /^[\w.+-]+\/[\w.+-]+$/, bytes: 100 * MB },
  image: { types: /^image\/(jpeg|png)$/, bytes: 5 * MB },
  sticker: { types: /^image\/webp$/, bytes: 500 * 1024 },
  video: { types: /^video\/(mp4|3gpp)$/, bytes: 16 * MB },
};

const STATIC_STICKER = 100 * 1024;

/** A WebP file with more than one frame says so in its ANIM chunk. */
export const isAnimated = (mime: string, bytes: Buffer): boolean => base(mime) === 'image/webp' && bytes.subarray(0, 64).includes('ANIM');

const UPLOADABLE =
  /^(audio\/(aac|amr|mpeg|mp4|ogg)|image\/(jpeg|png|webp)|video\/(mp4|3gpp)|text\/plain|application\/(pdf|msword|vnd\.[\w.+-]+))$/;

export const URL_LIFE = 5 * 60_000;
export const UPLOAD_LIFE = 30 * 24 * 3_600_000;
export const INBOUND_LIFE = 7 * 24 * 3_600_000;

const base = (mime: string): string => mime.split(';')[0]!.trim().toLowerCase();

/** Why a file may not be sent as this kind, or undefined. */
export function mediaProblem(kind: string, mime: string, bytes: number, animated = true): string | undefined {
  const limit = Object.hasOwn(LIMITS, kind) ? LIMITS[kind] : undefined;
  if (!limit) return `there is no media kind ${kind}`;
  if (!limit.types.test(base(mime))) return `${kind} may not be of type ${base(mime)}`;
  const most = kind === 'sticker' && !animated ? STATIC_STICKER : limit.bytes;
  return bytes > most ? `${kind} may have at most ${most} bytes, not ${bytes}` : undefined;
}

export function uploadProblem(mime: string, bytes: number, animated: boolean): string | undefined {
  const type = base(mime);
  // Nobody has published what Meta says to an empty file; that it reaches nobody is known, so it is refused where it can be told apart.
  if (bytes === 0) return 'Param file must be a file that is not empty.';
  if (!UPLOADABLE.test(type)) return `Param file must be a file with one of the supported types, received file of type '${type}'.`;
  const kind = type === 'image/webp' ? 'sticker' : type.split('/')[0]!;
  return mediaProblem(kind in LIMITS ? kind : 'document', type, bytes, animated);
}
