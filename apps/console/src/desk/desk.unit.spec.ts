import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Client } from '../api/client.ts';
import { Desk } from './desk.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('what is on record by looking at a case is read a moment later, because the record follows', async () => {
  const client = new Client();
  let recorded: string[] = [];
  jest.spyOn(client, 'get').mockImplementation(async () => ({ looks: recorded }) as never);
  jest.spyOn(client, 'command').mockImplementation(async () => ({ value: '+4915123454471' }) as never);
  const desk = new Desk(client);
  const looks = desk.looks('mara');
  const leave = looks.subscribe(() => undefined);
  await jest.advanceTimersByTimeAsync(0);
  expect(looks.state().value).toEqual([]);
  recorded = ['transcript'];
  await jest.advanceTimersByTimeAsync(5_000);
  expect(looks.state().value).toEqual(['transcript']);

  expect(await desk.phone('mara')).toBe('+4915123454471');
  recorded = ['phone', 'transcript'];
  await jest.advanceTimersByTimeAsync(5_000);
  expect(looks.state().value).toEqual(['phone', 'transcript']);

  leave();
  expect(jest.getTimerCount()).toBe(0);
});
