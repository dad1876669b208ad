import { describe, expect, test } from '@jest/globals';
import { digitsOf, isUserId, phoneAddress, waIdOf } from './address.ts';
import { GIVE_UP_AFTER, nextAttempt, waitAfter } from './backoff.ts';
import { MANAGEMENT, PAIR, perSecond, take } from './bucket.ts';
import type { Bucket, Rate } from './bucket.ts';
import { INBOUND_LIFE, UPLOAD_LIFE, URL_LIFE, isAnimated, mediaProblem, uploadProblem } from './media.ts';
import { failureAfterAcceptance, furthest } from './outcome.ts';
import type { Status } from './outcome.ts';
import { monthOf, pricing } from './pricing.ts';
import { defaultRules, rulesChange, rulesView } from './rules.ts';
import { isTier, reach } from './tier.ts';
import type { Portfolio } from './tier.ts';
import { freeEntryOpen, received, replied, windowLeft, windowOpen } from './window.ts';

const hour = 3_600_000;
const day = 24 * hour;
const t0 = Date.parse('2026-11-01T10:00:00Z');

describe('the customer service window', () => {
  test('is open for 24 hours to the millisecond from the last message, and closed for who never wrote', () => {
    expect([0, day - 1, day].map((after) => windowOpen({ lastInboundAt: t0 }, t0 + after))).toEqual([true, true, false]);
    expect([
      windowLeft({ lastInboundAt: t0 }, t0 + hour),
      windowLeft({ lastInboundAt: t0 }, t0 + 2 * day),
      windowLeft({}, t0),
      windowOpen({}, 1),
    ]).toEqual([23 * hour, 0, 0, false]);
  });
  test('each message opens it again; one that comes late closes nothing; what else is known stays', () => {
    expect(received({ optedOut: true }, t0, false)).toEqual({ optedOut: true, lastInboundAt: t0 });
    expect(received({ lastInboundAt: t0 }, t0 - hour, false)).toEqual({ lastInboundAt: t0 });
    expect(received({ lastInboundAt: t0 }, t0 + hour, true)).toEqual({ lastInboundAt: t0 + hour, referredAt: t0 + hour });
    expect(received({ referredAt: t0 }, t0 + hour, false)).toEqual({ referredAt: t0, lastInboundAt: t0 + hour });
  });
  test('a reply within 24 hours to who came by an ad makes 72 hours free, once', () => {
    const came = { lastInboundAt: t0, referredAt: t0, optedOut: true };
    expect(replied(came, t0 + day)).toEqual({ lastInboundAt: t0, optedOut: true, freeEntryUntil: t0 + day + 72 * hour });
    expect(replied(came, t0 + day + 1)).toBe(came);
    const free = { ...came, freeEntryUntil: t0 + hour };
    expect(replied(free, t0 + 1)).toBe(free);
    expect(replied(free, t0 + hour)).toMatchObject({ freeEntryUntil: t0 + 73 * hour });
    expect(replied({ lastInboundAt: t0 }, t0)).toEqual({ lastInboundAt: t0 });
    expect([
      freeEntryOpen({ freeEntryUntil: t0 }, t0 - 1),
      freeEntryOpen({ freeEntryUntil: t0 }, t0),
      freeEntryOpen({}, 1),
      freeEntryOpen({}, 0),
    ]).toEqual([true, false, false, false]);
  });
});

