import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from './limits.ts';
import { allowedMediaUrl, multipart, readInboundMedia, readMediaInfo, uploadProblems } from './media.ts';
import { bareMime, isMovingSticker, isWhatItSays, maxStillStickerBytes, mediaRules } from './media-types.ts';
import type { MediaKind } from './media-types.ts';
import { describeProblem } from './problem.ts';
import { profileProblems, readProfile } from './profile.ts';
import { messageProblems } from './outbound-limits.ts';
import { toWire } from './outbound-wire.ts';

const file = { id: '77', mime_type: 'image/jpeg', url: 'https://lookaside.fbsbx.com/x', sha256: 'aGFzaA==' };

describe("a file as a customer's message names it", () => {
  test.each(['image', 'video', 'audio', 'document', 'sticker'] as const)('%s', (kind) =>
    expect(readInboundMedia({ [kind]: file })).toEqual({ kind, mime: 'image/jpeg', id: '77', url: file.url, sha256: file.sha256 }),
  );
  test('a voice of old times is audio; what may be missing is', () => {
    expect(readInboundMedia({ voice: { id: 77 } })).toEqual({ kind: 'audio', mime: '', id: '77' });
    expect([readInboundMedia({ text: file }), readInboundMedia({ image: { ...file, id: undefined } as unknown as JsonObject })]).toEqual([
      undefined,
      undefined,
    ]);
    expect(readInboundMedia({ image: 7, document: file })).toMatchObject({ kind: 'document' });
  });
  test("its id is one of Meta's, whatever stands there", () => {
    const id = (value: string | number) => readInboundMedia({ image: { ...file, id: value } })?.id;
    expect(['x'.repeat(128), 'a-b_c', 1.5, '', 'x'.repeat(129), 'a/b', '../a', 'a b', 'a\n'].map(id)).toEqual([
      'x'.repeat(128),
      'a-b_c',
      ...Array(7).fill(undefined),
    ]);
  });
  test("what is longer than Meta's is left out", () => {
    const long = (more: object) => readInboundMedia({ image: { ...file, ...more } });
    expect([long({ mime_type: 'x'.repeat(256) })?.mime.length, long({ mime_type: 'x'.repeat(257) })?.mime]).toEqual([256, '']);
    expect([long({ url: 'x'.repeat(4_096) })?.url?.length, long({ url: 'x'.repeat(4_097) })?.url]).toEqual([4_096, undefined]);
    expect([long({ sha256: 'x'.repeat(128) })?.sha256?.length, long({ sha256: 'x'.repeat(129) })?.sha256]).toEqual([128, undefined]);
  });
});

test('where Meta holds a file: its size as number or text, and nothing half', () => {
  const info = { url: 'https://lookaside.fbsbx.com/x', mime_type: 'image/jpeg', sha256: 'ab', file_size: 303833 };
  expect(readMediaInfo(info)).toEqual({ media: { url: info.url, mime: 'image/jpeg', sha256: 'ab', bytes: 303833 } });
  expect(readMediaInfo({ ...info, file_size: '303833' })).toMatchObject({ media: { bytes: 303833 } });
  for (const wrong of [
    { url: 'x' },
    { url: 7 },
    { mime_type: 7 },
    { sha256: null },
    { file_size: -1 },
    { file_size: 1.5 },
    { file_size: 'big' },
  ])
    expect(readMediaInfo({ ...info, ...wrong })).toBeUndefined();
});

test.each<[string, boolean]>([
  ['https://lookaside.fbsbx.com/x?a=1', true],
  ['http://127.0.0.1:3000/graph/x', true],
  ['http://lookaside.fbsbx.com/x', false],
  ['https://lookaside.fbsbx.com:8443/x', false],
  ['https://user@lookaside.fbsbx.com/x', false],
  ['https://:secret@lookaside.fbsbx.com/x', false],
  ['https://lookaside.fbsbx.com.evil.example/x', false],
  ['http://127.0.0.1:3001/x', false],
  ['https://127.0.0.1:3000/x', false],
  ['http://user@127.0.0.1:3000/x', false],
  ['no address', false],
  [`https://lookaside.fbsbx.com/${'x'.repeat(4_068)}`, true],
  [`https://lookaside.fbsbx.com/${'x'.repeat(4_069)}`, false],
])('the token goes to %s: %s', (address, goes) => expect(allowedMediaUrl(address, 'http://127.0.0.1:3000/graph') !== undefined).toBe(goes));

