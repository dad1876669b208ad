import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Clock } from './clock.ts';
import { Forgetting } from './forgetting.ts';
import { Logger } from './logger.ts';
import { Meters } from './meters.ts';

test('a kind that cannot be forgotten holds up none behind it', async () => {
  const meters = new Meters();
  const db = { query: async () => [{ ms: '1' }] } as unknown as DataSource;
  const broken = { what: 'broken', keptMs: 1000, step: () => Promise.reject(new Error('a row that does not decode')) };
  const files = { what: 'files', keptMs: 1000, step: async () => 7 };
  await new Forgetting(db, new Clock(), meters, new Logger('gateway', 'silent'), [broken, files]).forget();
  expect(await meters.registry.metrics()).toContain('frontdesk_forgotten_total{what="files"} 7');
});