describe('the rates', () => {
  /** How many go through at once, and after how long the next one does. */
  const measured = (rate: Rate): [number, number] => {
    let bucket: Bucket | undefined;
    let many = 0;
    for (let step = take(bucket, rate, 0); step.ok; step = take(bucket, rate, 0), many += 1) bucket = step.bucket;
    let wait = 0;
    while (!take(bucket, rate, wait).ok) wait += 1;
    return [many, wait];
  };
  test.each<[string, Rate, [number, number]]>([
    ['of a pair: 45 at once, then 1 in 6 s', PAIR, [45, 6_000]],
    ['of a number: 80 a second', perSecond(80), [80, 13]],
    ['of one that is also in the app: 20', perSecond(20), [20, 50]],
    ['of managing calls: 5,000 an hour', MANAGEMENT, [5_000, 720]],
  ])('%s', (_name, rate, expected) => expect(measured(rate)).toEqual(expected));
  test('what is not used is kept up to the burst, and a clock that goes back gives nothing', () => {
    expect(take({ tokens: 0, at: 0 }, PAIR, 45 * 6_000 + 10 ** 9).bucket).toEqual({ tokens: 44, at: 45 * 6_000 + 10 ** 9 });
    expect(take({ tokens: 0.5, at: 10_000 }, PAIR, 0)).toEqual({ ok: false, bucket: { tokens: 0.5, at: 0 } });
    expect(take({ tokens: 1, at: 0 }, PAIR, 0).ok).toBe(true);
  });
});

describe('the messaging limit', () => {
  const portfolio = (messagingLimit: string, count: number, at = t0): Portfolio => ({
    id: 'p',
    messagingLimit,
    overLimitCode: 131048,
    reached: Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, at])),
  });
  test.each([
    ['TIER_250', 250],
    ['TIER_2K', 2_000],
    ['TIER_10K', 10_000],
    ['TIER_100K', 100_000],
  ])('%s is %i people in 24 hours, and who was reached is reached again', (tier, most) => {
    expect([
      reach(portfolio(tier, most - 1), 'new', t0),
      reach(portfolio(tier, most), 'new', t0),
      reach(portfolio(tier, most), 'k7', t0),
    ]).toEqual([true, false, true]);
    expect([reach(portfolio(tier, most), 'new', t0 + day - 1), reach(portfolio(tier, most), 'new', t0 + day)]).toEqual([false, true]);
    expect(isTier(tier)).toBe(true);
  });
  test('none is none', () =>
    expect([
      reach(portfolio('TIER_UNLIMITED', 100_001), 'new', t0),
      reach(portfolio('NO_TIER', 300), 'new', t0),
      isTier('TIER_UNLIMITED'),
      isTier('TIER_1K'),
      isTier('constructor'),
    ]).toEqual([true, true, true, false, false]));
});

describe('prices', () => {
  const rules = { ...defaultRules(), freeServiceMessages: 3, serviceType: 'by_test' };
  const from = Date.parse('2026-10-01T00:00:00Z');
  const open = (at: number) => ({ lastInboundAt: at });
  const price = (category: string | undefined, contacted: object, at: number, used = 0) => {
    const { billable, category: named, type, pricing_model: model } = pricing(category, contacted, at, rules, used);
    expect(model).toBe('PMP');
    return [billable, type, named];
  };
  test('of what answers: free until it was priced, then the first of the month', () => {
    expect(price(undefined, open(from - 1), from - 1, 99)).toEqual([false, 'free_customer_service', 'service']);
    expect([0, 2, 3, 4].map((used) => price(undefined, open(from), from, used))).toEqual([
      ...Array(2).fill([false, 'free_customer_service', 'service']),
      ...Array(2).fill([true, 'by_test', 'service']),
    ]);
    expect(pricing(undefined, open(from), from + day, { ...rules, servicePricedFrom: null }, 99)).toMatchObject({ billable: false });
  });
  test('of templates by category; utility is free in the window while answers are', () => {
    expect([price('UTILITY', open(from - 1), from - 1), price('UTILITY', {}, from - 1), price('UTILITY', open(from), from)]).toEqual([
      [false, 'free_customer_service', 'utility'],
      [true, 'regular', 'utility'],
      [true, 'regular', 'utility'],
    ]);
    expect([price('MARKETING', open(from - 1), from - 1), price('AUTHENTICATION', open(from - 1), from - 1)]).toEqual([
      [true, 'regular', 'marketing'],
      [true, 'regular', 'authentication'],
    ]);
  });
  test('of an AI provider: whatever it is, in the countries that have a fee for it', () => {
    const ofAi = (country: string, aiProvider = true) => {
      const { billable, type, category } = pricing(undefined, { freeEntryUntil: from + 1 }, from, { ...rules, aiProvider }, 0, country);
      return [billable, type, category];
    };
    expect(['DE', 'BR', 'IT'].map((country) => ofAi(country))).toEqual(Array(3).fill([true, 'regular', 'general_purpose_ai']));
    const otherwise = [false, 'free_entry_point', 'referral_conversion'];
    expect([ofAi('US'), ofAi('GB'), ofAi('DE', false)]).toEqual(Array(3).fill(otherwise));
  });
  test('in a free entry point nothing costs', () =>
    expect(['MARKETING', 'UTILITY', undefined].map((category) => price(category, { freeEntryUntil: from + 1 }, from, 99))).toEqual(
      Array(3).fill([false, 'free_entry_point', 'referral_conversion']),
    ));
  test("a month is the calendar's", () => expect([monthOf(from - 1), monthOf(from)]).toEqual(['2026-09', '2026-10']));
});

