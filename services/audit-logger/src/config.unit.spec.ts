import { expect, test } from '@jest/globals';
import { config } from './config.ts';

const wrong = (values: object): string[] => config.safeParse(values).error?.issues.map(({ path }) => path.join()) ?? [];

test('how long things are kept, unless somebody says otherwise', () =>
  expect(config.parse({ SERVICE_TOKEN: 'between-the-services' })).toMatchObject({ TEXTS_KEEP_DAYS: 180, DECISIONS_KEEP_DAYS: 731 }));

test('texts are kept no longer than decisions, which say when a case closed; all that is wrong is named at once', () => {
  expect(wrong({ TEXTS_KEEP_DAYS: '181', DECISIONS_KEEP_DAYS: '180' })).toEqual(['SERVICE_TOKEN', 'TEXTS_KEEP_DAYS']);
  expect(wrong({ TEXTS_KEEP_DAYS: 'long', DECISIONS_KEEP_DAYS: '30' })).toEqual([
    'SERVICE_TOKEN',
    'TEXTS_KEEP_DAYS',
    'DECISIONS_KEEP_DAYS',
  ]);
});
