import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OutboundMessage } from './outbound.ts';
import type { ProductSection, TemplateCard, TemplateMessage } from './outbound-template.ts';
import { messageProblems } from './outbound-limits.ts';
import { limits } from './outbound-rules.ts';
import { toWire } from './outbound-wire.ts';
import { uploadProblems } from './media.ts';
import { isWhatItSays, mediaRules } from './media-types.ts';
import type { MediaKind } from './media-types.ts';
import { profileProblems } from './profile.ts';

const media = { id: '1234' };
const buttons = (title: string, id = 'id'): OutboundMessage => ({
  type: 'interactive',
  kind: 'button',
  body: 'b',
  buttons: [{ id, title }],
});
const list = (row: object, section: object = {}, more: object = {}): OutboundMessage => ({
  type: 'interactive',
  kind: 'list',
  body: 'b',
  button: 'Choose',
  sections: [{ rows: [{ id: 'r', title: 't', ...row }], ...section }],
  ...more,
});
const template = (more: Partial<TemplateMessage>): OutboundMessage => ({
  type: 'template',
  name: 'order_update',
  language: 'en_US',
  ...more,
});

const cta = (more: object): OutboundMessage => ({
  type: 'interactive',
  kind: 'cta_url',
  body: 'b',
  displayText: 'Go',
  url: 'https://a.example',
  ...more,
});
const card = (more: Partial<TemplateCard> = {}): TemplateCard => ({ header: { type: 'image', media: { id: '1234' } }, ...more });
const cards = (...all: TemplateCard[]): OutboundMessage => template({ cards: all });
const mpm = (sections: readonly ProductSection[], thumbnailProductId = 'p'): OutboundMessage =>
  template({ buttons: [{ index: 0, type: 'mpm', thumbnailProductId, sections }] });
const person = (more: object): OutboundMessage => ({
  type: 'contacts',
  contacts: [{ formattedName: 'Ada Lovelace', firstName: 'Ada', ...more }],
});