describe('what fails after it was accepted', () => {
  const person = { onWhatsapp: true, blockedUs: false, optedOutOfMarketing: false, sparedMarketing: false };
  const inside = { lastInboundAt: t0 };
  const code = (more: object, category: string | undefined, contacted: object = inside) =>
    failureAfterAcceptance({ ...person, ...more }, contacted, category, t0);
  test('nothing, for who is there', () =>
    expect([undefined, 'UTILITY', 'MARKETING', 'AUTHENTICATION'].map((category) => code({}, category))).toEqual(Array(4).fill(undefined)));
  test('everything to who is not on WhatsApp or blocked us', () =>
    expect([
      code({ onWhatsapp: false }, undefined),
      code({ blockedUs: true }, 'UTILITY'),
      code({ blockedUs: true }, undefined, {}),
    ]).toEqual([131026, 131026, 131026]));
  test('free text outside the window, templates not', () =>
    expect([code({}, undefined, {}), code({}, 'UTILITY', {}), code({}, 'MARKETING', {})]).toEqual([131047, undefined, undefined]));
  test('marketing to who stopped it, or is spared; nothing else', () => {
    expect([
      code({ optedOutOfMarketing: true }, 'MARKETING'),
      code({ optedOutOfMarketing: true }, 'UTILITY'),
      code({ optedOutOfMarketing: true }, undefined),
    ]).toEqual([131050, undefined, undefined]);
    expect([
      code({ sparedMarketing: true }, 'MARKETING'),
      code({ sparedMarketing: true }, 'AUTHENTICATION'),
      code({ sparedMarketing: true, optedOutOfMarketing: true }, 'MARKETING'),
    ]).toEqual([131049, undefined, 131050]);
  });
  test('a message is as far as its furthest status', () => {
    const steps: Status[] = ['sent', 'delivered', 'read', 'played', 'failed'];
    expect(Object.fromEntries(['accepted', ...steps].map((from) => [from, steps.map((to) => furthest(from, to))]))).toEqual({
      accepted: ['sent', 'delivered', 'read', 'played', 'failed'],
      sent: ['sent', 'delivered', 'read', 'played', 'failed'],
      delivered: ['delivered', 'delivered', 'read', 'played', 'delivered'],
      read: ['read', 'read', 'read', 'played', 'read'],
      played: ['played', 'played', 'played', 'played', 'played'],
      failed: ['failed', 'delivered', 'read', 'played', 'failed'],
    });
  });
});

