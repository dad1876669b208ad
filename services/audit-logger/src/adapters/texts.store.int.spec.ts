import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import type { Message } from '@frontdesk/contracts';
import { Clock, Logger, Meters } from '@frontdesk/runtime';
import { message, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { recorded } from '../../test/recorded.ts';
import { config } from '../config.ts';
import { manifest } from '../manifest.ts';
import { EventsStore } from './events.store.ts';
import { Forgetting } from './forgetting.ts';
import { Horizons } from './horizons.ts';
import { TextsStore } from './texts.store.ts';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);
afterEach(async () => {
  for (const table of ['wa_events', 'messages', 'message_marks']) await source.query(`DELETE FROM ${table}`);
});

const dayMs = 24 * 60 * 60_000;
const now = Date.now();
const daysAgo = (days: number): number => now - days * dayMs;
const box = new Uint8Array([1, 2, 3]);
const contact = { contactId: 'c', sealedPhone: box };

const about = (conversationId: string, days: number, what: string, number?: number) => ({
  id: deriveId(daysAgo(days), conversationId, what, days),
  conversationId,
  decidedAt: daysAgo(days),
  ...(number === undefined ? {} : { fence: { case: number, epoch: 0, turn: 0 } }),
});
const opened = (of: string, number: number, days: number): Message =>
  message('CaseOpened', { case: number, contact }, about(of, days, 'opened', number));
const closed = (of: string, number: number, days: number): Message =>
  message('CaseClosed', { reason: 'resolved' }, about(of, days, 'closed', number));
const idOf = (words: string): string => deriveId(now, words);
const said = (of: string, words: string, days: number): Message =>
  message(
    'MessageReceived',
    { messageId: idOf(words), text: { redacted: words, sealed: box }, sentAt: daysAgo(days), contact },
    about(of, days, words),
  );
const noted = (of: string, words: string, days: number): Message =>
  message('MessageNoted', { messageId: idOf(words), notedAs: 'reaction' }, about(of, days, `noted ${words}`));

const wrote = (of: string, words: string, days: number): Message =>
  message('NoteWritten', { noteId: idOf(words), agentId: 'ana', text: { redacted: words, sealed: box } }, about(of, days, words, 1));

const given = (...messages: Message[]): Promise<void> => recorded(source, messages);
const forget = (): Promise<void> => {
  const horizons = new Horizons(source, new Clock(), config.parse({ SERVICE_TOKEN: 'between-the-services' }));
  const logger = new Logger('audit-logger', 'silent');
  return new Forgetting(horizons, new TextsStore(source), new EventsStore(source), new Meters(), logger).forget();
};
const column = async (statement: string): Promise<string[]> =>
  (await source.query<{ it: string }[]>(`${statement} ORDER BY 1`)).map(({ it }) => it);
const lines = () => column('SELECT body AS it FROM messages');
const marks = () => column('SELECT body AS it FROM messages JOIN message_marks ON message_id = messages.id');
const sealed = () => column(`SELECT DISTINCT conversation_id AS it FROM wa_events WHERE payload::text LIKE '%AQID%'`);

test('what was said goes 180 days after its case closed, however old it is, in the transcript and sealed in decisions', async () => {
  await given(
    opened('over', 1, 400),
    said('over', 'long over', 390),
    noted('over', 'long over', 390),
    wrote('over', 'among colleagues', 390),
    closed('over', 1, 181),
    opened('young', 1, 400),
    wrote('young', 'among them too', 390),
    said('young', 'not so long', 390),
    noted('young', 'not so long', 390),
    closed('young', 1, 179),
    opened('open', 1, 400),
    said('open', 'still owed', 390),
    said('nobody', 'of no case', 181),
  );
  await forget();
  expect(await lines()).toEqual(['among them too', 'not so long', 'still owed']);
  expect(await marks()).toEqual(['not so long']);
  expect(await column('SELECT kind AS it FROM message_marks')).toEqual(['noted']);
  expect(await sealed()).toEqual(['open', 'young']);
});

test('what is sealed in decisions behind the last line goes with it, unless it may be of a case or of a line to come', async () => {
  const routed = (of: string, days: number): Message =>
    message('Routed', { messageId: idOf(of), next: 'answer', question: { redacted: '', sealed: box } }, about(of, days, 'routed'));
  const days = { over: 179, again: 179, open: 172, young: 2 };
  for (const [of, after] of Object.entries(days))
    await given(opened(of, 1, 400), said(of, `long over, ${of}`, 390), closed(of, 1, 200), routed(of, after));
  await given(said('again', 'later', 100), opened('open', 2, 170));
  await forget();
  expect(await lines()).toEqual(['later']);
  expect(await column(`SELECT conversation_id AS it FROM wa_events WHERE event_type = 'Routed' AND payload::text LIKE '%AQID%'`)).toEqual([
    'again',
    'open',
    'young',
  ]);
});

test('of a decision ids, codes and times stay', async () => {
  await given(opened('over', 1, 400), said('over', 'a "sealed": "word"', 390), closed('over', 1, 200));
  const before = await new EventsStore(source).of('over', 10);
  await forget();
  const without = JSON.parse(JSON.stringify(before).replaceAll('"AQID"', 'null')) as object[];
  expect(JSON.parse(JSON.stringify(await new EventsStore(source).of('over', 10)))).toEqual(without);
  expect(JSON.stringify(without)).toContain('"sealedPhone":null');
});

test('who came again loses what was said in the case before, and nothing of the one that is open', async () => {
  await given(
    opened('again', 1, 400),
    said('again', 'the first time', 399),
    closed('again', 1, 300),
    // said while policy was away: its case opened a day later
    said('again', 'the second time', 250),
    opened('again', 2, 249),
    said('again', 'and more', 248),
  );
  await forget();
  expect(await lines()).toEqual(['and more', 'the second time']);
  expect(await column(`SELECT event_type AS it FROM wa_events WHERE payload::text LIKE '%AQID%'`)).toEqual([
    'CaseOpened',
    'MessageReceived',
    'MessageReceived',
  ]);
});

test('more than a step takes', async () => {
  const many = Array.from({ length: 260 }, (_, n) => said('much', `line ${n}`, 390 - n / 100));
  await given(opened('much', 1, 400), ...many, closed('much', 1, 200), opened('open', 1, 395), said('open', 'still owed', 389));
  await forget();
  expect(await lines()).toEqual(['still owed']);
  expect(await sealed()).toEqual(['open']);
});

test('a mark whose line never came goes with the decision that it is', async () => {
  await given(noted('gone', 'never came', 732), noted('gone', 'nor this', 730), noted('gone', 'is there', 733));
  await given(opened('gone', 1, 734), said('gone', 'is there', 200));
  await forget();
  expect(await column('SELECT message_id AS it FROM message_marks')).toEqual([idOf('nor this'), idOf('is there')].sort());
});
