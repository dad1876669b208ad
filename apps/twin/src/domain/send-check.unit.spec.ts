import { describe, expect, test } from '@jest/globals';
import { checkSend } from './send-check.ts';

const x = (length: number): string => 'x'.repeat(length);
const check = (body: object): { code?: number; says: string } => {
  const checked = checkSend({ messaging_product: 'whatsapp', to: '+4915550100101', ...body }, '+1 555-078-3881');
  return checked.kind === 'problem' ? { code: checked.problem.code, says: checked.problem.details ?? checked.problem.message ?? '' } : { says: 'ok' };
};
const button = (index: number, more: object = {}): object => ({ type: 'reply', reply: { id: `id${index}`, title: `Title ${index}`, ...more } });
const buttons = (...list: object[]): object => ({ type: 'interactive', interactive: { type: 'button', body: { text: 'Choose' }, action: { buttons: list } } });
const list = (sections: object[], more: object = {}): object => ({ type: 'interactive', interactive: { type: 'list', body: { text: 'Choose' }, action: { button: 'Open', sections }, ...more } });
const rows = (count: number, more: object = {}): object[] => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Row ${index}`, ...more }));

describe('what is accepted, to the last character of the limit', () => {
  test.each<[string, object]>([
    ['text without a type', { text: { body: 'hi' } }],
    ['text of 4096', { type: 'text', text: { body: x(4096), preview_url: true } }],
    ['an image by link with a caption of 1024', { type: 'image', image: { link: 'https://e.example/a.png', caption: x(1024) } }],
    ['a document by id', { type: 'document', document: { id: '1', filename: 'a.pdf' } }],
    ['three buttons with titles of 20 and ids of 256', buttons(button(1, { title: x(20) }), button(2, { id: x(256) }), button(3))],
    ['a list of 10 rows', list([{ title: x(24), rows: rows(5, { title: x(24), description: x(72) }) }, { title: 'B', rows: rows(5).map((row, i) => ({ ...row, id: `b${i}` })) }])],
    ['a link button', { type: 'interactive', interactive: { type: 'cta_url', body: { text: 'x' }, action: { name: 'cta_url', parameters: { display_text: x(20), url: 'https://e.example' } } } }],
    ['a location', { type: 'location', location: { latitude: '53.5', longitude: 10 } }],
    ['a reaction taken back', { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } }],
    ['a family as reaction', { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👩‍👩‍👧‍👦' } }],
    ['a number with spaces and brackets', { to: '+49 (1555) 010-0101', text: { body: 'x' } }],
    ['a user id', { to: undefined, recipient: 'DE.13491208655302741918', text: { body: 'x' } }],
  ])('%s', (_name, body) => {
    expect(check(body).says).toBe('ok');
  });
});

describe('what is refused, with the name of the field', () => {
  test.each<[string, object, number, string]>([
    ['another product', { messaging_product: 'sms', text: { body: 'x' } }, 100, 'messaging_product'],
    ['no recipient', { to: undefined, text: { body: 'x' } }, 100, 'The parameter to is required.'],
    ['a recipient that is no number', { to: 'Mara', text: { body: 'x' } }, 131009, 'phone number'],
    ['ourselves', { to: '15550783881', text: { body: 'x' } }, 131021, ''],
    ['an unknown type', { type: 'hologram', hologram: {} }, 131051, 'hologram'],
    ['text of 4097', { type: 'text', text: { body: x(4097) } }, 100, '4096'],
    ['empty text', { type: 'text', text: { body: '' } }, 100, "text['body']"],
    ['no text object', { type: 'text' }, 131008, 'text'],
    ['a strange key', { type: 'text', text: { body: 'x', html: true } }, 100, 'Unexpected key "html" on param "text"'],
    ['media with id and link', { type: 'image', image: { id: '1', link: 'https://e.example' } }, 100, 'Exactly one'],
    ['a caption of 1025', { type: 'image', image: { id: '1', caption: x(1025) } }, 131009, 'image.caption'],
    ['four buttons', buttons(button(1), button(2), button(3), button(4)), 131009, 'action.buttons'],
    ['no button', buttons(), 131009, 'action.buttons'],
    ['a title of 21', buttons(button(1, { title: x(21) })), 131009, 'buttons[0].reply.title'],
    ['an id of 257', buttons(button(1, { id: x(257) })), 131009, 'buttons[0].reply.id'],
    ['two equal titles', buttons(button(1, { title: 'A' }), button(2, { title: 'A' })), 131009, 'unique'],
    ['a list of 11 rows', list([{ rows: rows(11) }]), 131009, 'in total'],
    ['a row title of 25', list([{ rows: rows(1, { title: x(25) }) }]), 131009, 'title'],
    ['a description of 73', list([{ rows: rows(1, { description: x(73) }) }]), 131009, 'description'],
    ['a row id of 201', list([{ rows: rows(1, { id: x(201) }) }]), 131009, '.id'],
    ['two sections without titles', list([{ rows: rows(1) }, { rows: [{ id: 'z', title: 'z' }] }]), 131008, 'sections[0].title'],
    ['a picture above a list', list([{ rows: rows(1) }], { header: { type: 'image', image: { id: '1' } } }), 131009, 'header.type'],
    ['a body of 1025', { type: 'interactive', interactive: { type: 'button', body: { text: x(1025) }, action: { buttons: [button(1)] } } }, 131009, 'interactive.body.text'],
    ['a footer of 61', { type: 'interactive', interactive: { type: 'button', body: { text: 'x' }, footer: { text: x(61) }, action: { buttons: [button(1)] } } }, 131009, 'interactive.footer.text'],
    ['a latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009, 'latitude'],
    ['a word as reaction', { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: 'ok' } }, 131009, 'emoji'],
    ['a template without language', { type: 'template', template: { name: 'x' } }, 131008, 'language'],
    ['callback data of 513', { text: { body: 'x' }, biz_opaque_callback_data: x(513) }, 131009, 'biz_opaque_callback_data'],
  ])('%s', (_name, body, code, says) => {
    const found = check(body);
    expect(found.code).toBe(code);
    expect(found.says).toContain(says);
  });
});

test('a read receipt, with and without the dots', () => {
  const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' };
  expect(checkSend(read, '1')).toEqual({ kind: 'read', messageId: 'wamid.1', typing: false });
  expect(checkSend({ ...read, typing_indicator: { type: 'text' } }, '1')).toEqual({ kind: 'read', messageId: 'wamid.1', typing: true });
  expect(checkSend({ ...read, message_id: undefined }, '1').kind).toBe('problem');
});