describe('whom an address means', () => {
  test.each<[string, boolean]>([
    ['DE.1', true],
    [`DE.${'A'.repeat(128)}`, true],
    [`DE.${'A'.repeat(129)}`, false],
    ['DE.ENT.1', true],
    ['DE.', false],
    ['de.1', false],
    ['DEU.1', false],
    ['xDE.1', false],
    ['DE.1!', false],
    ['DE.a-b', false],
    ['D.1', false],
  ])('%s is a user id: %s', (value, is) => expect(isUserId(value)).toBe(is));
  test.each<[string, string | undefined]>([
    ['+49 (1555) 010-0101', '4915550100101'],
    ['49.155.50', '4915550'],
    ['1234567', '1234567'],
    ['123456', undefined],
    ['1'.repeat(15), '1'.repeat(15)],
    ['1'.repeat(16), undefined],
    ['+', undefined],
    ['', undefined],
    ['Mara 1234567', undefined],
    ['1234567x', undefined],
    ['++1234567', undefined],
  ])('%p is the number %p', (input, digits) => expect(phoneAddress(input)).toBe(digits));
  test.each([
    ['5511987654321', '5511987654321'],
    ['5521987654321', '5521987654321'],
    ['5531987654321', '553187654321'],
    ['551187654321', '551187654321'],
    ['525512345678', '5215512345678'],
    ['5215512345678', '5215512345678'],
    ['4915550100101', '4915550100101'],
    ['49525512345678', '49525512345678'],
    ['55319876543210', '55319876543210'],
    ['5255123456789', '5255123456789'],
    ['521551234567', '521551234567'],
  ])('WhatsApp knows %s as %s', (digits, waId) => expect(waIdOf(digits)).toBe(waId));
  test('only the digits count', () => expect(digitsOf('+49 1555-01')).toBe('49155501'));
});

describe('a webhook that nobody takes', () => {
  test('is repeated with growing waits', () => {
    const second = 1_000;
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(waitAfter)).toEqual([
      5 * second,
      30 * second,
      120 * second,
      600 * second,
      hour,
      3 * hour,
      6 * hour,
      12 * hour,
      12 * hour,
      12 * hour,
    ]);
  });
  test('for seven days, and no longer', () => {
    expect(GIVE_UP_AFTER).toBe(7 * day);
    expect(nextAttempt(t0, t0 + 7 * day - 12 * hour, 9)).toBe(t0 + 7 * day);
    expect(nextAttempt(t0, t0 + 7 * day - 12 * hour + 1, 9)).toBeUndefined();
    let [due, attempt, last]: [number | undefined, number, number] = [t0, 1, t0];
    for (; due !== undefined; attempt += 1) [last, due] = [due, nextAttempt(t0, due, attempt)];
    expect([attempt > 15 && attempt < 30, 7 * day - (last - t0) < 12 * hour]).toEqual([true, true]);
  });
});

describe('files', () => {
  const MB = 1024 * 1024;
  test.each<[string, string, number]>([
    ['audio', 'audio/ogg', 16 * MB],
    ['video', 'video/mp4', 16 * MB],
    ['image', 'image/jpeg', 5 * MB],
    ['document', 'application/pdf', 100 * MB],
    ['sticker', 'image/webp', 500 * 1024],
  ])('a %s of %s may have %i bytes, and not one more', (kind, mime, most) =>
    expect([mediaProblem(kind, mime, most), mediaProblem(kind, mime, most + 1)]).toEqual([
      undefined,
      `${kind} may have at most ${most} bytes, not ${most + 1}`,
    ]),
  );
  test('a sticker that does not move has 100 KB', () =>
    expect([
      mediaProblem('sticker', 'image/webp', 100 * 1024, false),
      mediaProblem('sticker', 'image/webp', 100 * 1024 + 1, false),
      mediaProblem('image', 'image/png', 100 * 1024 + 1, false),
    ]).toEqual([undefined, 'sticker may have at most 102400 bytes, not 102401', undefined]));
  test.each<[string, string[], string[]]>([
    [
      'audio',
      ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg; codecs=opus', ' AUDIO/OGG'],
      ['audio/wav', 'xaudio/ogg', 'audio/oggx', 'video/mp4'],
    ],
    ['image', ['image/jpeg', 'image/png'], ['image/webp', 'image/gif', 'image/jpegx', 'ximage/png']],
    ['sticker', ['image/webp'], ['image/png', 'image/webpx', 'ximage/webp']],
    ['video', ['video/mp4', 'video/3gpp'], ['video/webm', 'video/mp4x', 'xvideo/mp4']],
    ['document', ['application/pdf', 'a/b'], ['pdf', 'a b/c', '']],
    ['hologram', [], ['a/b']],
    ['constructor', [], ['a/b']],
  ])('a %s may be %j, not %j', (kind, may, not) =>
    expect([...may, ...not].map((mime) => mediaProblem(kind, mime, 1) === undefined)).toEqual([
      ...may.map(() => true),
      ...not.map(() => false),
    ]),
  );
  test('what may be uploaded', () => {
    const may = [
      'audio/ogg',
      'image/png',
      'image/webp',
      'video/3gpp',
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
    ];
    expect(may.map((mime) => uploadProblem(mime, 1, true))).toEqual(may.map(() => undefined));
    for (const mime of ['text/html', 'image/gif', 'application/zip', 'xtext/plain', 'text/plainx', ''])
      expect(uploadProblem(mime, 1, true)).toContain('supported types');
    expect([
      uploadProblem('image/webp', 100 * 1024 + 1, false),
      uploadProblem('image/webp', 100 * 1024 + 1, true),
      uploadProblem('text/plain', 100 * MB + 1, true),
      uploadProblem('image/png', 5 * MB + 1, true),
    ]).toEqual([expect.stringContaining('sticker'), undefined, expect.stringContaining('document'), expect.stringContaining('image')]);
  });
  test('how long they and their addresses live', () =>
    expect([URL_LIFE, UPLOAD_LIFE, INBOUND_LIFE]).toEqual([5 * 60_000, 30 * day, 7 * day]));
  test('a sticker moves if it says so where it begins', () => {
    const webp = (at: number) => Buffer.concat([Buffer.alloc(at), Buffer.from('ANIM'), Buffer.alloc(50)]);
    expect([
      isAnimated('image/webp', webp(30)),
      isAnimated('image/webp; x=1', webp(60)),
      isAnimated('image/webp', webp(61)),
      isAnimated('image/png', webp(30)),
      isAnimated('image/webp', Buffer.alloc(80)),
    ]).toEqual([true, true, false, false, false]);
  });
});