/** Each member with a greatest length: the message that holds a value there, the name of the field as Meta has it, and the limit. */
const lengths: [string, number, (value: string) => OutboundMessage][] = [
  ['text.body', 4096, (body) => ({ type: 'text', body })],
  ['image.caption', 1024, (caption) => ({ type: 'image', media, caption })],
  ['video.caption', 1024, (caption) => ({ type: 'video', media, caption })],
  ['document.caption', 1024, (caption) => ({ type: 'document', media, caption })],
  ['interactive.body.text', 1024, (body) => ({ type: 'interactive', kind: 'location_request_message', body })],
  ['interactive.footer.text', 60, (footer) => list({}, {}, { footer })],
  ['interactive.header.text', 60, (text) => list({}, {}, { header: { type: 'text', text } })],
  ['interactive.action.buttons[0].reply.title', 20, (title) => buttons(title)],
  ['interactive.action.buttons[0].reply.id', 256, (id) => buttons('title', id)],
  ['interactive.action.button', 20, (button) => list({}, {}, { button })],
  ['interactive.action.sections[0].title', 24, (title) => list({}, { title })],
  ['interactive.action.sections[0].rows[0].id', 200, (id) => list({ id })],
  ['interactive.action.sections[0].rows[0].title', 24, (title) => list({ title })],
  ['interactive.action.sections[0].rows[0].description', 72, (description) => list({ description })],
  [
    'interactive.action.parameters.display_text',
    20,
    (displayText) => ({ type: 'interactive', kind: 'cta_url', body: 'b', displayText, url: 'https://a.example' }),
  ],
  ['interactive.footer.text', 60, (footer) => cta({ footer })],
  ['interactive.header.text', 60, (text) => cta({ header: { type: 'text', text } })],
  ['interactive.header.document.filename', 255, (filename) => cta({ header: { type: 'document', media, filename } })],
  ['interactive.body.text', 1024, (body) => ({ type: 'interactive', kind: 'request_contact_info', body })],
  ['interactive.body.text', 1024, (body) => list({}, {}, { body })],
  ['interactive.body.text', 1024, (body) => cta({ body })],
  ['document.filename', 255, (filename) => ({ type: 'document', media, filename })],
  ['reaction.message_id', 256, (messageId) => ({ type: 'reaction', messageId, emoji: '👍' })],
  ['location.name', 1000, (name) => ({ type: 'location', latitude: 53.5, longitude: 9.9, name })],
  ['location.address', 1000, (address) => ({ type: 'location', latitude: 53.5, longitude: 9.9, address })],
  ['contacts[0].name.formatted_name', 256, (formattedName) => person({ formattedName })],
  ['contacts[0].name.first_name', 256, (firstName) => person({ firstName })],
  ['contacts[0].name.last_name', 256, (lastName) => person({ lastName })],
  ['contacts[0].org.company', 256, (organisation) => person({ organisation })],
  ['contacts[0].phones[0].phone', 256, (phone) => person({ phones: [{ phone }] })],
  ['contacts[0].emails[0].email', 256, (email) => person({ emails: [{ email }] })],
  ['template.components.header.document.filename', 255, (filename) => template({ header: { type: 'document', media, filename } })],
  [
    'template.components.header.location.name',
    1000,
    (name) => template({ header: { type: 'location', latitude: 0, longitude: 0, name, address: 'a' } }),
  ],
  [
    'template.components.header.location.address',
    1000,
    (address) => template({ header: { type: 'location', latitude: 0, longitude: 0, name: 'n', address } }),
  ],
  [
    'template.components.header.product.catalog_id',
    100,
    (catalogId) => template({ header: { type: 'product', catalogId, productId: 'p' } }),
  ],
  [
    'template.components.body[0].currency.fallback_value',
    1024,
    (fallback) => template({ body: [{ type: 'currency', fallback, code: 'EUR', amount1000: 1 }] }),
  ],
  ['template.components.body[0].date_time.fallback_value', 1024, (fallback) => template({ body: [{ type: 'date_time', fallback }] })],
  ['template.components.button[0].text', 2000, (text) => template({ buttons: [{ index: 0, type: 'url', text }] })],
  ['template.components.button[0].thumbnail_product_retailer_id', 100, (id) => mpm([{ title: 't', productIds: ['p'] }], id)],
  ['template.components.button[0].sections[0].title', 24, (title) => mpm([{ title, productIds: ['p'] }])],
  ['template.components.button[0].sections[0].product_items[0].product_retailer_id', 100, (id) => mpm([{ title: 't', productIds: [id] }])],
  [
    'template.components.carousel.cards[0].body[0].text',
    160,
    (text) => cards(card({ body: [{ type: 'text', text }] }), card({ body: [{ type: 'text', text: 'x' }] })),
  ],
  [
    'template.components.carousel.cards[1].button[0].payload',
    256,
    (payload) =>
      cards(
        card({ buttons: [{ index: 0, type: 'quick_reply', payload: 'x' }] }),
        card({ buttons: [{ index: 0, type: 'quick_reply', payload }] }),
      ),
  ],
  ['template.components.body[0].text', 15, (oneTimeCode) => template({ oneTimeCode })],
  ['template.components.header.text', 60, (text) => template({ header: { type: 'text', text } })],
  ['template.components.body[0].text', 1024, (text) => template({ body: [{ type: 'text', text }] })],
  ['template.components.button[0].coupon_code', 20, (code) => template({ buttons: [{ index: 0, type: 'copy_code', code }] })],
  ['template.components.button[0].payload', 256, (payload) => template({ buttons: [{ index: 0, type: 'quick_reply', payload }] })],
];

