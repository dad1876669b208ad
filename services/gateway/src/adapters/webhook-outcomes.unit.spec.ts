import { Writable } from 'node:stream';
import { beforeEach, expect, test } from '@jest/globals';
import { Clock, Logger, Meters } from '@frontdesk/runtime';
import { pino } from 'pino';
import { WebhookOutcomes } from './webhook-outcomes.ts';

class StoodClock extends Clock {
  at = 0;
  override now(): number {
    return this.at;
  }
}

let written: string[];
let clock: StoodClock;
let meters: Meters;
let outcomes: WebhookOutcomes;
beforeEach(() => {
  written = [];
  clock = new StoodClock();
  meters = new Meters();
  const stream = new Writable({ write: (chunk: Buffer, _, done) => (written.push(chunk.toString()), done()) });
  outcomes = new WebhookOutcomes(clock, new Logger('gateway', 'info', pino({ base: undefined }, stream)), meters);
});
const flood = (check: string, times: number) => {
  for (let n = 0; n < times; n++) outcomes.refused(check);
};
const lines = () => written.map((line) => JSON.parse(line) as object);

const counted = async () => Object.fromEntries((await meters.webhooks.get()).values.map(({ labels, value }) => [labels.outcome, value]));

test('what alerts look for is counted from 0 on, because the first of what was not there is no rise', async () => {
  expect(await counted()).toEqual({ accepted: 0, log: 0, signature_wrong: 0 });
});

test('a flood is two lines, that it began and how much it was, and each of it is counted', async () => {
  flood('signature_missing', 1_000);
  clock.at = 60_000;
  outcomes.tellRest();
  expect(lines()).toMatchObject([
    { level: 40, msg: 'webhook refused', check: 'signature_missing', times: 1 },
    { level: 40, msg: 'webhook refused', check: 'signature_missing', times: 999 },
  ]);
  expect(await counted()).toMatchObject({ signature_missing: 1_000 });
});

test('a flood of one check hides no other', () => {
  flood('signature_missing', 10);
  outcomes.refused('log');
  expect(lines()).toMatchObject([{ check: 'signature_missing' }, { check: 'log', times: 1 }]);
});

test('what is untold when the process ends is told then', async () => {
  flood('signature_wrong', 3);
  await outcomes.beforeApplicationShutdown();
  expect(lines()).toMatchObject([{ times: 1 }, { times: 2 }]);
});