describe('the switches', () => {
  test('are what the control API says, one by one', () => {
    expect(rulesChange({})).toEqual({ rules: {} });
    expect(
      rulesChange({
        service_priced_from: null,
        free_service_messages: 0,
        service_type: 'x',
        list_body_limit: 4096,
        failed_contacts: 'docs',
        status_contacts: false,
        ways: { 131047: 'sync', 131056: 'async' },
      }),
    ).toEqual({
      rules: {
        servicePricedFrom: null,
        freeServiceMessages: 0,
        serviceType: 'x',
        listBodyLimit: 4096,
        failedContacts: 'docs',
        statusContacts: false,
        ways: { 131047: 'sync', 131056: 'async' },
      },
    });
    expect([
      rulesChange({ service_priced_from: '2027-01-01' }),
      rulesChange({ list_body_limit: 1024 }),
      rulesChange({ failed_contacts: 'full' }),
      rulesChange({ failed_contacts: 'observed' }),
    ]).toEqual([
      { rules: { servicePricedFrom: '2027-01-01' } },
      { rules: { listBodyLimit: 1024 } },
      { rules: { failedContacts: 'full' } },
      { rules: { failedContacts: 'observed' } },
    ]);
  });
  test.each<[string, object]>([
    ['service_priced_from', { service_priced_from: 'soon' }],
    ['free_service_messages', { free_service_messages: -1 }],
    ['free_service_messages', { free_service_messages: 0.5 }],
    ['list_body_limit', { list_body_limit: 2048 }],
    ['failed_contacts', { failed_contacts: 'none' }],
    ['status_contacts', { status_contacts: 'no' }],
    ['ways', { ways: { late: 'sync' } }],
    ['ways', { ways: { 131047: 'later' } }],
    ['ways', { ways: { '131047x': 'sync' } }],
  ])('%s is told when it makes no sense: %j', (name, body) =>
    expect(rulesChange(body as never)).toEqual({ wrong: expect.stringContaining(name) }),
  );
  test('are shown as they are set', () =>
    expect(rulesView(defaultRules())).toEqual({
      service_priced_from: '2026-10-01T00:00:00Z',
      free_service_messages: 1000,
      service_type: 'regular',
      list_body_limit: 1024,
      failed_contacts: 'observed',
      status_contacts: true,
      missing_token: 104,
      ai_provider: false,
      ways: {},
    }));
});
