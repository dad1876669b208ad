import { describe, expect, test } from '@jest/globals';
import type { Json } from './json.ts';
import type { Template } from './template.ts';
import { authenticationComponents } from './authentication.ts';
import { templateProblem } from './template-check.ts';
import { hydrate } from './template.ts';

const template = (more: Partial<Template> = {}): Template => ({
  id: '1',
  wabaId: '2',
  name: 'order',
  language: 'en',
  category: 'UTILITY',
  status: 'APPROVED',
  parameter_format: 'POSITIONAL',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
    { type: 'BODY', text: 'Hello {{1}}, your order {{2}} is on its way.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Thanks' },
        { type: 'URL', text: 'Track', url: 'https://e.example/{{1}}' },
      ],
    },
  ],
  ...more,
});
const text = (...values: string[]): Json[] => values.map((value) => ({ type: 'text', text: value }));
const sent = (more: Partial<Record<'header' | 'body' | 'buttons', Json[]>> = {}, language = 'en'): Json => ({
  name: 'order',
  language: { code: language },
  components: [
    { type: 'header', parameters: more.header ?? text('FD-1') },
    { type: 'body', parameters: more.body ?? text('Mara', 'FD-1') },
    ...(more.buttons ?? [{ type: 'button', sub_type: 'url', index: '1', parameters: text('abc') }]),
  ],
});

describe('a template message', () => {
  test('is filled in', () => {
    expect(hydrate([template()], sent())).toMatchObject({
      header: 'Order FD-1',
      body: 'Hello Mara, your order FD-1 is on its way.',
      buttons: [
        { id: 'Thanks', title: 'Thanks' },
        { title: 'Track', url: 'https://e.example/abc' },
      ],
    });
  });

  test('by the numbers of its blanks, in whichever order they stand', () => {
    const components = [{ type: 'BODY', text: 'Order {{2}} for {{1}} and {{1}} again.' }];
    expect(hydrate([template({ components })], { ...sent({ header: [], buttons: [] }) })).toMatchObject({
      body: 'Order FD-1 for Mara and Mara again.',
    });
  });

  test('takes the payload of a quick reply', () => {
    const buttons = [
      { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'P' }] },
      { type: 'button', sub_type: 'url', index: 1, parameters: text('a') },
    ];
    expect(hydrate([template()], sent({ buttons }))).toMatchObject({ buttons: [{ id: 'P', title: 'Thanks' }, {}] });
  });

  test.each<[string, Template[], Json, number, string]>([
    ['another language', [template()], sent({}, 'en_US'), 132001, 'template name (order) does not exist in en_US'],
    ['not yet approved', [template({ status: 'PENDING' })], sent(), 132001, ''],
    ['paused', [template({ status: 'PAUSED' })], sent(), 132015, ''],
    ['disabled', [template({ status: 'DISABLED' })], sent(), 132016, ''],
    [
      'too few in the body',
      [template()],
      sent({ body: text('Mara') }),
      132000,
      'body: number of localizable_params (1) does not match the expected number of params (2)',
    ],
    ['none in the header', [template()], sent({ header: [] }), 132000, 'header'],
    [
      'names in a template of positions',
      [template()],
      sent({ body: [{ type: 'text', text: 'a', parameter_name: 'who' }, ...text('b')] }),
      132012,
      'who',
    ],
    [
      'a picture where text belongs',
      [
        template({
          components: [
            { type: 'HEADER', format: 'IMAGE' },
            { type: 'BODY', text: 'x' },
          ],
        }),
      ],
      { name: 'order', language: { code: 'en' }, components: [{ type: 'header', parameters: text('x') }] },
      132012,
      'expected IMAGE',
    ],
    ['a line break in a value', [template()], sent({ body: text('a\nb', 'c') }), 132018, ''],
    ['five spaces in a value', [template()], sent({ body: text('a     b', 'c') }), 132018, ''],
    ['no parameter for the link', [template()], sent({ buttons: [] }), 131008, 'index 1'],
    ['a button that is not there', [template()], sent({ buttons: [{ type: 'button', index: 7 }] }), 132000, '7'],
    ['too long when filled in', [template()], sent({ body: text('x'.repeat(1020), 'y') }), 132005, '1024'],
  ])('is refused: %s', (_name, registry, message, code, details) => {
    const result = hydrate(registry, message);
    expect(result).toMatchObject({ code });
    expect(('details' in result ? result.details : '') ?? '').toContain(details);
  });

  test('of named parameters wants each by its name', () => {
    const named = template({ parameter_format: 'NAMED', components: [{ type: 'BODY', text: 'Hello {{who}}, {{what}} came.' }] });
    const message = (parameters: Json[]): Json => ({ name: 'order', language: { code: 'en' }, components: [{ type: 'body', parameters }] });
    expect(
      hydrate(
        [named],
        message([
          { type: 'text', parameter_name: 'what', text: 'it' },
          { type: 'text', parameter_name: 'who', text: 'Ada' },
        ]),
      ),
    ).toMatchObject({ body: 'Hello Ada, it came.' });
    expect(hydrate([named], message(text('Ada', 'it')))).toMatchObject({ code: 100, details: 'Parameter name is missing or empty' });
  });
});

test.each<[string, Json, number | undefined]>([
  [
    'a good one',
    {
      name: 'a_1',
      language: 'en',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hello {{1}} there!', example: { body_text: [['Ada']] } }],
    },
    undefined,
  ],
  ['a capital in the name', { name: 'A', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'x' }] }, 100],
  ['no body', { name: 'a', language: 'en', category: 'UTILITY', components: [] }, 100],
  ['a variable in front', { name: 'a', language: 'en', category: 'UTILITY', components: [{ type: 'body', text: '{{1}} hello' }] }, 100],
  [
    'two variables side by side',
    { name: 'a', language: 'en', category: 'UTILITY', components: [{ type: 'body', text: 'a {{1}} {{2}} b' }] },
    100,
  ],
])('a new template: %s', (_name, body, code) => {
  expect(templateProblem(body)?.code).toBe(code);
});

test('of an authentication template Meta writes the words, and the button becomes a link', () => {
  const made = authenticationComponents([
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: 5 },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'copy_code', text: 'Copy' }] },
  ]);
  expect(made).toMatchObject([
    { text: '*{{1}}* is your verification code. For your security, do not share this code.' },
    { text: 'This code expires in 5 minutes.' },
    {
      buttons: [
        { type: 'URL', text: 'Copy', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code_expiration_minutes=5&code=otp{{1}}' },
      ],
    },
  ]);
  expect(
    authenticationComponents([{ type: 'BODY' }, { type: 'FOOTER' }, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'x' }] }]),
  ).toMatchObject([{ text: '*{{1}}* is your verification code.' }, { type: 'FOOTER' }, { buttons: [{ type: 'QUICK_REPLY', text: 'x' }] }]);
  const code = { type: 'text', text: '123456' };
  const login = template({ category: 'AUTHENTICATION', components: made });
  const components = [
    { type: 'body', parameters: [code] },
    { type: 'button', sub_type: 'url', index: '0', parameters: [code] },
  ];
  expect(hydrate([login], { name: 'order', language: { code: 'en' }, components })).toMatchObject({
    body: expect.stringContaining('*123456*'),
    buttons: [{ url: expect.stringMatching(/otp123456$/) }],
  });
});
