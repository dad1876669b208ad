import { describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { errorCode, errorCodes } from './error-codes.ts';
import type { ErrorCode } from './error-codes.ts';
import { readAnswer, refused, ruleOf } from './outcome.ts';
import { sameSecret, verifySignature } from './signature.ts';
import { maxTextLength, splitText } from './split-text.ts';
import { readTemplate, templateValues } from './template.ts';

describe('a signature', () => {
  const bytes = Buffer.from('{"a":"\\u00e4\\/"}');
  const signed = (secret: string): string => `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
  test('is genuine under any of the secrets, over the bytes as they came', () => {
    expect(verifySignature(bytes, signed('old'), ['new', 'old'])).toBe('genuine');
    expect(verifySignature(bytes, `sha256=${signed('new').slice(7).toUpperCase()}`, ['new', 'old'])).toBe('genuine');
    expect(verifySignature(Buffer.from(JSON.stringify(JSON.parse(bytes.toString()))), signed('old'), ['old'])).toBe('signature_wrong');
  });
  test.each([
    [undefined, 'signature_missing'],
    ['', 'signature_missing'],
    ['sha256=12', 'signature_malformed'],
    [`sha1=${'a'.repeat(64)}`, 'signature_malformed'],
    [`sha256=${'0'.repeat(64)}`, 'signature_wrong'],
  ])('%s: %s', (header, check) => expect(verifySignature(bytes, header, ['old'])).toBe(check));
  test('secrets of different lengths compare', () => expect([sameSecret('a', 'a'), sameSecret('a', 'aa')]).toEqual([true, false]));
});

describe('a long text', () => {
  test('is cut at the end of a sentence', () =>
    expect(splitText('One. Two three. Four five', 16)).toEqual(['One. Two three.', 'Four five']));
  test('else between words, else anywhere but inside a character', () => {
    expect(splitText('aaa bbb ccc ddd', 8)).toEqual(['aaa bbb', 'ccc ddd']);
    expect(splitText('😀😀😀', 3)).toEqual(['😀', '😀', '😀']);
    expect(splitText('👨‍👩‍👧👨‍👩‍👧', 12)).toEqual(['👨‍👩‍👧', '👨‍👩‍👧']);
    expect(splitText(`ae${'e\u0301'.repeat(4)}`, 5)).toEqual(['aee\u0301', 'e\u0301e\u0301', 'e\u0301']);
    expect(splitText('🇩🇪🇫🇷', 6)).toEqual(['🇩🇪', '🇫🇷']);
    expect(splitText('👨‍👩‍👧', 3)).toEqual(['👨‍', '👩‍', '👧']);
    expect(splitText('a👨‍👩‍👧', 3)).toEqual(['a', '👨‍', '👩‍', '👧']);
  });
  test('what a person sees as one character and is longer than a body is cut between pairs', () => {
    expect(splitText('👨‍👩‍👧', 4)).toEqual(['👨‍', '👩‍', '👧']);
    expect(splitText('a\u{101fd}\u{101fd}', 2)).toEqual(['a', '\u{101fd}', '\u{101fd}']);
  });
  test.each([
    ['He said "Stop!" Then he left.', 20, ['He said "Stop!"', 'Then he left.']],
    ['It is so (see below.) More of it.', 24, ['It is so (see below.)', 'More of it.']],
    ['A third… a fourth part', 14, ['A third…', 'a fourth part']],
    ['30 days. [1] [2] Then more words', 20, ['30 days. [1] [2]', 'Then more words']],
    ['退货期限为三十天。请保留收据！谢谢您', 12, ['退货期限为三十天。', '请保留收据！谢谢您']],
    ['هل وصل؟ نعم وصل أمس', 12, ['هل وصل؟', 'نعم وصل أمس']],
    ['First a line\n1. an entry of it', 17, ['First a line', '1. an entry of it']],
    ['a one\n1. the longest entry', 10, ['a one', '1. the', 'longest', 'entry']],
    ['one two\tthree four', 9, ['one two', 'three', 'four']],
    ['costs 10\u00a0€ today', 9, ['costs', '10\u00a0€', 'today']],
    ['x https://shop.example/a', 22, ['x', 'https://shop.example/a']],
    ['x www.shop.example/a/b/c', 22, ['x', 'www.shop.example/a/b/c']],
    ['It is v1.5 or so', 11, ['It is v1.5', 'or so']],
    // up to the limit, and from a quarter of it on
    ['One two. three', 8, ['One two.', 'three']],
    ['A. bcd efghij', 8, ['A. bcd', 'efghij']],
    ['ab cdefghijk', 8, ['ab cdefg', 'hijk']],
    ['xhttp://aaaaaaaaa', 8, ['xhttp://', 'aaaaaaaa', 'a']],
  ])('%j within %i', (text, limit, parts) => expect(splitText(text, limit)).toEqual(parts));
  test('no address is cut that fits', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.webUrl(), fc.lorem({ maxCount: 3 })), { minLength: 1, maxLength: 30 }), (words) => {
        const parts = splitText(words.join(' '), 120);
        for (const word of words.filter((one) => /^https?:/.test(one) && one.length <= 119))
          expect(parts.some((part) => part.includes(word))).toBe(true);
      }),
    );
  });
  test('whatever it is: each part is within the limit and not empty, and nothing but white space is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 12, max: 60 }), (text, limit) => {
        const parts = splitText(text, limit);
        for (const part of parts) expect(part.length > 0 && part.length <= limit).toBe(true);
        expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
    expect(splitText('a'.repeat(maxTextLength))).toHaveLength(1);
  });
});

describe('an answer of Graph', () => {
  const answered = (status: number, body: unknown, headers = {}) =>
    readAnswer({ kind: 'answered', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, () => ({ ok: true }));
  const error = (code: number, more: object = {}) => ({ error: { message: 'no', code, ...more } });

  test.each([
    [131047, 'T'],
    [131026, 'N'],
    [131056, 'B'],
    [131048, 'W'],
    [190, 'F'],
    [210, 'F'],
  ])('code %i is of class %s', (code, retryClass) =>
    expect(answered(400, error(code))).toMatchObject({ kind: 'rejected', code, retryClass }),
  );
  test('a code that Meta has added since goes by its status', () => {
    expect(errorCode(999999, 400).retry).toBe('N');
    expect(errorCode(999999, 503).retry).toBe('B');
    expect(errorCode(999999, 401).retry).toBe('F');
  });
  test('what Meta says as a subcode goes by that, if the table has it; a short one is another numbering', () => {
    const under = (code: number, subcode: unknown) => answered(400, error(code, { error_subcode: subcode }));
    expect(under(100, 2388040)).toMatchObject({ code: 100, subcode: 2388040, title: 'Template: too many characters', retryClass: 'N' });
    const maintenance = under(1, 2494100);
    expect(maintenance).toMatchObject({ code: 1, title: 'Account in maintenance', retryClass: 'B' });
    expect(maintenance.kind === 'rejected' && ruleOf(maintenance)).toEqual(errorCodes[2494100]);
    expect(answered(400, error(2494100))).toMatchObject({ title: 'Account in maintenance' });
    for (const subcode of [33, 1_000_000, 2494055, 0, '2388040', undefined])
      expect(under(100, subcode)).toMatchObject({ code: 100, title: 'Invalid parameter' });
  });
  test('429 without a code is the rate of the number', () => {
    expect(answered(429, 'slow down')).toMatchObject({ code: 0, title: 'Rate limit hit', retryClass: 'B' });
    expect(answered(429, { error: { message: 'slow down' } })).toMatchObject({ code: 0, title: 'Rate limit hit', retryClass: 'B' });
    expect(answered(429, error(131056))).toMatchObject({ code: 131056, title: 'Pair rate limit hit' });
  });
  test('what is refused before it is sent is Meta\'s "value invalid", made by nobody, with every problem', () => {
    const problems = [
      { field: 'text.body', limit: 'at most 4096 characters', actual: 5000 },
      { field: 'to', limit: '+ and 5 to 16 digits' },
    ];
    expect(refused(problems)).toEqual({
      kind: 'rejected',
      code: 131009,
      title: 'Parameter value invalid',
      httpStatus: 0,
      retryClass: 'N',
      problems,
      details: 'text.body: at most 4096 characters, has 5000; to: + and 5 to 16 digits',
    });
  });
  test("the table says what to do about Meta's refusal; what was held or refused here has its own class", () => {
    const of = (code: number, httpStatus: number, retryClass: 'B' | 'F' | 'N') =>
      ruleOf({ kind: 'rejected', code, title: 'ours', details: '', httpStatus, retryClass });
    expect(of(131056, 400, 'N')).toEqual(errorCode(131056, 400));
    expect(
      [of(0, 401, 'N'), of(0, 400, 'N'), of(0, 503, 'B'), of(190, 0, 'F'), of(131009, 0, 'N')].map(({ title, retry }) => [title, retry]),
    ).toEqual([
      ['Access token invalid', 'F'],
      ['ours', 'N'],
      ['ours', 'B'],
      ['ours', 'F'],
      ['ours', 'N'],
    ]);
  });
  test('what was held here and may be tried again has a wait of a second', () =>
    expect(ruleOf({ kind: 'rejected', code: 0, title: 'ours', details: '', httpStatus: 0, retryClass: 'B' })).toEqual({
      title: 'ours',
      retry: 'B',
      afterMs: 1_000,
    }));
  test('no word about a refusal is longer than its place', () => {
    expect(answered(400, error(100, { message: 'a '.repeat(400) }))).toMatchObject({ details: 'a '.repeat(150) });
    expect(
      refused(Array.from({ length: 99 }, () => ({ field: 'text.body', limit: 'at most 4096 characters', actual: 5_000 }))).details,
    ).toHaveLength(1_000);
  });
  test('only 200 to 299 is a yes; a redirect has to be mended', () => {
    expect([199, 200, 299, 300, 399].map((status) => answered(status, {}).kind)).toEqual([
      'rejected',
      'accepted',
      'accepted',
      'rejected',
      'rejected',
    ]);
    expect([300, 399, 400].map((status) => errorCode(-1, status).retry)).toEqual(['F', 'F', 'N']);
  });
  test('a member of an error that is of another type counts as missing', () => {
    const of = (more: object) => answered(400, { error: { code: 100, message: 'no', ...more } });
    expect(of({})).toEqual({ kind: 'rejected', code: 100, title: 'Invalid parameter', httpStatus: 400, retryClass: 'N', details: 'no' });
    for (const wrong of [
      { error_data: 7 },
      { error_data: null },
      { error_data: { details: 7 } },
      { error_data: { details: '' } },
      { error_data: '' },
    ])
      expect(of(wrong)).toMatchObject({ code: 100, details: 'no' });
    for (const wrong of [{ message: 7 }, { message: undefined }]) expect(of(wrong)).toMatchObject({ code: 100, details: '' });
    for (const wrong of [0, -5, 1.5, '33', null]) expect(of({ error_subcode: wrong })).not.toHaveProperty('subcode');
    for (const wrong of [1.5, '100', null, -7]) expect(of({ code: wrong })).toMatchObject({ code: 0, retryClass: 'N', details: 'no' });
  });
  test("a proxy's 5xx says nothing; Meta's own does", () => {
    expect(answered(499, '<html>')).toMatchObject({ kind: 'rejected', code: 0, httpStatus: 499 });
    expect(answered(500, '<html>')).toEqual({ kind: 'unknown', reason: 'http_500' });
    expect(answered(502, '<html>')).toEqual({ kind: 'unknown', reason: 'http_502' });
    expect(answered(500, error(131000))).toMatchObject({ kind: 'rejected', retryClass: 'B' });
    expect(answered(429, 'slow down', { 'retry-after': '7' })).toMatchObject({ kind: 'rejected', retryClass: 'B', retryAfterMs: 7_000 });
  });
  test('the wait that Meta asks for is kept, from either header', () => {
    expect(answered(400, error(80007), { 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":2}]}' })).toMatchObject({
      retryAfterMs: 120_000,
    });
    expect(
      answered(400, error(80007), {
        'x-business-use-case-usage':
          '{"1":[{"estimated_time_to_regain_access":2},{"estimated_time_to_regain_access":3}],"2":[{"estimated_time_to_regain_access":1}]}',
      }),
    ).toMatchObject({ retryAfterMs: 180_000 });
    const [asked, later, earlier] = ['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:28:30 GMT', 'Wed, 21 Oct 2026 07:27:59 GMT'];
    expect(answered(503, error(131016), { 'retry-after': later, date: asked })).toMatchObject({ retryAfterMs: 30_000 });
    expect(answered(503, error(131016), { 'retry-after': '1' })).toMatchObject({ retryAfterMs: 1_000 });
    const none = [
      { 'retry-after': '2026-10-23 07:28:30', date: asked },
      { 'retry-after': 'Thu', date: asked },
      { 'retry-after': later },
      { 'retry-after': earlier, date: asked },
      { 'retry-after': asked, date: asked },
      { 'retry-after': '0' },
      { 'retry-after': '-5' },
      { 'retry-after': 'Infinity' },
      { 'retry-after': `${later}, really`, date: asked },
      { 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":"5"}]}' },
      { 'x-business-use-case-usage': 'no JSON' },
      { 'x-business-use-case-usage': '{"1":[{}]}' },
      { 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":0}]}' },
    ];
    for (const headers of none) expect(answered(400, error(80007), headers)).not.toHaveProperty('retryAfterMs');
  });
  test("a 200 that isn't understood is unknown, and no token gets into an error", () => {
    expect(readAnswer({ kind: 'answered', status: 200, headers: {}, body: 'ok' }, () => undefined)).toEqual({
      kind: 'unknown',
      reason: 'answer_not_understood',
    });
    const token = 'EAAGm0PX4ZCpsBAKZCtokenZCtokenZCtoken';
    expect(JSON.stringify(answered(401, error(190, { message: `Malformed access token ${token}` })))).not.toContain(token);
  });
  test('the table says when each is tried again, and how often', () => {
    const waits = (which: string) =>
      Object.entries(errorCodes)
        .filter(([, { retry }]) => retry === which)
        .map(([code, { afterMs }]) => `${code} ${(afterMs ?? 0) / 1_000}`);
    expect(waits('B')).toEqual([
      '1 1',
      '2 1',
      '4 60',
      '80007 60',
      '130429 1',
      '131000 1',
      '131014 60',
      '131016 1',
      '131053 1',
      '131056 1',
      '131057 10',
      '133004 1',
      '139102 1',
      '139103 1',
      '2494100 60',
    ]);
    expect(waits('W')).toEqual([
      '131048 3600',
      '131064 3600',
      '132069 3600',
      '133008 3600',
      '133009 60',
      '133015 300',
      '133016 259200',
      '134101 600',
    ]);
    const such = (has: (rule: ErrorCode) => boolean) =>
      Object.keys(errorCodes)
        .map(Number)
        .filter((code) => has(errorCodes[code]!));
    expect(such(({ factor }) => factor !== undefined)).toEqual([131056]);
    expect(such(({ calls }) => calls !== undefined).map((code) => [code, errorCodes[code]!.calls])).toEqual([
      [1, 3],
      [131000, 3],
      [131053, 2],
    ]);
    expect([131200, 131201, 131215, 131216].map((code) => errorCode(code, 500).title)).toEqual([
      'Unknown error',
      'Groups',
      'Groups',
      'Unknown error',
    ]);
    expect([199, 200, 299, 300].map((code) => errorCode(code, 400).retry)).toEqual(['N', 'F', 'F', 'N']);
  });
  test('each code of the table has a wait if it is retried', () => {
    for (const rule of Object.values(errorCodes))
      expect((rule.retry === 'B' || rule.retry === 'W') === (rule.afterMs !== undefined)).toBe(true);
  });
});

describe('a template of the catalogue', () => {
  const read = (more: object) => readTemplate({ id: 1, name: 'n', language: 'en-US', status: 'APPROVED', category: 'UTILITY', ...more });
  const withBody = (...others: object[]) => read({ components: [{ type: 'body', text: 'Hi {{1}}' }, ...others] });
  test('is read', () => {
    expect(read({ components: [{ type: 'body', text: 'Hi {{1}}, {{ 2 }} {{1}}' }], quality_score: { score: 'RED', date: 1 } })).toEqual({
      id: '1',
      name: 'n',
      language: 'en_US',
      status: 'APPROVED',
      category: 'UTILITY',
      body: 'Hi {{1}}, {{ 2 }} {{1}}',
      variables: 2,
      names: [],
      needs: '',
      quality: 'RED',
    });
    expect(readTemplate({ name: 'n' })).toBeUndefined();
  });
  test('has numbers for its variables, or names', () => {
    expect(read({ components: [{ type: 'BODY', text: 'Hi {{first_name}}, {{order}} {{first_name}}' }] })).toMatchObject({
      variables: 2,
      names: ['first_name', 'order'],
    });
    expect(read({ components: [{ type: 'BODY', text: 'Hi {{2}}, {{1}}' }] })).toMatchObject({ variables: 2, names: [] });
  });
  test.each<[string, string, object]>([
    ['', 'a heading', { type: 'HEADER', format: 'TEXT', text: 'Hello' }],
    ['HEADER', 'a heading with a variable', { type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}' }],
    ...['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT', 'image'].map((format): [string, string, object] => [
      'HEADER',
      `a heading of ${format}`,
      { type: 'HEADER', format },
    ]),
    ['', 'a footer', { type: 'FOOTER', text: 'Bye' }],
    [
      '',
      'buttons that are shown as they are',
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY' }, { type: 'PHONE_NUMBER' }, { type: 'URL', url: 'https://a.example' }] },
    ],
    [
      'BUTTON',
      'an address with a variable',
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY' }, { type: 'URL', url: 'https://a.example/{{1}}' }] },
    ],
    ...['COPY_CODE', 'FLOW', 'MPM', 'OTP', 'CATALOG', 'ORDER_DETAILS', 'SOMETHING_NEW'].map((type): [string, string, object] => [
      'BUTTON',
      `a button of ${type}`,
      { type: 'buttons', buttons: [{ type }] },
    ]),
    ['CAROUSEL', 'cards', { type: 'CAROUSEL', cards: [] }],
    ['OFFER', 'an offer', { type: 'LIMITED_TIME_OFFER' }],
  ])('needs besides values for its body: "%s" for %s', (needs, _what, component) =>
    expect(withBody(component)).toMatchObject({ needs, variables: 1 }),
  );
  test('of an authentication needs its code', () =>
    expect(read({ category: 'AUTHENTICATION', components: [{ type: 'BODY', text: '*{{1}}* is your code' }] })).toMatchObject({
      needs: 'CODE',
    }));
});

describe('values for a template', () => {
  test('are cleaned as Meta wants them, and carry the names of their variables', () => {
    expect(templateValues(['a\n\tb\u200b     c', ''])).toEqual([
      { type: 'text', text: 'a b c' },
      { type: 'text', text: '-' },
    ]);
    expect(templateValues(['Ada', 'FD-1'], ['first_name', 'order'])).toEqual([
      { type: 'text', text: 'Ada', name: 'first_name' },
      { type: 'text', text: 'FD-1', name: 'order' },
    ]);
  });
  test.each([
    '\u200b',
    '\u200c',
    '\u200d',
    '\u200e',
    '\u200f',
    '\u202a',
    '\u202e',
    '\u2060',
    '\u2064',
    '\u2066',
    '\u2069',
    '\ufeff',
    '\u061c',
    '\u00ad',
    '\u180e',
  ])("hold nothing that can't be seen or turns what follows: %j", (character) =>
    expect(templateValues([`1${character}2`])).toEqual([{ type: 'text', text: '12' }]),
  );
  test('whatever they are: none is empty, has a line break, a tab or two spaces in a row', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { text } = templateValues([value])[0] as { text: string };
        expect([text === '', /[\n\r\t\u2028]| {2}/.test(text), text.trim() === text]).toEqual([false, false, true]);
      }),
    );
  });
});
