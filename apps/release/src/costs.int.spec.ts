import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditRow, EventsStore } from '@frontdesk/audit-logger';
import { whatsappRates } from '@frontdesk/business';
import type { Message, MessageType, DataInit } from '@frontdesk/contracts';
import { withTransaction } from '@frontdesk/postgres';
import { message, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { costs, csvOf, tableOf } from './costs.ts';
import type { Doubtful } from './costs.ts';
import { services } from './services.ts';

const dayMs = 24 * 60 * 60_000;
const from = Date.UTC(2026, 10, 1);
const to = Date.UTC(2026, 11, 1);
const given = JSON.stringify({ currency: 'EUR', cards: [{ category: 'utility', from: '2026-10-01', amounts: { DE: '0.05' } }] });
const rates = whatsappRates.parse(given);

let database: TestDatabase;
let client: Client;
let url: string;
beforeAll(async () => {
  database = await testDatabase(services.map(({ manifest }) => manifest).filter(({ name }) => name === 'audit-logger'));
  const owner = new Client({ connectionString: database.adminUrl });
  await owner.connect();
  await owner.query("CREATE ROLE auditor LOGIN PASSWORD 'auditor'");
  await owner.query('GRANT USAGE ON SCHEMA audit_logger TO auditor');
  await owner.query('GRANT SELECT ON audit_logger.wa_events TO auditor');
  await owner.end();
  const reader = new URL(database.adminUrl);
  [reader.username, reader.password] = ['auditor', 'auditor'];
  url = reader.href;
  client = new Client({ connectionString: url });
  await client.connect();
}, 120_000);
afterAll(async () => {
  await client?.end();
  await database?.close();
}, 60_000);

let made = 0;
const idAt = (ms: number): string => {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8000-8000-${(made += 1).toString(16).padStart(12, '0')}`;
};
const told = <T extends MessageType>(type: T, at: number, conversationId: string, data: DataInit<T>): Message<T> =>
  message(type, data, { id: idAt(at), decidedAt: at, conversationId });

const utility = { pricingModel: 'PMP', pricingType: 'regular', pricingCategory: 'utility', billable: true, billed: true };
const free = { pricingModel: 'PMP', pricingType: 'free_customer_service', pricingCategory: 'service', billable: false, billed: false };

/** A send as it is recorded: dispatched, taken, then what Meta says of it. */
function sent(sendId: string, at: number, statuses: readonly [word: string, data?: object][], category = ''): Message[] {
  const conversationId = `of ${sendId}`;
  const verdict = category === '' ? { verdict: 'ALLOW', sendId } : { verdict: 'USE_TEMPLATE', sendId, template: { category } };
  return [
    told('VerdictGiven', at, conversationId, verdict),
    told('MessageDispatched', at, conversationId, { sendId, contact: { contactId: 'c', numberId: 'n1' } }),
    told('SendAccepted', at, conversationId, { sendId, at }),
    ...statuses.map(([status, data], place) =>
      told('StatusReceived', at + place, conversationId, {
        sendId,
        status,
        at: at + place,
        applied: true,
        message: 'm1',
        part: 0,
        country: 'DE',
        ...data,
      }),
    ),
  ];
}

const record = async (messages: readonly Message[]): Promise<void> => {
  const source = await database.connect('audit-logger');
  await withTransaction(source, (tx) =>
    new EventsStore(source).insert(
      tx,
      messages.map((one) => auditRow(one, '')),
    ),
  );
};

test('what was delivered in a month is told as Meta invoices it, what does not add up by itself, by a role that can only read', async () => {
  const delivered: [string, object][] = [
    ['sent', utility],
    ['delivered', utility],
    ['read', utility],
  ];
  const marketing = { ...utility, pricingCategory: 'marketing' };
  await record([
    ...sent('billed', from, delivered, 'UTILITY'),
    ...sent('billed-too', from + 1, delivered, 'UTILITY'),
    ...sent('free', from, [
      ['sent', free],
      ['delivered', free],
    ]),
    // taken in October, delivered in November, and the other way round at its end
    ...sent(
      'late',
      from - 5,
      [
        ['sent', utility],
        ['delivered', { ...utility, at: from + dayMs }],
      ],
      'UTILITY',
    ),
    ...sent(
      'later',
      to - 1,
      [
        ['sent', utility],
        ['delivered', { ...utility, at: to }],
      ],
      'UTILITY',
    ),
    ...sent('october', from - dayMs, delivered, 'UTILITY'),
    ...sent('other', from, [['delivered', marketing]], 'UTILITY'),
    ...sent('unpriced', from, [['delivered', { pricingModel: '' }]]),
    ...sent('lost', from, []),
    ...sent('abroad', from, [['delivered', { ...utility, country: 'FR' }]], 'UTILITY'),
    ...sent(
      'twice',
      from,
      [
        ['delivered', utility],
        ['delivered', { ...utility, message: 'm2' }],
      ],
      'UTILITY',
    ),
    ...sent('long', from, [
      ['delivered', free],
      ['delivered', { ...free, message: 'm2', part: 1 }],
    ]),
    ...sent(
      'changed',
      from,
      [
        ['sent', { ...utility, billable: false, billed: false }],
        ['delivered', utility],
      ],
      'UTILITY',
    ),
  ]);
  const doubtful: Doubtful[] = [];
  const lines = await costs(client, { from, to, rates, now: to }, (about) => doubtful.push(about));
  expect(csvOf(lines, 'EUR').split('\n')).toEqual([
    'day,number,country,category,type,state,why,messages,amount,currency',
    '2026-11-01,n1,,,,undelivered,,1,0.00,',
    '2026-11-01,n1,DE,,,unknown,no_pricing,1,,',
    '2026-11-01,n1,DE,marketing,regular,unknown,no_rate,1,,',
    '2026-11-01,n1,DE,service,free_customer_service,free,,3,0.00,',
    '2026-11-01,n1,DE,utility,regular,billed,,5,0.25,EUR',
    '2026-11-01,n1,FR,utility,regular,unknown,no_rate,1,,',
    '2026-11-02,n1,DE,utility,regular,billed,,1,0.05,EUR',
    '',
  ]);
  expect(tableOf(lines, 'EUR')).toContain(
    '6 billed for 0.30 EUR, 3 free, 1 not delivered, 3 of unknown cost: it is more than that, or as much',
  );
  expect(doubtful.map(({ doubt, sendId, message: one }) => `${sendId} ${doubt} ${one}`).sort()).toEqual([
    'changed PRICING_CHANGED m1',
    'other OTHER_CATEGORY m1',
    'twice BILLED_TWICE m1',
    'twice BILLED_TWICE m2',
    'unpriced NO_PRICING m1',
  ]);
  const unrated = await costs(client, { from, to, rates: undefined, now: to }, () => undefined);
  expect(unrated.filter(({ why }) => why === 'no_rates').reduce((sum, { messages }) => sum + messages, 0)).toBe(8);
  expect(tableOf(unrated, '')).toContain('0 billed for 0.00, 3 free, 1 not delivered, 9 of unknown cost');
});

test("Meta's words do not leave their field", () => {
  const line = {
    day: '2026-11-01',
    number: '1',
    country: 'DE',
    category: '=1+1',
    type: 'a,"b"',
    state: 'unknown',
    why: 'type_unknown',
  } as const;
  expect(csvOf([{ ...line, messages: 1, micros: undefined }], '').split('\n')[1]).toBe(
    `2026-11-01,1,DE,"'=1+1","'a,""b""",unknown,type_unknown,1,,`,
  );
});

describe('npm run costs', () => {
  const run = (args: string[], env: object = {}) => {
    const options = { encoding: 'utf8', env: { ...process.env, DATABASE_MIGRATION_URL: url, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['apps/release/dist/costs-main.js', ...args], options);
    return { status, out: stdout.trim().split('\n'), err: stderr.trim().split('\n') };
  };
  const november = ['--from', '2026-11-01', '--to', '2026-11-30'];

  test('tells the days named, the last included, and what does not add up beside it', () => {
    const { status, out, err } = run([...november, '--csv'], { WHATSAPP_RATES: given });
    expect([status, out.length]).toEqual([0, 8]);
    expect(err).toEqual(expect.arrayContaining(['BILLED_TWICE of twice twice m2', '2 BILLED_TWICE: went out twice, and both are billed']));
    expect(run(['--from', '2026-11-02', '--to', '2026-11-02']).out.at(-1)).toBe(
      '0 billed for 0.00, 0 free, 0 not delivered, 1 of unknown cost: it is more than that, or as much',
    );
  });

  test('names what is wrong with the rates; of days that are none it says how it is used', () => {
    const { status, err } = run(november, {
      WHATSAPP_RATES: '{"currency":"EUR","cards":[{"category":"utility","from":"now","amounts":{}}]}',
    });
    expect([status, err.join()]).toEqual([78, expect.stringContaining('WHATSAPP_RATES.cards.0.from')]);
    for (const args of [
      [],
      ['--from', '2026-11-01'],
      ['--from', '2026-11-02', '--to', '2026-11-01'],
      ['--from', 'x', '--to', 'y'],
      [...november, 'x'],
    ])
      expect([run(args).status, run(args).err[0]]).toEqual([64, expect.stringContaining('npm run costs -- --from DAY')]);
  });
});
