import { expect, test } from '@jest/globals';
import { readInboundMedia, uploadProblems } from './media.ts';
import { bareMime, isMovingSticker, isWhatItSays, sentFile } from './media-types.ts';

test.each<[string, string | undefined]>([
  ['audio/ogg; codecs=opus', 'audio/ogg'],
  [' Audio/OGG ;a;b', 'audio/ogg'],
  ['a/b', 'a/b'],
  [`${'a'.repeat(64)}/${'b'.repeat(127)}`, `${'a'.repeat(64)}/${'b'.repeat(127)}`],
  [`${'a'.repeat(65)}/b`, undefined],
  [`a/${'b'.repeat(128)}`, undefined],
  ['a/', undefined],
  ['/b', undefined],
  ['.a/b', undefined],
  ['a/.b', undefined],
  ['a/b/c', undefined],
  ['a b/c', undefined],
  ['', undefined],
])('the type of %j is %j', (mime, bare) => expect(bareMime(mime)).toBe(bare));

test.each<[string, string, boolean]>([
  ['the extended header, and that it moves', 'RIFF0000WEBPVP8X\n\0\0\0\x02', true],
  ['with other flags', 'RIFF0000WEBPVP8X\n\0\0\0\x1e', true],
  ['the extended header, and that it does not', 'RIFF0000WEBPVP8X\n\0\0\0\x10', false],
  ['no flags', 'RIFF0000WEBPVP8X\n\0\0\0', false],
  ['another header', 'RIFF0000WEBPVP8L\n\0\0\0\x02', false],
  ['nothing', '', false],
])('a sticker with %s', (_what, head, moves) => expect(isMovingSticker(Buffer.from(head, 'latin1'))).toBe(moves));

test('the first bytes of a WebP are those of its container too', () => {
  const says = (head: string) => isWhatItSays('image/webp', Buffer.from(head, 'latin1'));
  expect(['RIFF0000WEBP', 'RIFX0000WEBP', 'RIFF0000WAVE', 'RIFF'].map(says)).toEqual([true, false, false, false]);
});

const [zip, ole, iso] = ['PK\x03\x04', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', '\0\0\0\x18ftyp'];
test.each<[string, string, string]>([
  ['application/vnd.oasis.opendocument.text', zip, ole],
  ['application/vnd.oasis.opendocument.spreadsheet', zip, iso],
  ['application/vnd.apple.pages', zip, ole],
  ['application/zip', zip, '%PDF-'],
  ['application/x-zip-compressed', zip, 'MZ'],
  ['application/epub+zip', zip, ole],
  ['application/vnd.ms-outlook', ole, zip],
  ['image/heic', iso, '\xff\xd8\xff'],
  ['image/heif', iso, zip],
  ['video/quicktime', iso, zip],
  ['audio/x-m4a', iso, 'OggS'],
])('a document of %s lies in the container that it has, and in no other', (mime, own, other) => {
  const says = (head: string) => isWhatItSays(mime, Buffer.from(`${head}rest`, 'latin1'));
  expect([own, other, '<html>', 'words'].map(says)).toEqual([true, false, false, false]);
});

test.each(['moov', 'mdat', 'wide', 'skip', 'free', 'pnot'])(
  'a film of a camera that writes no name of its format may begin with %s',
  (atom) => {
    const head = Buffer.from(`\0\0\0\x08${atom}rest`, 'latin1');
    expect(['video/quicktime', 'video/mp4'].map((mime) => isWhatItSays(mime, head))).toEqual([true, false]);
  },
);

test.each(['application/octet-stream', 'application/vnd.android.package-archive', 'application/zipped'])(
  'a type without a known container (%s) may lie in none',
  (mime) =>
    expect([zip, ole, iso, '%PDF-', 'words'].map((head) => isWhatItSays(mime, Buffer.from(head, 'latin1')))).toEqual([
      ...Array<boolean>(4).fill(false),
      true,
    ]),
);

test('of what is no type it is said that its bytes are of none; an id has one character at least', () => {
  expect(uploadProblems({ kind: 'image', mime: 'none', bytes: Buffer.from('<html>'), filename: 'a' }).map(({ limit }) => limit)).toEqual([
    'image takes image/jpeg, image/png',
    'its first bytes are not of a media type',
  ]);
  expect(readInboundMedia({ image: { id: '7' } })).toEqual({ kind: 'image', mime: '', id: '7' });
});

test('people send JPEG, PNG and PDF, told by their first bytes alone', () => {
  const heads = [Buffer.from('ffd8ff00', 'hex'), Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('%PDF-1.7')];
  expect(heads.map((head) => sentFile(head))).toEqual([
    { kind: 'image', mime: 'image/jpeg' },
    { kind: 'image', mime: 'image/png' },
    { kind: 'document', mime: 'application/pdf' },
  ]);
  for (const other of ['GIF89a', '<svg xmlns="x"/>', '<!doctype html>', 'MZ', 'RIFF0000WEBP', 'PK\u0003\u0004', ' %PDF-1.7', ''])
    expect(sentFile(Buffer.from(other))).toBeUndefined();
});
