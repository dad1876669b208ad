import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { GraphClient } from '@frontdesk/whatsapp';
import type { DataSource } from 'typeorm';
import { manifest } from '../manifest.ts';
import { NumbersStore } from './numbers.store.ts';
import { RefusedNumbers } from './refused-numbers.ts';

let database: TestDatabase;
let source: DataSource;
let meta: Server;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('gateway');
  meta = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"messages":[{"id":"wamid.x"}]}'));
  });
  await new Promise<void>((resolve) => meta.listen(0, '127.0.0.1', resolve));
}, 120_000);
afterAll(async () => {
  meta?.closeAllConnections();
  meta?.close();
  await database?.close();
}, 60_000);

const store = new NumbersStore();
/** A process of gateway's: it knows of statuses only what others tell. */
const replica = () => {
  const graph = new GraphClient({
    baseUrl: `http://127.0.0.1:${(meta.address() as AddressInfo).port}`,
    version: 'v25.0',
    accessToken: () => 'token',
    timeoutMs: 5_000,
  });
  const send = async (numberId: string) => {
    const outcome = await graph.sendText({ numberId, to: { phone: '+4915100000001' }, callbackData: 's' }, 'x');
    return outcome.kind === 'rejected' ? `held ${outcome.code}` : outcome.kind;
  };
  return { known: new RefusedNumbers(source, store, graph), graph, send };
};

test('what a status said to one replica holds the number in all, and no other number', async () => {
  const now = Date.now();
  const [first, second] = [replica(), replica()];
  expect([await first.send('1'), await second.send('1')]).toEqual(['accepted', 'accepted']);
  await store.refused(source.manager, '1', 131042, now);
  await Promise.all([first.known.look(now), second.known.look(now)]);
  expect([await first.send('1'), await second.send('1'), await second.send('2')]).toEqual(['held 131042', 'held 131042', 'accepted']);
});

test("a word is news once, and for a minute: who starts later doesn't hold what is long over", async () => {
  const now = Date.now();
  await store.refused(source.manager, '3', 131031, now);
  const [known, noted] = [replica(), jest.fn()];
  known.graph.refusedLater = noted;
  for (const after of [0, 500, 59_999]) await known.known.look(now + after);
  const ofThree = () => noted.mock.calls.filter(([numberId]) => numberId === '3');
  expect(ofThree()).toEqual([['3', 131031]]);
  // within a second it is the same word; after it another
  await store.refused(source.manager, '3', 131031, now + 900);
  await known.known.look(now + 1_000);
  expect(ofThree()).toHaveLength(1);
  await store.refused(source.manager, '3', 131031, now + 2_000);
  await known.known.look(now + 2_000);
  expect(ofThree()).toHaveLength(2);
  const late = replica();
  await late.known.look(now + 62_001);
  expect(await late.send('3')).toBe('accepted');
});

describe('a refusal that somebody was told of', () => {
  const minute = 60_000;
  const now = Date.now();
  const arrives = async (known: RefusedNumbers, numberId: string, markedAt: number) =>
    known.arrived({ numberId, markedAt }) ? store.mended(source.manager, numberId, markedAt) : undefined;
  const told = (numberId: string, code: number, after: number) => store.tellOf(source.manager, numberId, code, now + after);

  test('is news again once a message written after it has arrived; one from before it, and one of another number, say nothing', async () => {
    const { known } = replica();
    expect([await told('5', 190, 0), await told('6', 190, 0)]).toEqual([true, true]);
    await known.look(now + minute);
    await arrives(known, '5', now);
    await arrives(known, '6', now + 1);
    expect([await told('5', 190, 2 * minute), await told('6', 190, 2 * minute)]).toEqual([false, true]);
  });

  test('stands where it says nothing of the number itself: other messages go all the while', async () => {
    const { known } = replica();
    expect([await told('7', 131048, 0), await told('7', 131031, 0)]).toEqual([true, true]);
    await known.look(now);
    await arrives(known, '7', now + 1);
    expect([await told('7', 131048, 2 * minute), await told('7', 131031, 2 * minute)]).toEqual([false, true]);
  });

  test.each([131048, 131064])(
    'that lets others through (%i) is over once a message arrives that was written half an hour after it',
    async (code) => {
      const { known } = replica();
      const numberId = `11${code}`;
      const ends = async (after: number) => {
        await known.look(now + after);
        return arrives(known, numberId, now + after);
      };
      await told(numberId, code, 0);
      expect([await ends(minute), await ends(30 * minute)]).toEqual([undefined, undefined]);
      // it came again, so it stands for another half hour
      await told(numberId, code, 20 * minute);
      expect([await ends(31 * minute), await ends(50 * minute)]).toEqual([undefined, undefined]);
      expect(await ends(50 * minute + 1)).toEqual([code]);
      expect(await ends(50 * minute + 2)).toBeUndefined();
      expect(await told(numberId, code, 52 * minute)).toBe(true);
    },
  );

  test('that somebody has to mend for some messages alone no arrival ends', async () => {
    const { known } = replica();
    await told('12', 131063, 0);
    await known.look(now + 90 * minute);
    expect(await arrives(known, '12', now + 90 * minute)).toBeUndefined();
    expect(await store.mended(source.manager, '12', now + 90 * minute)).toEqual([]);
  });

  test('of the number itself is over by the first message that arrives, though nobody has written for hours', async () => {
    const { known } = replica();
    await told('13', 131042, 0);
    await known.look(now + 120 * minute);
    expect(await arrives(known, '13', now + 120 * minute)).toEqual([131042]);
  });

  test('that comes and goes is told once a minute at most', async () => {
    const { known } = replica();
    const counts = [];
    for (const after of [0, 30_000, 59_999, 60_001, 100_000]) {
      counts.push(await told('8', 368, after));
      await known.look(now + after);
      await arrives(known, '8', now + after + 1);
    }
    expect(counts).toEqual([true, false, false, true, false]);
  });

  test('costs a message that arrives nothing where no refusal stands, and where one does only the first', async () => {
    const [{ known }, other] = [replica(), replica()];
    await told('9', 10, 0);
    await Promise.all([known.look(now), other.known.look(now)]);
    const ended = [];
    for (const numberId of ['9', '9', '10']) ended.push(await arrives(known, numberId, now + 1));
    expect(ended).toEqual([[10], undefined, undefined]);
    // at another replica it still stands, but is over
    expect(await arrives(other.known, '9', now + 2)).toEqual([]);
    await known.look(now + 31 * minute);
    expect(await arrives(known, '9', now + 32 * minute)).toBeUndefined();
  });
});