describe('what is longer than Meta takes is named before it is sent', () => {
  test.each(lengths)('%s has at most %i characters, and at least one', (field, limit, message) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: limit }), (length) => expect(messageProblems(message('x'.repeat(length)))).toEqual([])),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(fc.integer({ min: limit + 1, max: limit * 2 }), (length) => {
        expect(messageProblems(message('x'.repeat(length)))).toEqual([{ field, limit: `at most ${limit} characters`, actual: length }]);
      }),
      { numRuns: 20 },
    );
    expect(messageProblems(message(' ')).map((problem) => problem.field)).toContain(field);
  });

  test('whatever a text holds: a problem never repeats it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 60, maxLength: 200 }), (text) => {
        expect(JSON.stringify(messageProblems(buttons(text)))).not.toContain(JSON.stringify(text).slice(1, -1));
      }),
    );
  });
});

describe('how many', () => {
  const some = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `id${index}`, title: `title ${index}` }));
  test('one to three buttons, all different', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), (count) => {
        const problems = messageProblems({ type: 'interactive', kind: 'button', body: 'b', buttons: some(count) });
        expect(problems).toEqual(count >= 1 && count <= 3 ? [] : [{ field: 'interactive.action.buttons', limit: '1 to 3', actual: count }]);
      }),
    );
    const same = [
      { id: 'a', title: 'A' },
      { id: 'a', title: 'A' },
    ];
    expect(messageProblems({ type: 'interactive', kind: 'button', body: 'b', buttons: same }).map(({ field }) => field)).toEqual([
      'interactive.action.buttons[].reply.id',
      'interactive.action.buttons[].reply.title',
    ]);
  });

  test('ten rows in all of at most ten sections, each with a title where there are several', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }), (counts) => {
        const sections = counts.map((count, section) => ({
          title: `s${section}`,
          rows: some(count).map((row) => ({ ...row, id: `${section}/${row.id}` })),
        }));
        const rows = counts.reduce((sum, count) => sum + count, 0);
        const problems = messageProblems({ type: 'interactive', kind: 'list', body: 'b', button: 'c', sections }).map(({ field }) => field);
        expect(problems.includes('interactive.action.sections[].rows')).toBe(rows > 10);
        expect(problems.includes('interactive.action.sections')).toBe(counts.length > 10);
        expect(problems.length > 0).toBe(rows > 10 || counts.length > 10);
      }),
    );
    const untitled = [{ rows: [{ id: 'a', title: 'a' }] }, { rows: [{ id: 'b', title: 'b' }] }];
    expect(messageProblems({ type: 'interactive', kind: 'list', body: 'b', button: 'c', sections: untitled })).toHaveLength(2);
  });

  test('at most 257 contacts', () => {
    const people = (count: number): OutboundMessage => ({
      type: 'contacts',
      contacts: Array.from({ length: count }, () => ({ formattedName: 'Ada', firstName: 'Ada' })),
    });
    expect([1, 257].flatMap((count) => messageProblems(people(count)))).toEqual([]);
    for (const count of [0, 258]) expect(messageProblems(people(count))).toEqual([{ field: 'contacts', limit: '1 to 257', actual: count }]);
  });

  test('two to ten cards of one make, with at most two buttons each', () => {
    const quick = (index: number) => ({ index, type: 'quick_reply' as const, payload: 'x' });
    const some = (count: number, more: Partial<TemplateCard> = {}) =>
      messageProblems(cards(...Array.from({ length: count }, () => card(more)))).map(({ field }) => field);
    expect([2, 10].flatMap((count) => some(count))).toEqual([]);
    for (const count of [1, 11]) expect(some(count)).toEqual(['template.components.carousel.cards']);
    expect(some(2, { buttons: [quick(0), quick(1)] })).toEqual([]);
    expect(some(2, { buttons: [quick(0), quick(1), quick(2)] })).toContain('template.components.carousel.cards[0].button');
    for (const other of [
      card({ body: [{ type: 'text', text: 'x' }] }),
      card({ buttons: [quick(0)] }),
      card({ header: { type: 'video', media } }),
    ]) {
      expect(messageProblems(cards(card(), other))).toMatchObject([
        { field: 'template.components.carousel.cards', limit: expect.stringMatching(/same/) },
      ]);
    }
  });

  test('thirty products in ten sections', () => {
    const sections = (count: number, each: number): ProductSection[] =>
      Array.from({ length: count }, (_, index) => ({ title: `s${index}`, productIds: Array.from({ length: each }, () => 'p') }));
    expect(messageProblems(mpm(sections(10, 3)))).toEqual([]);
    expect(messageProblems(mpm(sections(11, 1)))).toMatchObject([
      { field: 'template.components.button[0].sections', limit: '1 to 10', actual: 11 },
    ]);
    expect(messageProblems(mpm(sections(1, 31)))).toMatchObject([
      { field: 'template.components.button[0].sections[].product_items', actual: 31 },
      { actual: 31 },
    ]);
    expect(messageProblems(mpm([]))).toHaveLength(2);
  });

  test('ten buttons of a template, each in a place of its own', () => {
    const at = (index: number) => ({ index, type: 'url' as const, text: 'x' });
    expect(messageProblems(template({ buttons: Array.from({ length: 10 }, (_, index) => at(index)) }))).toEqual([]);
    expect(messageProblems(template({ buttons: Array.from({ length: 11 }, (_, index) => at(index)) })).map(({ field }) => field)).toEqual([
      'template.components.button',
      'template.components.button[10].index',
    ]);
    expect(messageProblems(template({ buttons: [at(1), at(1)] }))).toMatchObject([{ field: 'template.components.button[].index' }]);
  });
});

