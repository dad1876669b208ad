import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../domain/json.ts';
import { Faults, faultFromHeader, faultOf } from './faults.ts';
import { initialState } from './state.ts';
import { Store } from './store.ts';

let faults: Faults;
beforeEach(() => {
  faults = new Faults(new Store(initialState([], [], [])));
});
const add = (...bodies: Json[]): void => {
  for (const body of bodies) faults.add(faultOf(body)!);
};
const left = (): unknown[] => faults.all().map(({ name, times, steps }) => times ?? steps?.length ?? name);
const send = { what: 'send' } as const;

describe('a fault', () => {
  test('happens as often as it was said, then is gone; without a number once; switched on, always', () => {
    add({ name: 'cut' }, { name: 'slow', times: 2 }, { name: 'slow_body', on: true });
    for (const name of ['cut', 'slow', 'slow_body']) expect(faults.take(name)).toMatchObject({ name });
    expect(left()).toEqual([1, 'slow_body']);
    expect(faults.take('cut')).toBeUndefined();
  });

  test('fits by phone, however it is written, by text, type and path: all that it names', () => {
    const meant = { phone: '447700900102', text: 'the parcel', type: 'text', path: '/1/messages' };
    add({ name: 'cut', on: true, match: { phone: '+44 7700 900102', text: 'parcel', type: 'text', path: 'messages' } });
    expect(faults.take('cut', meant)).toBeDefined();
    for (const other of [{ phone: '447700900103' }, { text: 'no' }, { text: undefined }, { type: 'image' }, { path: '/1/media' }])
      expect(faults.take('cut', { ...meant, ...other })).toBeUndefined();
  });

  test('is taken away by its name, its code or its status, and the others stay', () => {
    add({ name: '131056' }, { name: '503' }, { name: 'cut', on: true });
    faults.remove('131056');
    faults.remove('503');
    expect(left()).toEqual(['cut']);
    faults.remove('cut');
    expect(left()).toEqual([]);
  });

  test('has a number of its own, also after others went', () => {
    add({ name: 'cut' }, { name: 'slow' });
    faults.remove('cut');
    add({ name: 'cut' });
    expect(faults.all().map(({ id }) => id)).toEqual([2, 3]);
  });

  test("of an HTTP status is code 2 when it is the server's, 4 when it is the caller's", () => {
    expect([faultOf({ name: '503' }), faultOf({ name: '429' })]).toMatchObject([
      { code: 2, status: 503, times: 1 },
      { code: 4, status: 429 },
    ]);
    expect([faultOf({ name: '399' }), faultOf({ name: '600' }), faultOf({ name: 'toString' })]).toEqual([undefined, undefined, undefined]);
  });

  test('of a header has its settings as numbers', () => {
    expect(faultFromHeader('131047 ; way=sync; retry_after = 7')).toEqual({
      name: 'graph_error',
      code: 131047,
      way: 'sync',
      retry_after: 7,
    });
    expect(faultFromHeader('131047; way=later')).not.toHaveProperty('way');
  });
});

describe('a script', () => {
  test('is for messages of the business, for calls of a path, or for what it says; and is gone after its last step', () => {
    add({ script: ['500', '-'] }, { script: ['501'], match: { path: '/media' } }, { script: ['502'], match: { what: 'message' } });
    expect(faults.next({ what: 'message' })).toMatchObject({ status: 502 });
    expect(faults.next({ what: 'call', path: '/1/media' })).toMatchObject({ status: 501 });
    expect([faults.next(send), left(), faults.next(send), left()]).toMatchObject([{ status: 500 }, [1], undefined, []]);
  });

  test('or a storm of nothing is refused', () => {
    for (const body of [{ script: [] }, { name: 'storm', among: [] }, { script: ['gremlins'] }, { name: 'storm', among: ['gremlins'] }])
      expect(faultOf(body)).toBeUndefined();
  });
});

describe('what is drawn', () => {
  const drawn = (body: Json): string => {
    faults.clear();
    add(body);
    return Array.from({ length: 40 }, () => (faults.take('cut') ? 'x' : '-')).join('');
  };
  test('is the same with the same seed, another with another, and about its share', () => {
    const one = drawn({ name: 'cut', probability: 0.3, seed: 5 });
    expect(drawn({ name: 'cut', probability: 0.3, seed: 5 })).toBe(one);
    expect(drawn({ name: 'cut', probability: 0.3, seed: 6 })).not.toBe(one);
    expect(one.replaceAll('-', '').length).toBeGreaterThan(4);
    expect(one.replaceAll('-', '').length).toBeLessThan(24);
  });
  test('goes on until it is taken away, or for as many as it was given', () => {
    expect(drawn({ name: 'cut', probability: 1 })).toBe('x'.repeat(40));
    expect(drawn({ name: 'cut', probability: 1, times: 3 })).toBe(`xxx${'-'.repeat(37)}`);
  });
  test('of a storm differs by its seed, also when each time something happens', () => {
    const storm = (seed: number): unknown[] => {
      faults.clear();
      add({ name: 'storm', probability: 1, seed, among: ['500', '501', '502', '503'] });
      return Array.from({ length: 20 }, () => faults.next(send)?.status);
    };
    expect(storm(1)).toEqual(storm(1));
    expect(storm(1)).not.toEqual(storm(2));
    expect(new Set(storm(1)).size).toBe(4);
  });
});
