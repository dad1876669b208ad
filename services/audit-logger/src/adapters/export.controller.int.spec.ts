import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Message } from '@frontdesk/contracts';
import { Logger } from '@frontdesk/runtime';
import { message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { recorded } from '../../test/recorded.ts';
import { manifest } from '../manifest.ts';
import { EventsStore } from './events.store.ts';
import { ExportController } from './export.controller.ts';
import { LooksStore } from './looks.store.ts';
import { ThreadStore } from './thread.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);

const given = (...messages: Message[]): Promise<void> => recorded(source, messages);
const about = (conversationId: string, n: number, ms: number) => ({ id: testId(n), conversationId, decidedAt: testTime + ms });
const exported = async (conversationId: string, source_ = source) => {
  const logger = new Logger('audit-logger', 'silent');
  const controller = new ExportController(new ThreadStore(source_), new EventsStore(source_), new LooksStore(source_), logger);
  const lines = (await text(controller.export(conversationId).getStream())).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { kind: string; [member: string]: unknown });
};

test('all of a conversation is exported, and nothing of another one: what was said, what was decided, who looked, and that this is all', async () => {
  const sealed = new Uint8Array([1, 2, 3]);
  // more than two parts, many of one moment
  const many = Array.from({ length: 450 }, (_, n) =>
    message(
      'MessageReceived',
      { messageId: testId(1_000 + n), text: { redacted: `line ${n} [EMAIL_1]`, sealed }, sentAt: testTime },
      about('mara', n, Math.floor(n / 100)),
    ),
  );
  await given(
    ...many,
    message('ConsentChanged', { basis: 'opt_in' }, about('mara', 601, 10)),
    message('VerdictGiven', { verdict: 'ALLOW', subjectId: 'r' }, about('mara', 602, 11)),
    message('TranscriptOpened', { agentId: 'ana', conversationId: 'mara' }, { ...about('account:*', 603, 12) }),
    message('TranscriptOpened', { agentId: 'ana', conversationId: 'kim' }, { ...about('account:*', 604, 12) }),
    message('MessageReceived', { messageId: testId(2_000), text: { redacted: 'of kim' } }, about('kim', 605, 0)),
  );
  const rows = await exported('mara');
  const of = (kind: string) => rows.filter((row) => row.kind === kind);
  expect([of('message'), of('decision'), of('consent'), of('verdict'), of('look')].map(({ length }) => length)).toEqual([
    450, 450, 1, 1, 1,
  ]);
  expect(rows.at(-1)).toEqual({ kind: 'end', lines: 903 });
  expect(new Set(of('message').map(({ id }) => id)).size).toBe(450);
  expect(of('message')[0]).toMatchObject({ text: { redacted: 'line 0 [EMAIL_1]' } });
  expect(JSON.stringify(rows)).not.toMatch(/sealed|AQID|of kim/);
});

test('where it cannot be read to its end there is no last line, and the stream says so', async () => {
  const reads: string[] = [];
  const failing = {
    query: (statement: string, parameters: unknown[]) => {
      reads.push(statement);
      if (reads.length === 3) throw new Error('away');
      return source.query(statement, parameters);
    },
  };
  await expect(exported('mara', failing as unknown as DataSource)).rejects.toThrow('away');
});