test.each<[string, boolean]>([
  ['https://LOOKASIDE.FbSbX.com/x', true],
  ['HTTPS://lookaside.fbsbx.com:443/x', true],
  ['https://graph.facebook.com/x', true],
  ['https://graph.facebook.com:443/x', true],
  ['https://lookaside.fbsbx.com./x', false],
  ['https://graph.facebook.com./x', false],
  ['https://www.lookaside.fbsbx.com/x', false],
  ['https://fbsbx.com/x', false],
  ['https://lookaside.fbsbx.com@evil.example/x', false],
  ['https://lookaside.fbsbx.com%40evil.example/x', false],
  ['https://lookaside.fbsbx.com:@evil.example/x', false],
  ['https://evil.example\\@lookaside.fbsbx.com/x', false],
  ['https://evil.example#@lookaside.fbsbx.com/x', false],
  ['https://evil.example?lookaside.fbsbx.com/x', false],
  ['http://2852039166/latest', false],
  ['https://0xa9fea9fe/latest', false],
  ['https://0251.0376.0251.0376/x', false],
  ['https://127.1/x', false],
  ['https://[::1]/x', false],
  ['https://[::ffff:169.254.169.254]/x', false],
  ['https://[fd00:ec2::254]/x', false],
  ['https://localhost/x', false],
  ['https://lооkaside.fbsbx.com/x', false],
  ['http://graph.facebook.com/x', false],
  ['https://graph.facebook.com:8443/x', false],
  ['ftp://lookaside.fbsbx.com/x', false],
  ['data:image/png;base64,AAAA', false],
  ['javascript:0', false],
])('in the world it goes to %s: %s', (address, goes) =>
  expect(allowedMediaUrl(address, 'https://graph.facebook.com') !== undefined).toBe(goes),
);

