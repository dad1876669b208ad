import { describe, expect, test } from '@jest/globals';
import type { Json } from './json.ts';
import { templateProblem } from './template-check.ts';
import { hydrate } from './template.ts';
import type { Template } from './template.ts';

const x = (length: number): string => 'x'.repeat(length);
const body = { type: 'BODY', text: 'Your order is here.' };
const made = (...components: unknown[]): Json => ({
  name: 'order',
  language: 'en',
  category: 'UTILITY',
  components: components.length > 0 ? components : [body],
});
const told = (given: Json): [number, string] | undefined => {
  const found = templateProblem(given);
  expect(found === undefined || found.code === 100).toBe(true);
  return found && [found.subcode ?? 0, found.user?.text ?? found.message ?? ''];
};
const buttons = (...list: object[]): Json => made(body, { type: 'BUTTONS', buttons: list });
const quick = (text: string) => ({ type: 'QUICK_REPLY', text });
const url = (address: string) => ({ type: 'URL', text: 'Go', url: address });
const phone = (number: string) => ({ type: 'PHONE_NUMBER', text: 'Call', phone_number: number });
const several = (count: number) => Array.from({ length: count }, (_, index) => quick(`b${index}`));

describe('a template that is made', () => {
  test.each<[string, Json]>([
    ['with a name of 512', { ...made(), name: 'a'.repeat(512) }],
    ['in a language of three letters', { ...made(), language: 'fil' }],
    ['in small letters', { ...made({ type: 'body', text: 'Hi.' }), category: 'marketing' }],
    ['with a body of 1024', made({ type: 'BODY', text: x(1024) })],
    ['with a header and a footer of 60', made(body, { type: 'HEADER', format: 'TEXT', text: x(60) }, { type: 'FOOTER', text: x(60) })],
    ['with as many words as variables', made({ type: 'BODY', text: 'Dear {{1}} now {{2}} yes {{3}} then', example: {} })],
    ['with a header of one variable', made(body, { type: 'HEADER', format: 'TEXT', text: 'For {{1}}', example: { header_text: ['x'] } })],
    ['for a login, without a body', { ...made({ type: 'BUTTONS', buttons: [] }), category: 'AUTHENTICATION' }],
    ['with ten buttons of 25', buttons(...several(9), quick(x(25)))],
    [
      'with two links and a number',
      buttons({ ...url('https://a.example/{{1}}'), example: ['x'] }, url(`https://a.example/${x(1982)}`), phone('1'.repeat(20))),
    ],
    ['with a named variable in a link', buttons({ ...url('https://a.example/{{ order_id }}'), example: ['x'] })],
    ['with a header of a file', made(body, { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::x'] } })],
    ['with a header of a place, which needs no example', made(body, { type: 'HEADER', format: 'LOCATION' })],
    [
      'with an underscore in a variable of the header',
      made(body, { type: 'HEADER', format: 'TEXT', text: 'For {{first_name}}', example: {} }),
    ],
    ['of named parameters', { ...made(), parameter_format: 'named' }],
    ['of positional ones, in capitals', { ...made(), parameter_format: 'POSITIONAL' }],
    ...(
      [
        ['AUTHENTICATION', 30, 900],
        ['UTILITY', 30, 43_200],
        ['MARKETING', 43_200, 2_592_000],
      ] as const
    ).flatMap(([category, ...limits]) =>
      [...limits, -1].map((seconds): [string, Json] => [
        `for ${category} that is kept ${seconds} s`,
        { ...made(), category, message_send_ttl_seconds: seconds },
      ]),
    ),
  ])('%s is taken', (_name, given) => expect(told(given)).toBeUndefined());

  test.each([
    ['AUTHENTICATION', 29, '30 and 900'],
    ['AUTHENTICATION', 901, '30 and 900'],
    ['UTILITY', 29, '30 and 43200'],
    ['UTILITY', 43_201, '30 and 43200'],
    ['UTILITY', 60.5, '30 and 43200'],
    ['UTILITY', 'soon', '30 and 43200'],
    ['UTILITY', 0, '30 and 43200'],
    ['MARKETING', 43_199, '43200 and 2592000'],
    ['MARKETING', 2_592_001, '43200 and 2592000'],
  ])('for %s that is kept %s s is refused', (category, seconds, limits) =>
    expect(told({ ...made(), category, message_send_ttl_seconds: seconds })).toEqual([
      0,
      `(#100) Param message_send_ttl_seconds must be between ${limits} for category ${category}, or -1.`,
    ]),
  );

  test.each<[string, Json, number, string]>([
    ['no name', { ...made(), name: '' }, 0, '(#100) The parameter name is required.'],
    ['a third format', { ...made(), parameter_format: 'weird' }, 0, '{NAMED, POSITIONAL} - got "weird"'],
    ['a name with capitals', { ...made(), name: 'Order' }, 0, 'name may only'],
    ['a name with a space', { ...made(), name: 'an order' }, 0, 'name may only'],
    ['a name of 513', { ...made(), name: 'a'.repeat(513) }, 0, 'name may only'],
    ['no language', { ...made(), language: undefined }, 0, 'language is required'],
    ['a language that is none', { ...made(), language: 'xx' }, 0, "got 'xx'"],
    [
      'another category',
      { ...made(), category: 'SERVICE' },
      0,
      'Param category must be one of {AUTHENTICATION, MARKETING, UTILITY} - got "SERVICE"',
    ],
    ['no category', { ...made(), category: undefined }, 0, 'category is required'],
    ['components that are none', made(body, 'x'), 0, 'array of objects'],
    ['no body', made({ type: 'FOOTER', text: 'f' }), 2388043, 'component of type BODY is missing expected field(s) (text)'],
    ['a body of 1025', made({ type: 'BODY', text: x(1025) }), 2388040, 'at most 1024'],
    ['a variable first', made({ type: 'BODY', text: ' {{1}} is here for you.' }), 2388299, 'start or the end'],
    ['a variable last', made({ type: 'BODY', text: 'Here it is {{1}} ' }), 2388299, 'start or the end'],
    ['a variable before a full stop, which is no text', made({ type: 'BODY', text: 'Here it is {{1}}!' }), 2388299, 'start or the end'],
    ['two variables together', made({ type: 'BODY', text: 'For you {{1}} {{2}} here now.' }), 2388293, 'next to each other'],
    ['more variables than words', made({ type: 'BODY', text: 'A {{1}} - {{2}} -' }), 2388293, 'too many variables'],
    [
      'a header of two variables',
      made(body, { type: 'HEADER', format: 'TEXT', text: '{{1}} {{2}}' }),
      2388047,
      'components[HEADER].text may have one variable',
    ],
    ['a variable in a footer', made(body, { type: 'FOOTER', text: 'By {{1}}' }), 2388073, 'components[FOOTER].text may have no variables'],
    ['a header of 61', made(body, { type: 'HEADER', format: 'TEXT', text: x(61) }), 2388040, 'components[HEADER].text must be at most 60'],
    ['a footer of 61', made(body, { type: 'FOOTER', text: x(61) }), 2388040, 'components[FOOTER].text must be at most 60'],
    ['eleven buttons', buttons(...several(11)), 0, 'at most 10'],
    ['a label of 26', buttons(quick(x(26))), 2388040, 'buttons[].text must be at most 25'],
    ['three links', buttons(...['a', 'b', 'c'].map((one) => url(`https://${one}.example`))), 0, 'at most 2 of type URL'],
    ['two numbers', buttons(phone('1'), phone('2')), 0, 'at most 1 of type PHONE_NUMBER'],
    ['a link of 2001', buttons(url(`https://a.example/${x(1983)}`)), 2388040, 'buttons[].url must be at most 2000'],
    ['a variable inside a link', buttons(url('https://a.example/{{1}}/x')), 0, 'one variable, at its end'],
    ['two in a link', buttons(url('https://a.example/{{1}}{{2}}')), 0, 'one variable, at its end'],
    ['a number of 21', buttons(phone('1'.repeat(21))), 2388040, 'phone_number must be at most 20'],
    ['a header with an emoji', made(body, { type: 'HEADER', format: 'TEXT', text: 'Hi 👋' }), 2388072, 'emojis'],
    ['a header with an asterisk', made(body, { type: 'HEADER', format: 'TEXT', text: '*Hi*' }), 2388072, 'formatting'],
    [
      'a variable without an example',
      made({ type: 'BODY', text: 'Your order {{1}} is here.' }),
      2388043,
      'component of type BODY is missing expected field(s) (example)',
    ],
    ['a file without an example', made(body, { type: 'HEADER', format: 'image' }), 2388043, 'component of type HEADER'],
    ['a link without an example', buttons(url('https://a.example/{{1}}')), 2388043, 'component of type BUTTONS'],
    [
      "a header's variable without an example",
      made(body, { type: 'HEADER', format: 'TEXT', text: 'For {{1}}' }),
      2388043,
      'component of type HEADER',
    ],
  ])('with %s is refused', (_name, given, code, says) => expect(told(given)).toEqual([code, expect.stringContaining(says)]));
});

describe('a template that is sent', () => {
  const registered = (more: Partial<Template> = {}): Template => ({
    id: '1',
    wabaId: '2',
    name: 'order',
    language: 'en',
    category: 'UTILITY',
    status: 'APPROVED',
    parameter_format: 'POSITIONAL',
    components: [body],
    ...more,
  });
  const sent = (components: unknown[] = []) => ({ name: 'order', language: { code: 'en' }, components });
  const params = (type: string, ...parameters: object[]) => ({ type, parameters });
  const text = (value: string, more: object = {}) => ({ type: 'text', text: value, ...more });
  const filled = (template: Template, ...components: unknown[]) => {
    const found = hydrate([template], sent(components));
    return 'code' in found ? [found.code, found.details ?? ''] : { ...found, template: undefined };
  };
  const greeting = registered({ components: [{ type: 'body', text: 'Hi {{1}}, bye {{ 2 }}, {{1}}.' }] });

  test.each([
    ['PAUSED', 132015],
    ['DISABLED', 132016],
    ['PENDING', 132001],
    ['REJECTED', 132001],
  ])('%s: %i', (status, code) =>
    expect(filled(registered({ status }))).toEqual([code, code === 132001 ? 'template name (order) does not exist in en' : '']),
  );

  test('is filled in wherever a variable stands; a footer stays', () => {
    expect(filled(greeting, params('body', text('A'), text('B')))).toEqual({ template: undefined, body: 'Hi A, bye B, A.', buttons: [] });
    expect(
      filled(
        registered({ components: [body, { type: 'FOOTER', text: 'f' }, { type: 'HEADER', format: 'TEXT', text: 'For {{1}}' }] }),
        params('header', text('Ada')),
      ),
    ).toEqual({ template: undefined, body: body.text, header: 'For Ada', footer: 'f', buttons: [] });
    expect(filled(registered())).toEqual({ template: undefined, body: body.text, buttons: [] });
  });
  test('takes amounts and dates by what is shown where they cannot be formatted', () => {
    const amount = { type: 'currency', currency: { fallback_value: '$5', code: 'USD', amount_1000: 5 } };
    const date = { type: 'date_time', date_time: { fallback_value: 'Monday' } };
    expect(filled(greeting, params('body', amount, date))).toMatchObject({ body: 'Hi $5, bye Monday, $5.' });
  });
  test.each<[string, object[], number, string]>([
    ['one value too few', [text('A')], 132000, 'body: number of localizable_params (1) does not match the expected number of params (2)'],
    ['one too many', [text('A'), text('B'), text('C')], 132000, '(3)'],
    ['an empty value', [text('A'), text('')], 131008, 'position 1 of type text'],
    ['a value of no kind', [text('A'), { type: 'money', text: '5' }], 131008, 'of type money'],
    ['a number for a text', [text('A'), { type: 'text', text: 5 }], 131008, 'position 1'],
    ['an amount without words', [text('A'), { type: 'currency', currency: {} }], 131008, 'of type currency'],
    ['a date without words', [text('A'), { type: 'date_time' }], 131008, 'of type date_time'],
    ['a new line', [text('A\nB'), text('C')], 132018, 'new-line/tab'],
    ['a tab', [text('A\tB'), text('C')], 132018, 'new-line/tab'],
    ['five spaces', [text('A     B'), text('C')], 132018, 'consecutive spaces'],
    [
      'a name for a place',
      [text('A', { parameter_name: 'first' }), text('B')],
      132012,
      "Parameter name is 'first' in a template of positional parameters",
    ],
  ])('with %s is refused', (_name, parameters, code, says) =>
    expect(filled(greeting, params('body', ...parameters))).toEqual([code, expect.stringContaining(says)]),
  );
  test('four spaces are taken, and 1024 characters in all; one more is not', () => {
    expect(filled(greeting, params('body', text('A    B'), text('C')))).toMatchObject({ body: 'Hi A    B, bye C, A    B.' });
    const one = registered({ components: [{ type: 'BODY', text: 'a {{1}} z' }] });
    expect([filled(one, params('body', text(x(1020)))), filled(one, params('body', text(x(1021))))]).toMatchObject([
      { body: `a ${x(1020)} z` },
      [132005, expect.stringContaining('1024')],
    ]);
  });

  const named = registered({ parameter_format: 'NAMED', components: [{ type: 'BODY', text: 'Hi {{first}}, bye {{last}}.' }] });
  test('of named variables takes them in any order, by their names', () => {
    expect(filled(named, params('body', text('B', { parameter_name: 'last' }), text('A', { parameter_name: 'first' })))).toMatchObject({
      body: 'Hi A, bye B.',
    });
    expect(filled(named, params('body', text('A'), text('B')))).toEqual([100, 'Parameter name is missing or empty']);
    expect(filled(named, params('body', text('A', { parameter_name: 'first' }), text('B', { parameter_name: 'other' })))).toEqual([
      132012,
      "Parameter name is 'other' in a template of named parameters",
    ]);
  });

  test('with a header of media takes one parameter of its kind', () => {
    const photo = registered({ components: [{ type: 'HEADER', format: 'IMAGE' }, body] });
    expect(filled(photo, params('header', { type: 'image', image: { id: '1' } }))).toMatchObject({ body: body.text });
    expect(
      filled(
        registered({ components: [{ type: 'HEADER', format: 'image' }, body] }),
        params('header', { type: 'IMAGE', image: { id: '1' } }),
      ),
    ).toMatchObject({ body: body.text });
    expect(filled(photo)).toEqual([132012, 'header: Format mismatch, expected IMAGE, received UNKNOWN']);
    expect(filled(photo, params('header', text('a')))).toEqual([132012, 'header: Format mismatch, expected IMAGE, received TEXT']);
    expect(filled(photo, params('header', text('a'), text('b')))).toEqual([
      132012,
      'header: Format mismatch, expected IMAGE, received TEXT',
    ]);
    expect(filled(registered({ components: [{ type: 'HEADER', text: 'For {{1}}' }, body] }))).toEqual([
      132000,
      expect.stringContaining('header: number of localizable_params (0)'),
    ]);
    expect(
      filled(registered({ components: [{ type: 'HEADER', format: 'TEXT', text: 'For {{1}}' }, body] }), params('header', text('a\nb'))),
    ).toEqual([132018, expect.any(String)]);
  });

  const withButtons = registered({
    components: [
      body,
      {
        type: 'BUTTONS',
        buttons: [quick('Yes'), url('https://a.example/{{1}}'), { type: 'COPY_CODE', text: 'Copy' }, url('https://b.example')],
      },
    ],
  });
  const button = (index: number | string, parameter: object, sub_type = 'url') => ({
    type: 'button',
    sub_type,
    index,
    parameters: [parameter],
  });
  test('has buttons with what was sent for each, by its place', () => {
    expect(
      filled(
        withButtons,
        button(0, { type: 'payload', payload: 'P' }, 'quick_reply'),
        button('1', text('77')),
        button(2, { type: 'coupon_code', coupon_code: 'SAVE' }, 'copy_code'),
      ),
    ).toMatchObject({
      buttons: [
        { id: 'P', title: 'Yes', kind: 'QUICK_REPLY' },
        { id: '', title: 'Go', kind: 'URL', url: 'https://a.example/77' },
        { id: 'SAVE', title: 'Copy', kind: 'COPY_CODE' },
        { id: '', kind: 'URL', url: 'https://b.example' },
      ],
    });
    const code = button(2, { type: 'coupon_code', coupon_code: 'SAVE' }, 'copy_code');
    expect(filled(withButtons, button(1, text('77')), code)).toMatchObject({
      buttons: [{ id: 'Yes', title: 'Yes' }, {}, { id: 'SAVE' }, {}],
    });
    expect(filled(withButtons, button(1, text('77')))).toEqual([
      131008,
      'buttons: Button at index 2 of type CopyCode requires a parameter',
    ]);
    expect(filled(withButtons)).toEqual([131008, 'buttons: Button at index 1 of type Url requires a parameter']);
    expect(filled(withButtons, button(1, text('77')), code, button(4, text('x')))).toEqual([
      132000,
      'buttons: there is no button at index 4',
    ]);
  });
});