describe('what else Meta refuses', () => {
  test.each<[string, OutboundMessage]>([
    ['image.link', { type: 'image', media: { link: 'ftp://a.example/x.jpg' } }],
    ['sticker.id', { type: 'sticker', media: { id: '../me' } }],
    ['reaction.emoji', { type: 'reaction', messageId: 'wamid.x', emoji: 'ok' }],
    ['interactive.header.type', list({}, {}, { header: { type: 'image', media } })],
    ['interactive.header', { type: 'interactive', kind: 'request_contact_info', body: 'b', header: { type: 'text', text: 'x' } }],
    [
      'interactive.action.parameters.url',
      { type: 'interactive', kind: 'cta_url', body: 'b', displayText: 'Go', url: 'javascript:alert(1)' },
    ],
    ['interactive.footer', { type: 'interactive', kind: 'location_request_message', body: 'b', footer: 'x' }],
    ['video.link', { type: 'video', media: { link: 'https://' } }],
    ['audio.id', { type: 'audio', media: { id: '' } }],
    ['location.latitude', { type: 'location', latitude: 90.1, longitude: 0 }],
    ['location.longitude', { type: 'location', latitude: 0, longitude: Number.NaN }],
    ['contacts[0].name', { type: 'contacts', contacts: [{ formattedName: 'Ada' }] }],
    ['template.components', template({ oneTimeCode: '123456', body: [{ type: 'text', text: 'x' }] })],
    ['template.components.limited_time_offer.expiration_time_ms', template({ offerEndsAt: 0 })],
    ['template.components.button[0].order_details', template({ buttons: [{ index: 0, type: 'order_details', order: {} }] })],
    ['template.components.button[0].text', template({ buttons: [{ index: 0, type: 'url', text: 'a b' }] })],
    ['template.components.header.parameter_name', template({ header: { type: 'text', text: 'x', name: 'No Name' } })],
    [
      'template.components.body[].parameter_name',
      template({
        body: [
          { type: 'text', text: 'a', name: 'same' },
          { type: 'text', text: 'b', name: 'same' },
        ],
      }),
    ],
    [
      'template.components.body[0].currency.amount_1000',
      template({ body: [{ type: 'currency', fallback: '5', code: 'EUR', amount1000: 0.5 }] }),
    ],
    ['template.name', template({ name: 'Order' })],
    ['template.language.code', template({ language: 'en-US' })],
    [
      'template.components.body',
      template({
        body: [
          { type: 'text', text: 'a', name: 'first' },
          { type: 'text', text: 'b' },
        ],
      }),
    ],
    ['template.components.body[0].text', template({ body: [{ type: 'text', text: 'a\nb' }] })],
    ['template.components.body[0].text', template({ body: [{ type: 'text', text: 'a     b' }] })],
    ['template.components.body[0].currency.code', template({ body: [{ type: 'currency', fallback: '5', code: 'euro', amount1000: 5 }] })],
    [
      'template.components.header.location.latitude',
      template({ header: { type: 'location', latitude: Number.NaN, longitude: 0, name: 'n', address: 'a' } }),
    ],
  ])('%s', (field, message) => expect(messageProblems(message).map((problem) => problem.field)).toEqual([field]));

  test('one emoji of any make is one', () => {
    for (const emoji of ['', '👍', '👍🏽', '🏳️‍🌈', '👨‍👩‍👧‍👦', '🇩🇪', '3️⃣', '❤️'])
      expect(messageProblems({ type: 'reaction', messageId: 'wamid.x', emoji })).toEqual([]);
  });

  test('a profile beyond its limits', () => {
    expect(
      profileProblems({
        about: 'a',
        email: 'help@harbour.example',
        websites: ['https://harbour.example'],
        vertical: 'RETAIL',
        description: '',
      }),
    ).toEqual([]);
    const wrong = {
      about: 'x'.repeat(140),
      address: 'x'.repeat(257),
      description: 'x'.repeat(257),
      email: 'x',
      websites: ['https://a.example', 'https://b.example', 'c'],
    };
    expect(profileProblems(wrong).map(({ field }) => field)).toEqual([
      'about',
      'address',
      'description',
      'email',
      'websites',
      'websites[2]',
    ]);
  });
});

