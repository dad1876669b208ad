const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PAGE =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

/** What a customer sends who was asked for a kind of file and not for a certain one. */
export function sampleFile(type: string): { mime: string; bytes: Buffer } {
  if (type === 'image') return { mime: 'image/png', bytes: Buffer.from(PIXEL, 'base64') };
  if (type === 'document') return { mime: 'application/pdf', bytes: Buffer.from(PAGE) };
  if (type === 'sticker') return { mime: 'image/webp', bytes: Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBP', 'latin1') };
  if (type === 'video') return { mime: 'video/mp4', bytes: Buffer.from('\u0000\u0000\u0000\u0018ftypmp42', 'latin1') };
  return { mime: 'audio/ogg; codecs=opus', bytes: Buffer.from('OggS\u0000\u0002', 'latin1') };
}
