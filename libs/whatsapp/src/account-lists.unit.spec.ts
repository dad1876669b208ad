import { describe, expect, test } from '@jest/globals';
import { readNumber } from './number.ts';
import { profileProblems, readProfile } from './profile.ts';
import { readTemplate } from './template.ts';

describe('a template of the catalogue, a member of which is of another type', () => {
  const one = { id: '1', name: 'n', language: 'en', category: 'UTILITY', status: 'APPROVED', quality_score: { score: 'RED' } };
  const read = (more: object) => readTemplate({ ...one, ...more });
  test.each<[object]>([
    [{ id: null }],
    [{ name: '' }],
    [{ name: 7 }],
    [{ name: undefined }],
    [{ language: '' }],
    [{ language: null }],
    [{ language: undefined }],
  ])('is none: %j', (more) => expect(read(more)).toBeUndefined());
  test.each([undefined, null, 7, 'text', []])('%j is none', (raw) => expect(readTemplate(raw)).toBeUndefined());
  test.each<[object, object]>([
    [{}, { quality: 'RED', category: 'UTILITY', status: 'APPROVED', needs: '', body: '' }],
    [
      { category: 7, status: null },
      { category: '', status: '' },
    ],
    [{ quality_score: undefined }, { quality: '' }],
    [{ quality_score: null }, { quality: '' }],
    [{ quality_score: 'RED' }, { quality: '' }],
    [{ quality_score: { score: 7 } }, { quality: '' }],
    [{ quality_score: {} }, { quality: '' }],
    [{ components: 'none' }, { body: '', needs: '' }],
    [{ components: [{ type: 'BODY' }] }, { body: '', variables: 0 }],
    [{ components: [{ type: 'BODY', text: 7 }] }, { body: '', variables: 0 }],
    [{ components: [{ type: 7, text: 'x' }] }, { body: '', needs: '' }],
    [{ category: 'authentication' }, { needs: 'CODE' }],
    [{ components: [{ type: 'HEADER', text: 'no format' }] }, { needs: '' }],
    [{ components: [{ type: 'header', format: 'text', text: 'x' }] }, { needs: '' }],
    [{ components: [{ type: 'header', format: 'text', text: '{{1}}' }] }, { needs: 'HEADER' }],
    [{ components: [{ type: 'HEADER', format: 7 }] }, { needs: '' }],
    [{ components: [{ type: 'BUTTONS', buttons: 'none' }] }, { needs: '' }],
    [{ components: [{ type: 'BUTTONS', buttons: [{ type: 'quick_reply' }, { type: 'url', url: 'https://a.example' }] }] }, { needs: '' }],
    [{ components: [{ type: 'BUTTONS', buttons: [{ type: 'REQUEST_CONTACT_INFO' }, { type: 'VOICE_CALL' }] }] }, { needs: '' }],
    [{ components: [{ type: 'BUTTONS', buttons: [{ type: 'URL', url: 7 }] }] }, { needs: '' }],
    [{ components: [{ type: 'BUTTONS', buttons: [{}] }] }, { needs: 'BUTTON' }],
    [{ components: [{ type: 'BODY', text: '{{a1}} {{1a}}' }] }, { variables: 2, names: ['a1', '1a'] }],
    [{ components: [{ type: 'BODY', text: '{{1a}}' }] }, { variables: 1, names: ['1a'] }],
    [{ components: [{ type: 'BODY', text: '{{a1}}' }] }, { variables: 1, names: ['a1'] }],
  ])('is one: %j', (more, is) => expect(read(more)).toMatchObject(is));
});

describe('a number, a member of which is of another type or missing', () => {
  const read = (more: object) => readNumber({ id: '1', ...more })?.number;
  test.each<[object, object]>([
    [{}, {}],
    [{ id: 1 }, {}],
    [{ display_phone_number: '12 34' }, {}],
    [{ display_phone_number: '+12 345' }, { display: '12345' }],
    [{ display_phone_number: 12345 }, {}],
    [{ quality_rating: 'YELLOW' }, { quality: 'YELLOW' }],
    [{ quality_rating: 7 }, {}],
    [{ throughput: 'HIGH' }, {}],
    [
      { throughput: { level: 'STANDARD' }, is_on_biz_app: false },
      { throughput: 'STANDARD', onPhone: false },
    ],
    [{ is_on_biz_app: 'yes' }, {}],
  ])('%j', (more, is) => expect(read(more)).toStrictEqual(is));
  test.each([undefined, null, [], { display_phone_number: '+12 345' }, { id: '' }, { id: null }])('%j is none', (raw) =>
    expect(readNumber(raw)).toBeUndefined(),
  );
});

test('of a profile only what is of its type is read, and only the first is', () => {
  expect(readProfile({ data: [{ about: 'a', email: 7, websites: ['x', 7], vertical: null }, 7] })).toStrictEqual({
    profile: { about: 'a' },
  });
  for (const none of [{ data: [] }, { data: [7] }, { data: 'none' }, {}, null]) expect(readProfile(none)).toBeUndefined();
  expect(profileProblems({ email: 'a@b.cd e' })).toMatchObject([{ field: 'email' }]);
});