describe('a file', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
  const upload = (more: object) =>
    uploadProblems({ kind: 'image', mime: 'image/jpeg', bytes: jpeg, filename: 'a.jpg', ...more }).map(({ field }) => field);
  test.each(Object.entries(mediaRules))(
    '%s: every type is known, and one byte more than the most is too much',
    (kind, { maxBytes, mimes }) => {
      const big = { byteLength: maxBytes + 1, buffer: new ArrayBuffer(512), byteOffset: 0 } as Uint8Array;
      for (const mime of mimes)
        expect(
          uploadProblems({ kind: kind as MediaKind, mime, bytes: big, filename: 'f' }).some(({ actual }) => actual === maxBytes + 1),
        ).toBe(true);
      expect(mimes.length).toBeGreaterThan(0);
    },
  );
  test('is refused by its type, its first bytes, its name, and when there is nothing in it', () => {
    expect(upload({})).toEqual([]);
    expect(upload({ mime: 'image/gif' })).toContain('type');
    expect(upload({ bytes: Buffer.from('GIF89a') })).toEqual(['file']);
    expect(upload({ bytes: Buffer.alloc(0) })).toEqual(['file']);
    expect(upload({ filename: '../a.jpg' })).toEqual(['file.filename']);
  });
  test.each([
    ['image/jpeg', 'ffd8ffe0'],
    ['image/png', '89504e470d0a1a0a'],
    ['application/pdf', '255044462d312e37'],
    ['audio/ogg', '4f676753'],
    ['video/mp4', '000000186674797069736f6d'],
    ['image/webp', '524946460000000057454250'],
    ['audio/mpeg', '494433'],
    ['text/plain', '68656c6c6f'],
  ])('%s is known by its first bytes; a program is none', (mime, hex) => {
    expect(isWhatItSays(mime, Buffer.from(hex, 'hex'))).toBe(true);
    for (const program of ['4d5a9000', '7f454c46', '23212f62']) expect(isWhatItSays(mime, Buffer.from(program, 'hex'))).toBe(false);
    expect(isWhatItSays(mime, Buffer.from('<!DOCTYPE html><p>'))).toBe(false);
  });
});

test('the limits are those that Meta states', () => {
  expect(limits).toMatchObject({ text: 4096, caption: 1024, body: 1024, buttons: 3, rows: 10, sections: 10, templateButtons: 10 });
  expect(toWire({ type: 'audio', media, voice: true })).toEqual({ type: 'audio', audio: { id: '1234', voice: true } });
});