describe('a file that we send', () => {
  const first: Record<string, number[]> = {
    'image/jpeg': [0xff, 0xd8, 0xff],
    'image/webp': [...Buffer.from('RIFF0000WEBPVP8 ')],
    'application/pdf': [...Buffer.from('%PDF-')],
  };
  const bytes = (mime: string, size: number, head = first[mime] ?? []): Uint8Array => {
    const all = Buffer.alloc(size);
    all.set(head.slice(0, size));
    return all;
  };
  const problems = (kind: MediaKind, mime: string, content: Uint8Array, filename = 'f.bin') =>
    uploadProblems({ kind, mime, bytes: content, filename }).map(({ field, limit, actual }) => ({
      field,
      limit,
      ...(actual !== undefined && { actual }),
    }));

  test('has at most so many bytes as Meta takes of its kind: to the byte', () => {
    expect(Object.fromEntries(Object.entries(mediaRules).map(([kind, { maxBytes }]) => [kind, maxBytes]))).toEqual({
      audio: 16 * 1024 * 1024,
      document: 100 * 1024 * 1024,
      image: 5 * 1024 * 1024,
      sticker: 500 * 1024,
      video: 16 * 1024 * 1024,
    });
    const { maxBytes } = mediaRules.image;
    expect(problems('image', 'image/jpeg', bytes('image/jpeg', maxBytes))).toEqual([]);
    expect(problems('image', 'image/jpeg', bytes('image/jpeg', maxBytes + 1))).toEqual([
      { field: 'file', limit: `image takes at most ${maxBytes} bytes`, actual: maxBytes + 1 },
    ]);
  });
  test('a sticker that does not move has a fifth of what one has that does', () => {
    const moving = [...Buffer.from('RIFF0000WEBPVP8X\n\0\0\0\x02', 'latin1')];
    expect(isMovingSticker(Buffer.from(moving))).toBe(true);
    expect(problems('sticker', 'image/webp', bytes('image/webp', maxStillStickerBytes))).toEqual([]);
    expect(problems('sticker', 'image/webp', bytes('image/webp', maxStillStickerBytes + 1))).toEqual([
      { field: 'file', limit: `a sticker that doesn't move takes at most ${maxStillStickerBytes} bytes`, actual: maxStillStickerBytes + 1 },
    ]);
    expect(problems('sticker', 'image/webp', bytes('image/webp', mediaRules.sticker.maxBytes))).toHaveLength(1);
    expect(problems('sticker', 'image/webp', bytes('image/webp', maxStillStickerBytes + 1, moving))).toEqual([]);
    expect(problems('sticker', 'image/webp', bytes('image/webp', mediaRules.sticker.maxBytes, moving))).toEqual([]);
    expect(problems('sticker', 'image/webp', bytes('image/webp', mediaRules.sticker.maxBytes + 1, moving))).toEqual([
      { field: 'file', limit: `sticker takes at most ${mediaRules.sticker.maxBytes} bytes`, actual: mediaRules.sticker.maxBytes + 1 },
    ]);
    expect(
      problems('image', 'image/png', bytes('image/png', maxStillStickerBytes + 1, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
    ).toEqual([]);
  });
  test('is of a type that its kind takes, and not empty', () => {
    expect(problems('image', 'image/gif', Buffer.from('GIF89a'))).toEqual([{ field: 'type', limit: 'image takes image/jpeg, image/png' }]);
    expect(problems('image', 'nonsense', bytes('', 3))).toMatchObject([{ field: 'type' }]);
    expect(problems('image', 'image/jpeg', Buffer.alloc(0))).toEqual([{ field: 'file', limit: 'must not be empty' }]);
    expect(problems('image', 'image/jpeg', Buffer.from('%PDF-'))).toEqual([
      { field: 'file', limit: 'its first bytes are not of image/jpeg' },
    ]);
    expect(problems('image', 'image/jpeg; charset=x', bytes('image/jpeg', 3))).toEqual([]);
  });
  test.each<[string, boolean]>([
    ['f', true],
    ['x'.repeat(255), true],
    ['Rechnung März.pdf', true],
    ['', false],
    ['x'.repeat(256), false],
    ['a/b', false],
    ['a\\b', false],
    ['a"b', false],
    ['a\nb', false],
  ])('may be called %p: %s', (name, may) =>
    expect(problems('image', 'image/jpeg', bytes('image/jpeg', 3), name)).toEqual(
      may ? [] : [{ field: 'file.filename', limit: '1 to 255 characters without path, quotes and control characters' }],
    ),
  );
  test("goes as a form with Meta's three members", async () => {
    const { body, contentType } = await multipart({ kind: 'image', mime: 'image/jpeg', bytes: bytes('image/jpeg', 5), filename: 'a.jpg' });
    const form = await new Response(Buffer.from(body), { headers: { 'content-type': contentType } }).formData();
    const sent = form.get('file') as File;
    expect([form.get('messaging_product'), form.get('type'), sent.name, sent.type, sent.size]).toEqual([
      'whatsapp',
      'image/jpeg',
      'a.jpg',
      'image/jpeg',
      5,
    ]);
  });
});

test('a type is known without what stands behind it', () => {
  expect(['audio/ogg; codecs=opus', ' IMAGE/JPEG ', 'image/jpeg', '', 'x', '/', 'a/b/c'].map((mime) => bareMime(mime))).toEqual([
    'audio/ogg',
    'image/jpeg',
    'image/jpeg',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each<[string, string, boolean]>([
  ['audio/mpeg', 'fffb9000', true],
  ['audio/mpeg', 'fe', false],
  ['audio/aac', 'fff15080', true],
  ['audio/aac', 'fff95080', true],
  ['audio/aac', 'ffe15080', false],
  ['audio/amr', '2321414d520a', true],
  ['video/3gpp', '0000001466747970336770', true],
  ['application/msword', 'd0cf11e0a1b11ae1', true],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', '504b0304', true],
  ['text/plain', '610062', false],
  ['text/plain', '25504446', true],
  ['application/unknown', '00', true],
  ['application/unknown', '255044462d', false],
  ['image/png', 'ffd8ff', false],
  ['application/unknown', '3c68746d6c3e', false],
])('%s may begin with %s: %s', (mime, hex, may) => expect(isWhatItSays(mime, Buffer.from(hex, 'hex'))).toBe(may));

describe('the words of a problem', () => {
  test('name the field, the limit, and what it has instead', () => {
    expect(describeProblem({ field: 'a.b', limit: 'at most 5', actual: 7 })).toBe('a.b: at most 5, has 7');
    expect(describeProblem({ field: 'a.b', limit: 'one emoji' })).toBe('a.b: one emoji');
    expect(messageProblems({ type: 'text', body: ' \n ' })).toEqual([{ field: 'text.body', limit: 'must not be empty', actual: 0 }]);
    expect(
      messageProblems({
        type: 'template',
        name: 'n',
        language: 'en',
        buttons: Array.from({ length: 11 }, (_, index) => ({ index: index % 10, type: 'url' as const, text: 'x' })),
      }),
    ).toContainEqual({ field: 'template.components.button', limit: 'at most 10', actual: 11 });
    expect(profileProblems({ websites: ['https://a.example', 'https://b.example', 'https://c.example'] })).toEqual([
      { field: 'websites', limit: 'at most 2', actual: 3 },
    ]);
  });
  test('an address has 2,000 characters, and is of the web', () => {
    const link = (length: number) => messageProblems({ type: 'image', media: { link: `https://a.example/${'x'.repeat(length - 18)}` } });
    expect([link(2_000), link(2_001)]).toEqual([[], [{ field: 'image.link', limit: 'at most 2000 characters', actual: 2_001 }]]);
    for (const address of ['xhttps://a.example', 'httpsx://a.example', 'mailto:a@b.example'])
      expect(messageProblems({ type: 'image', media: { link: address } })).toEqual([
        { field: 'image.link', limit: 'must be an http or https address' },
      ]);
  });
});

test("a Flow's button without a token says so, a header without a name names none", () => {
  const wire = (more: object) => JSON.stringify(toWire({ type: 'template', name: 'n', language: 'en', ...more }));
  expect(wire({ buttons: [{ index: 0, type: 'flow' }] })).toContain('"action":{"flow_token":"unused"}');
  expect(wire({ header: { type: 'text', text: 'h' } })).not.toContain('parameter_name');
});

describe('a business profile', () => {
  test.each<[string, number]>([
    ['about', 139],
    ['address', 256],
    ['description', 256],
  ])('%s has at most %i characters', (member, most) => {
    expect(profileProblems({ [member]: 'x'.repeat(most) })).toEqual([]);
    expect(profileProblems({ [member]: 'x'.repeat(most + 1) })).toEqual([
      { field: member, limit: `at most ${most} characters`, actual: most + 1 },
    ]);
  });
  test("an e-mail address is one, of 128; a website has 256; a trade is Meta's word", () => {
    const mail = (length: number) => `${'x'.repeat(length - 10)}@a.example`;
    expect([profileProblems({ email: mail(128) }), profileProblems({ email: '' })]).toEqual([[], []]);
    expect(profileProblems({ email: mail(129) })).toMatchObject([{ field: 'email', actual: 129 }]);
    expect(['a@b', 'a b@c.de', '@c.de', 'a@.'].map((email) => profileProblems({ email }).map(({ limit }) => limit))).toEqual(
      Array(4).fill(['must be an e-mail address']),
    );
    const site = (length: number) => `https://a.example/${'x'.repeat(length - 18)}`;
    expect([profileProblems({ websites: [site(256)] }), profileProblems({ websites: [site(257)] })]).toMatchObject([
      [],
      [{ field: 'websites[0]' }],
    ]);
    expect([
      profileProblems({ vertical: 'RETAIL' }),
      profileProblems({ vertical: 'retail' }),
      profileProblems({ vertical: 'A'.repeat(65) }),
      profileProblems({ vertical: 'A'.repeat(64) }),
      profileProblems({ vertical: '' }),
    ]).toMatchObject([[], [{ field: 'vertical' }], [{ field: 'vertical' }], [], []]);
    expect(profileProblems({ about: '' })).toEqual([{ field: 'about', limit: 'must not be empty', actual: 0 }]);
  });
});

test("each kind takes the types of Meta's page, a still sticker 100 KB", () => {
  const office = (kind: string) => `application/vnd.openxmlformats-officedocument.${kind}`;
  const types = Object.fromEntries(Object.entries(mediaRules).map(([kind, { mimes }]) => [kind, [...mimes].sort()]));
  expect(types).toEqual({
    audio: ['audio/aac', 'audio/amr', 'audio/mp4', 'audio/mpeg', 'audio/ogg'],
    image: ['image/jpeg', 'image/png'],
    sticker: ['image/webp'],
    video: ['video/3gpp', 'video/mp4'],
    document: [
      'application/msword',
      'application/pdf',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      office('presentationml.presentation'),
      office('spreadsheetml.sheet'),
      office('wordprocessingml.document'),
      'text/plain',
    ],
  });
  expect(maxStillStickerBytes).toBe(102_400);
});

describe('the first bytes, whole', () => {
  const signatures: [string[], string][] = [
    [['image/jpeg'], 'ffd8ff'],
    [['image/png'], '89504e470d0a1a0a'],
    [['image/webp'], '524946460000000057454250'],
    [['video/mp4', 'video/3gpp', 'audio/mp4'], '0000001866747970'],
    [['audio/ogg'], '4f676753'],
    [['audio/amr'], '2321414d52'],
    [['application/pdf'], '255044462d'],
    [['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'], 'd0cf11e0a1b11ae1'],
    [
      ['presentationml.presentation', 'spreadsheetml.sheet', 'wordprocessingml.document'].map(
        (kind) => `application/vnd.openxmlformats-officedocument.${kind}`,
      ),
      '504b0304',
    ],
  ];
  test.each(signatures)('of %j', (mimes, hex) => {
    const good = Buffer.from(hex, 'hex');
    const last = Buffer.from(good);
    last[last.length - 1]! ^= 1;
    for (const mime of mimes)
      expect([isWhatItSays(mime, good), isWhatItSays(mime, last), isWhatItSays(mime, good.subarray(0, -1))]).toEqual([true, false, false]);
  });
  test.each([['4d5a'], ['7f454c46'], ['2321']])(
    'a program that begins with %s is no document of an unknown type; one byte off it is',
    (hex) => {
      const program = Buffer.from(hex, 'hex');
      const other = Buffer.from(program);
      other[other.length - 1]! ^= 1;
      expect([isWhatItSays('application/x-unknown', program), isWhatItSays('application/x-unknown', other)]).toEqual([false, true]);
    },
  );
  test('a page is known where it begins, not where it is quoted', () => {
    const may = (text: string) => isWhatItSays('application/x-unknown', Buffer.from(text));
    expect(['<html>', '  <!DOCTYPE html>', '<SCRIPT>', '<svg/>', 'see <html>', '<htmlx>', '<p>'].map(may)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(isWhatItSays('application/x-unknown', Buffer.from(`${' '.repeat(520)}<html>`))).toBe(true);
  });
  test('sound without a signature of its own begins with its frame', () => {
    const may = (mime: string, ...bytes: number[]) => isWhatItSays(mime, Buffer.from(bytes));
    expect([
      may('audio/mpeg', 0xff, 0xe0),
      may('audio/mpeg', 0xff, 0xdf),
      may('audio/mpeg', 0xfe, 0xe0),
      may('audio/mpeg', 0xff),
      may('audio/aac', 0xff, 0xf0),
      may('audio/aac', 0xff, 0xf6),
      may('audio/aac', 0xfe, 0xf0),
      may('audio/aac', 0xff),
    ]).toEqual([true, false, false, false, true, false, false, false]);
  });
});

test('a profile is read member by member: one of another type counts as missing', () => {
  const profile = {
    about: 'a',
    address: 'b',
    description: 'c',
    email: 'd',
    vertical: 'RETAIL',
    websites: ['https://a.example'],
    profile_picture_url: 'https://p.example',
  };
  const read = (more: object) => readProfile({ data: [{ ...profile, ...more }] })?.profile;
  const whole = {
    about: 'a',
    address: 'b',
    description: 'c',
    email: 'd',
    vertical: 'RETAIL',
    websites: ['https://a.example'],
    pictureUrl: 'https://p.example',
  };
  expect(read({})).toEqual(whole);
  for (const [member, ours] of [
    ['about', 'about'],
    ['address', 'address'],
    ['description', 'description'],
    ['email', 'email'],
    ['vertical', 'vertical'],
    ['websites', 'websites'],
    ['profile_picture_url', 'pictureUrl'],
  ] as const) {
    const { [ours]: _without, ...rest } = whole;
    for (const value of [undefined, null, 7, {}]) expect(read({ [member]: value })).toEqual(rest);
  }
  expect([readProfile({ data: [] }), readProfile({}), readProfile('x'), readProfile({ data: [7] })]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
