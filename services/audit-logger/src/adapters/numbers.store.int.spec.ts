import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import { message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { recorded } from '../../test/recorded.ts';
import { manifest } from '../manifest.ts';
import { NumbersStore } from './numbers.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);

const hour = 60 * 60_000;
const day = 24 * hour;
const from = testTime;
let count = 0;
const told = ((type, data, more) => {
  count += 1;
  const decidedAt = more?.decidedAt ?? from;
  return message(type, data, { id: deriveId(decidedAt, 'spec', count), conversationId: 'mara', decidedAt, ...more });
}) as typeof message;
const fence = { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 0, turn: 1 };

test('a day is added up from what was decided in it', async () => {
  await recorded(source, [
    told('HandoffOpened', { ticketId: 't1', reason: 'VIP', waitingSince: from - 2 * hour }, { decidedAt: from - 2 * hour }), // the day before
    told('CaseOpened', { seq: 1, case: 1 }, { fence, decidedAt: from + 1 }),
    told('TurnOpened', { seq: 2, oldestOpen: 'm1', oldestOpenAt: from + 1 }, { fence, decidedAt: from + 1 }),
    told('TurnAnswered', { seq: 3, answered: ['m1'], by: 'r1' }, { fence, decidedAt: from + 1_001 }),
    told('OwnerChanged', { seq: 9, cause: 'CaseResolved', ticketId: 't1', to: 'bot' }, { fence, decidedAt: from + hour }),
    told('SlaBreached', { clock: 'resolution', ticketId: 't1' }, { decidedAt: from + hour }),
    told(
      'VerdictGiven',
      { seq: 4, verdict: 'REFUSE', reason: 'TOO_LONG' },
      {
        fence,
        guardrails: [
          { name: 'fence', passed: true },
          { name: 'content', passed: false },
        ] as never,
        decidedAt: from + 2,
      },
    ),
    told('MessageDispatched', { sendId: testId(1), speaker: 'bot' }, { decidedAt: from + 3 }),
    told('StatusReceived', { sendId: testId(1), status: 'delivered', at: from + 4, message: 'w1' }, { decidedAt: from + 4 }),
    told('CaseOpened', { seq: 1, case: 2 }, { fence, decidedAt: from + day }), // the day after
  ]);
  const store = new NumbersStore(source, { WHATSAPP_RATES: undefined });
  const { numbers, costs, conversations } = await store.of(from, from + day);
  expect(numbers).toMatchObject({
    cases: { opened: 1 },
    handoffs: {},
    firstResponse: { count: 1, p50: 1_000 },
    resolution: { count: 1, p50: 3 * hour },
    promises: { resolution: { kept: 0, missed: 1 } },
    guardrails: { content: 1 },
  });
  expect([costs.messages.unknown, conversations]).toEqual([{ no_pricing: 1 }, 1]);
  expect((await store.of(from - day, from)).numbers.handoffs).toEqual({ VIP: 1 });
});

test('a day is read again until what was decided an hour after it is on record, however late that comes', async () => {
  const store = new NumbersStore(source, { WHATSAPP_RATES: undefined });
  const start = from + 10 * day;
  const opened = async () => (await store.of(start, start + day)).numbers.cases.opened;
  const opens = (at: number) => recorded(source, [told('CaseOpened', { case: count }, { decidedAt: at })]);
  expect(await opened()).toBe(0);
  await opens(start + 1);
  await opens(start + day + hour - 1);
  expect(await opened()).toBe(1);
  await opens(start + 2);
  await opens(start + day + hour);
  expect(await opened()).toBe(2);
  await opens(start + 3);
  expect(await opened()).toBe(2);
});
