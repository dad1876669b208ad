import { describe, expect, test } from '@jest/globals';
import { parts } from './template.ts';

describe("given a template's body", () => {
  test.each<[string, string, object[]]>([
    [
      'its numbers say which blank is which',
      'Order {{2}} for {{ 1 }}.',
      [{ text: 'Order ' }, { variable: 2 }, { text: ' for ' }, { variable: 1 }, { text: '.' }],
    ],
    [
      'names count as they first stand in it',
      '{{first_name}}, order {{order}}, {{first_name}}',
      [
        { variable: 1, name: 'first_name' },
        { text: ', order ' },
        { variable: 2, name: 'order' },
        { text: ', ' },
        { variable: 1, name: 'first_name' },
      ],
    ],
    ['without blanks it is a text', 'Hello', [{ text: 'Hello' }]],
  ])('then %s', (_name, body, found) => expect(parts(body)).toEqual(found));
});
