import { describe, expect, test } from '@jest/globals';
import { unreadyBecause } from './readiness.ts';

const now = 1_000_000;

describe('readiness', () => {
  test('a hiccup of ten seconds changes nothing', () => {
    expect(unreadyBecause([{ name: 'postgres', problem: 'away', lastOkAt: now - 10_000 }], now)).toEqual([]);
  });

  test('what lasts longer is named', () => {
    const needs = [
      { name: 'postgres', problem: 'away', lastOkAt: now - 10_001 },
      { name: 'log', problem: '', lastOkAt: now },
    ];
    expect(unreadyBecause(needs, now)).toEqual(['postgres: away']);
  });

  test('what answered well once and nothing since is named', () => {
    expect(unreadyBecause([{ name: 'postgres', problem: '', lastOkAt: now - 10_001 }], now)).toEqual(['postgres: no answer']);
  });

  test('a process that has not seen its needs yet is not ready', () => {
    expect(unreadyBecause([{ name: 'log', problem: 'not seen yet', lastOkAt: 0 }], now)).toEqual(['log: not seen yet']);
  });
});
