import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { Clock } from './clock.ts';
import { followClock } from './follow-clock.ts';

// A movable clock as the twin serves it: a poll waits until the version is newer than the one it has seen.
let reading = { offset_ms: 0, version: 0 };
let acknowledged = -1;
const waiting = new Set<ServerResponse>();
const answer = (response: ServerResponse) => response.end(JSON.stringify(reading));
const server = createServer((request, response) => {
  const seen = Number(new URL(request.url!, 'http://clock').searchParams.get('seen'));
  acknowledged = Math.max(acknowledged, seen);
  if (seen < reading.version) answer(response);
  else waiting.add(response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a followed clock moves as its source does, and tells the version it has applied', async () => {
  const clock = new Clock();
  const unfollow = await followClock(clock, `http://127.0.0.1:${(server.address() as AddressInfo).port}/clock`);
  await eventually(() => waiting.size === 1);
  reading = { offset_ms: 3_600_000, version: 1 };
  for (const response of waiting) answer(response);
  await eventually(() => acknowledged === 1);
  expect(Math.round((clock.now() - Date.now()) / 1000)).toBe(3_600);
  unfollow();
});
