import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ChainStore, manifest } from '@frontdesk/audit-logger';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { auditArguments, report } from './audit.ts';
import { queryOn } from './query.ts';

const day = '2026-11-30';
const hash = 'a'.repeat(64);

describe('npm run audit', () => {
  test.each([
    [['head'], { verb: 'head' }],
    [['verify'], { verb: 'verify' }],
    [['verify', '--from', day], { verb: 'verify', from: new Date(day) }],
    [['verify', '--to', `${day}T09:30:00Z`], { verb: 'verify', to: new Date(`${day}T09:30:00Z`) }],
    [['verify', '--head', `17:${hash}`], { verb: 'verify', head: { number: 17, hash } }],
  ])('%j is understood', (given, asked) => expect(auditArguments(given)).toEqual(asked));

  test.each([
    [[]],
    [['head', 'now']],
    [['verify', 'all']],
    [['verify', '--from', 'monday']],
    [['verify', '--from', '2026-13-01']],
    [['verify', '--to', '2026-02-30']],
    [['verify', '--head', hash]],
  ])('%j is not', (given) => expect(auditArguments(given)).toBeUndefined());
});

describe('the report', () => {
  let database: TestDatabase;
  let admin: Client;
  let reader: Client;
  beforeAll(async () => {
    database = await testDatabase([manifest]);
    const source = await database.connect('audit-logger');
    admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query('SET search_path TO audit_logger');
    const store = new ChainStore(source);
    for (const name of ['one', 'two'])
      await admin.query(
        `INSERT INTO wa_events (id, ts, conversation_id, actor, event_type, payload) VALUES (gen_random_uuid(), now(), '${name}', '', 'Routed', '{}')`,
      );
    for (const upTo of [1, 2]) await store.close(upTo, new Date('2024-01-01'), new Date(`2026-11-0${upTo}`));
    await admin.query(
      `INSERT INTO wa_events (id, ts, conversation_id, actor, event_type, payload) VALUES (gen_random_uuid(), now(), 'three', '', 'Routed', '{}')`,
    );
    reader = new Client({ connectionString: database.adminUrl });
    await reader.connect();
    await reader.query('SET default_transaction_read_only = on; SET search_path TO audit_logger');
  }, 60_000);
  afterAll(async () => {
    await admin?.end();
    await reader?.end();
    await database?.close();
  }, 60_000);
  beforeEach(() => admin.query('CREATE TABLE kept AS SELECT * FROM wa_events'));
  afterEach(() => admin.query('DELETE FROM wa_events; INSERT INTO wa_events SELECT * FROM kept; DROP TABLE kept'));

  async function said(...options: string[]): Promise<{ code: number; lines: string[] }> {
    const asked = auditArguments(['verify', ...options]);
    if (asked?.verb !== 'verify') throw new Error('not understood');
    const lines: string[] = [];
    const code = await report(queryOn(reader), asked, (line) => lines.push(line));
    return { code, lines };
  }
  const heads = async () =>
    (await admin.query<{ head: string }>(`SELECT number || ':' || encode(hash, 'hex') AS head FROM audit_blocks ORDER BY number`)).rows.map(
      ({ head }) => head,
    );

  test('says that all is what was recorded, by whoever may only read', async () => {
    const [first, second] = await heads();
    const lines = [
      'blocks: 2; decisions as recorded: 2, past their horizon and forgotten: 0, in no block yet: 1',
      `horizon, as audit-logger was set: 2024-01-01T00:00:00.000Z; newest block: ${second}`,
    ];
    expect(await said()).toEqual({ code: 0, lines });
    expect(await said('--head', first!)).toEqual({ code: 0, lines });
  });

  test('names what differs, and is no success', async () => {
    await admin.query(`UPDATE wa_events SET actor = 'nobody' WHERE seq = 1; DELETE FROM wa_events WHERE seq = 2`);
    expect(await said()).toMatchObject({
      code: 2,
      lines: [
        'block 1: decision 1 is not what was recorded',
        'block 2: decision 2 is missing, and is not past its horizon',
        expect.anything(),
        expect.anything(),
      ],
    });
    expect(await said('--from', '2026-11-02')).toMatchObject({
      code: 2,
      lines: [expect.stringContaining('decision 2'), expect.anything(), expect.anything()],
    });
    expect((await said('--to', '2026-11-01')).code).toBe(0);
  });

  test('a chain that was made anew has another head than the one that was kept', async () => {
    expect(await said('--head', `2:${hash}`)).toMatchObject({
      code: 2,
      lines: ['block 2: its hash is not the one that was kept, or it is not among these', expect.anything(), expect.anything()],
    });
  });

  test('what has no number is told', async () => {
    await admin.query('UPDATE wa_events SET seq = NULL WHERE seq = 3');
    expect(await said()).toMatchObject({
      code: 2,
      lines: [expect.stringContaining('not recorded as the others: 1'), expect.anything(), expect.anything()],
    });
  });
});
