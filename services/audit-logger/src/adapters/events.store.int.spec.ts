import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { withTransaction } from '@frontdesk/postgres';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { decision } from '../../test/decision.ts';
import type { AuditRow } from '../domain/audit-row.ts';
import { manifest } from '../manifest.ts';
import { EventsStore } from './events.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);

const id = (n: number): string => `01a228e2-38a0-8676-85aa-${String(n).padStart(12, '0')}`;
const row = (n: number, more: Partial<AuditRow> = {}): AuditRow =>
  decision({ id: id(n), ts: 1_795_982_244_000 + n, conversationId: 'conversation', payload: { n }, ...more });
const insert = (rows: readonly AuditRow[]): Promise<void> => withTransaction(source, (tx) => new EventsStore(source).insert(tx, rows));

test('a batch is read back as it was written, whatever stands in it', async () => {
  const awkward = 'a "quoted"\nline, {braces}, \\n, NULL,\ttab, ünïcode 😀';
  await insert([
    row(1, { payload: { text: awkward, nested: [{ text: awkward }, null, 1.5, true], empty: '' } }),
    row(2, { actor: awkward, conversationId: 'conversation', model: awkward, promptVersion: '', intent: 'NULL' }),
    row(3, { model: 'm@1', tokensIn: 12, tokensOut: 0, costUsd: 0.00012, intent: 'returns', confidence: 0.5 }),
    row(4, { payload: {} }),
  ]);
  expect(await new EventsStore(source).of('conversation', 10)).toMatchObject([
    {
      id: id(1),
      ts: new Date(1_795_982_244_001),
      payload: { text: awkward, nested: [{ text: awkward }, null, 1.5, true], empty: '' },
      model: null,
      cost_usd: null,
    },
    { id: id(2), actor: awkward, model: awkward, prompt_version: '', intent: 'NULL', payload: { n: 2 } },
    {
      id: id(3),
      event_type: 'Routed',
      model: 'm@1',
      tokens_in: 12,
      tokens_out: 0,
      cost_usd: '0.00012',
      intent: 'returns',
      confidence: 0.5,
    },
    { id: id(4), payload: {} },
  ]);
});

test('a row that is there already stays as it is', async () => {
  await insert([row(5, { conversationId: 'again' })]);
  await insert([row(5, { conversationId: 'again', payload: { changed: true } }), row(6, { conversationId: 'again' })]);
  expect(await new EventsStore(source).of('again', 10)).toMatchObject([{ payload: { n: 5 } }, { payload: { n: 6 } }]);
});
