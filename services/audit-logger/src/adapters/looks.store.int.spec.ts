import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Message } from '@frontdesk/contracts';
import { message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { recorded } from '../../test/recorded.ts';
import { manifest } from '../manifest.ts';
import { LooksStore } from './looks.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);

const by = (n: number, role: string, id: string) => ({
  id: testId(n),
  conversationId: 'account:*',
  decidedAt: testTime + n,
  actor: { $typeName: 'frontdesk.v1.Actor' as const, kind: role, id },
});

test('who looked at a conversation is told, the newest first, or all from the first on; what was done elsewhere, or is no look, is not', async () => {
  const [mara, kim] = ['mara', 'kim'].map((conversationId) => ({ conversationId, ticketId: 't1' }));
  const messages: Message[] = [
    message('TranscriptOpened', { agentId: 'ana', ...mara }, { ...by(1, 'agent', 'ana'), reasons: ['EXPORTED'] }),
    message('FileOpened', { agentId: 'ana', ...mara, messageId: 'm1', kind: 'image' }, by(2, 'agent', 'ana')),
    message('FieldUnmasked', { agentId: 'lena', ...mara, field: 'phone' }, by(3, 'lead', 'lena')),
    message('FieldUnmasked', { agentId: 'lena', ...kim, field: 'phone' }, by(4, 'lead', 'lena')),
    message('SignedOut', { agentId: 'lena' }, by(5, 'lead', 'lena')),
  ];
  await recorded(source, messages);
  const looks = new LooksStore(source);
  expect(await looks.of('mara', 10)).toEqual([
    {
      id: testId(3),
      at: new Date(testTime + 3).toISOString(),
      actor: 'lead:lena',
      event_type: 'FieldUnmasked',
      field: 'phone',
      exported: false,
    },
    { id: testId(2), at: new Date(testTime + 2).toISOString(), actor: 'agent:ana', event_type: 'FileOpened', field: null, exported: false },
    {
      id: testId(1),
      at: new Date(testTime + 1).toISOString(),
      actor: 'agent:ana',
      event_type: 'TranscriptOpened',
      field: null,
      exported: true,
    },
  ]);
  expect(await looks.of('mara', 1)).toHaveLength(1);
  for (const inParts of [1, 2, 3, 4]) {
    const all: string[] = [];
    for await (const { id } of looks.all('mara', inParts)) all.push(id);
    expect(all).toEqual([testId(1), testId(2), testId(3)]);
  }
});
