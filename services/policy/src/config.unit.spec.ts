import { expect, test } from '@jest/globals';
import { config, settingsOf } from './config.ts';

const settings = (values: object) => settingsOf(config.parse(values));

test('every message is a turn, unless a quiet period is set: then that', () =>
  expect([{}, { QUIET_PERIOD_MS: '0' }, { QUIET_PERIOD_MS: '7000' }].map((values) => settings(values).quietPeriodMs)).toEqual([
    0, 0, 7_000,
  ]));

test.each(['-1', '20001', '1.5', 'long'])('a quiet period of %s is none', (value) =>
  expect(config.safeParse({ QUIET_PERIOD_MS: value }).error?.issues.map(({ path }) => path.join())).toEqual(['QUIET_PERIOD_MS']),
);

test('hosts that links may point to are read as people write them', () =>
  expect(settings({ LINK_HOSTS: ' Shop.Example, ,track.example' }).linkHosts).toEqual(['shop.example', 'track.example']));
