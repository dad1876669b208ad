import { describe, expect, test } from '@jest/globals';
import { AppendQueue } from './append-queue.ts';
import { BusError } from './bus-error.ts';
import { Pace } from './pace.ts';
import type { LogRecord } from './port.ts';

const record = (key: string, bytes = 1): LogRecord => ({ topic: 'topic', key, value: new Uint8Array(bytes), headers: {} });

describe('the append queue', () => {
  test('writes one group at a time; what comes meanwhile is the next one', async () => {
    const groups: string[][] = [];
    const flights: (() => void)[] = [];
    const queue = new AppendQueue((records) => {
      groups.push(records.map(({ key }) => key));
      return new Promise((resolve) => flights.push(resolve));
    }, new Pace(0));
    const first = queue.append([record('a')]);
    await new Promise(setImmediate);
    const others = [queue.append([record('b'), record('c')]), queue.append([record('d')])];
    expect(groups).toEqual([['a']]);
    flights[0]!();
    await first;
    await new Promise(setImmediate);
    expect(groups).toEqual([['a'], ['b', 'c', 'd']]);
    flights[1]!();
    await Promise.all(others);
  });

  test('splits what is more than the log takes at once, in order', async () => {
    const groups: string[][] = [];
    const queue = new AppendQueue(async (records) => void groups.push(records.map(({ key }) => key)));
    await queue.append(['a', 'b', 'c'].map((key) => record(key, 400 * 1024)));
    expect(groups).toEqual([['a', 'b'], ['c']]);
  });

  test('fails only the call whose records are to blame', async () => {
    const written: string[] = [];
    const queue = new AppendQueue(async (records) => {
      if (records.some(({ key }) => key === 'bad')) throw new BusError('UNKNOWN_TOPIC', 'no such topic', { retriable: true });
      written.push(...records.map(({ key }) => key));
    });
    const results = await Promise.allSettled(['a', 'bad', 'b'].map((key) => queue.append([record(key)])));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(written).toEqual(['a', 'b']);
  });

  test('takes nothing once it is closed, and closes when the last write is done', async () => {
    let done = false;
    const queue = new AppendQueue(async () => {
      await Promise.resolve();
      done = true;
    });
    const last = queue.append([record('a')]);
    await queue.close();
    expect(done).toBe(true);
    await last;
    await expect(queue.append([record('b')])).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
