import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { lockConversations } from '@frontdesk/bus';
import { eventually, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { erase, onTheLogOf, personOf, readLedger } from './erasures.ts';
import { services } from './services.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-erasures-'));
const ledger = join(folder, 'erasures.jsonl');
const erasure = { contact_id: 'mara', at: '2026-11-24T10:00:00.000Z', by: 'compliance' };
const databases: TestDatabase[] = [];
const clients: Client[] = [];

// What a backup holds: three contacts with all that is kept of them.
async function backup(): Promise<Client> {
  const database = await testDatabase(services.map(({ manifest }) => manifest));
  databases.push(database);
  const client = new Client({ connectionString: database.adminUrl });
  clients.push(client);
  await client.connect();
  for (const [index, contact] of ['mara', 'theo', 'mina'].entries()) {
    const [conversation, id] = [`c-${contact}`, `0190000${index}-0000-8000-8000-00000000000${index}`];
    const rows: [string, unknown[]][] = [
      ["INSERT INTO vault.keys VALUES ($1, 'wrapped', 'k1', now(), NULL)", [contact]],
      ["INSERT INTO gateway.contacts VALUES ($1, 'hash', 'phone', NULL, 'name', now())", [contact]],
      ["INSERT INTO gateway.aliases VALUES ('phone', $1, $1, now(), NULL)", [contact]],
      ["INSERT INTO gateway.threads (conversation_id, contact_id, number_id) VALUES ($2, $1, 'n')", [contact, conversation]],
      ["INSERT INTO gateway.received VALUES ($1, 'hash', $2, 'a wamid', now())", [id, conversation]],
      [
        `INSERT INTO gateway.media
          (message_id, contact_id, number_id, kind, mime, bytes, state, sealed_source, attempt, not_before, received_at, settled_at)
        VALUES ($2, $1, 'n', 'image', 'image/jpeg', 7, 'stored', 'sealed', 1, now(), now(), now())`,
        [contact, id],
      ],
      [
        `INSERT INTO audit_logger.messages (id, conversation_id, ts, sender, body, recorded_at)
        VALUES ($1, $2, now(), 'customer', 'where is it?', now())`,
        [id, conversation],
      ],
      ["INSERT INTO audit_logger.message_marks VALUES ($1, $1, now(), 'delivered')", [id]],
      ["INSERT INTO response_builder.summaries VALUES ($1, 1, 'sealed', now())", [conversation]],
      ["INSERT INTO rag_tools.tool_calls VALUES ($1, 0, $2, 'order_status', '4711', 'ok', 5, now())", [id, conversation]],
      [
        `INSERT INTO rag_tools.slow_work (id, conversation_id, n, topic, record, headers, plan, created_at, concluded_at)
        VALUES ($1, $2, 1, 't', '', '{}', '{"order": "4711"}', now(), now())`,
        [id, conversation],
      ],
      ["INSERT INTO auth.identities VALUES ($1, 'vip', now())", [contact]],
      ["INSERT INTO auth.challenges (id, conversation_id, state) VALUES ($1, $2, 'proved')", [id, conversation]],
      [
        `INSERT INTO auth.codes (id, conversation_id, order_number, rests_on, asked_at, address, sends)
        VALUES ($1, $2, '4711', now(), now(), 'hash of an address', 1)`,
        [id, conversation],
      ],
      ["INSERT INTO auth.attempts VALUES ($1, 'm', '4711', 'proved', 3, now())", [id]],
      [
        `INSERT INTO handoff.threads (conversation_id, case_no, owner, last_at, state, packet)
        VALUES ($1, 1, 'bot', now(), '{"caseNo": 1, "lastLine": "where is it?"}', 'who and what')`,
        [conversation],
      ],
      [
        `INSERT INTO handoff.tickets (id, conversation_id, status, case_no, number, token, opened_at, ended, state, packet)
        VALUES ($1, $2, 'closed', 1, $3, $2, now(), true, '{}', 'who and what')`,
        [id, conversation, 2000 + index],
      ],
      [
        `INSERT INTO handoff.drafts (id, ticket_id, conversation_id, agent_id, at, status, redacted, sealed)
        VALUES ($1, $1, $2, 'a', now(), 'sent', 'hello', 'sealed')`,
        [id, conversation],
      ],
      [
        `INSERT INTO policy.conversations (id, customer_hash, state, owner, case_number, decider)
        VALUES ($1, 'hash', 'closed', 'bot', 1, '{"recent": "where is it?"}')`,
        [conversation],
      ],
      ["INSERT INTO policy.consents VALUES ($1, 1, 'opted_out', 'message', 'm', '', now())", [conversation]],
    ];
    for (const [statement, values] of rows) await client.query(statement, values);
  }
  return client;
}

const left = async (client: Client, contact: string): Promise<Record<string, number>> => {
  const count = async (from: string, value: string) =>
    Number((await client.query<{ count: string }>(`SELECT count(*) FROM ${from}`, [value])).rows[0]!.count);
  const conversation = `c-${contact}`;
  return {
    keys: await count('vault.keys WHERE contact_id = $1 AND wrapped IS NOT NULL', contact),
    names: await count('gateway.contacts WHERE contact_id = $1 AND (sealed_phone IS NOT NULL OR sealed_name IS NOT NULL)', contact),
    aliases: await count('gateway.aliases WHERE contact_id = $1', contact),
    files: await count("gateway.media WHERE contact_id = $1 AND (state, reason, mime) IS DISTINCT FROM ('failed', 'erased', '')", contact),
    lines: await count('audit_logger.messages WHERE conversation_id = $1', conversation),
    marks: await count(
      'audit_logger.message_marks JOIN audit_logger.messages m ON m.id = message_id WHERE conversation_id = $1',
      conversation,
    ),
    summaries: await count('response_builder.summaries WHERE conversation_id = $1', conversation),
    proofs: await count('auth.challenges WHERE conversation_id = $1', conversation),
    codes: await count('auth.codes WHERE conversation_id = $1', conversation),
    tiers: await count('auth.identities WHERE contact_id = $1', contact),
    packets: await count("handoff.tickets WHERE conversation_id = $1 AND packet <> ''", conversation),
    desks: await count(
      `handoff.threads WHERE conversation_id = $1 AND (packet, state) IS DISTINCT FROM ('', '{"caseNo": 1, "lastLine": ""}')`,
      conversation,
    ),
    wamids: await count('gateway.received WHERE conversation_id = $1', conversation),
    calls: await count('rag_tools.tool_calls WHERE conversation_id = $1', conversation),
    plans: await count('rag_tools.slow_work WHERE conversation_id = $1', conversation),
    drafts: await count('handoff.drafts WHERE conversation_id = $1', conversation),
    conversations: await count('policy.conversations WHERE id = $1', conversation),
    'consents of somebody': await count('policy.consents WHERE conversation_id = $1 AND NOT erased', conversation),
  };
};
const each = (value: number, kinds: Record<string, number>) => Object.fromEntries(Object.keys(kinds).map((kind) => [kind, value]));

/** What is left: of some contacts nothing, of the others everything. */
async function expectErased(client: Client, erased: readonly string[]): Promise<void> {
  for (const contact of ['mara', 'theo', 'mina']) {
    const kinds = await left(client, contact);
    expect([contact, kinds]).toEqual([contact, each(erased.includes(contact) ? 0 : 1, kinds)]);
  }
}

async function conflict(client: Client, one: string, other: string, decision?: 'same' | 'different'): Promise<void> {
  const id = `${one} or ${other}`;
  await client.query("INSERT INTO gateway.contact_conflicts VALUES ($1, $2, $3, 'conflict', now(), $4)", [
    id,
    one,
    [other],
    decision ? new Date() : null,
  ]);
  await client.query(
    "INSERT INTO handoff.conflicts (id, outcome, found_at, conversation_ids, decision) VALUES ($1, 'conflict', now(), $2, $3)",
    [id, [`c-${one}`, `c-${other}`], decision ?? null],
  );
}

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  for (const database of databases) await database.close();
  rmSync(folder, { recursive: true });
});

describe('an erased contact', () => {
  test('has no key and no rows; another keeps all', async () => {
    const client = await backup();
    expect(await personOf(client, 'c-mara')).toEqual(['mara']);
    await expectErased(client, []);
    expect(await erase(client, [erasure], { list: ledger })).toEqual(['mara']);
    await expectErased(client, ['mara']);
    expect(await erase(client, [{ ...erasure, contact_id: 'came after the backup' }], { list: ledger })).toEqual([]);
    expect(readLedger(ledger).map(({ contact_id: contact }) => contact)).toEqual(['mara', 'came after the backup']);
  }, 60_000);

  test('is erased again after a restore, by a list that the backup does not hold', async () => {
    const restored = await backup();
    const applied = [];
    for (const one of readLedger(ledger)) applied.push(await erase(restored, [one], 'again'));
    for (const one of readLedger(ledger)) applied.push(await erase(restored, [one], 'again'));
    expect(applied).toEqual([['mara'], [], [], []]);
    await expectErased(restored, ['mara']);
  }, 60_000);

  test('is erased again in a backup of before consents could be marked: its migration marks those of nobody', async () => {
    const restored = await backup();
    await restored.query('ALTER TABLE policy.consents DROP COLUMN erased');
    expect(await erase(restored, [erasure], 'again')).toEqual(['mara']);
    expect((await restored.query("SELECT FROM policy.conversations WHERE id = 'c-mara'")).rows).toEqual([]);
  }, 60_000);

  test('leaves the failed proofs of an order counted, with nothing that says whose they were', async () => {
    const client = await backup();
    await client.query(
      `INSERT INTO auth.attempts SELECT id, conversation_id || n, '4711', 'failed', 0, now() FROM auth.challenges, generate_series(1, 2) AS n
       WHERE conversation_id IN ('c-mara', 'c-theo')`,
    );
    await erase(client, [erasure, { ...erasure, contact_id: 'theo' }], 'again');
    await erase(client, [erasure], 'again');
    const failed = await client.query<{ whose: string }>(
      `SELECT order_number, c::text || a::text AS whose FROM auth.attempts a JOIN auth.challenges c ON c.id = a.challenge_id WHERE outcome = 'failed'`,
    );
    expect(failed.rows).toEqual(Array(4).fill({ order_number: '4711', whose: expect.stringMatching(/^\(erased,erased,/) }));
    expect(failed.rows.map(({ whose }) => whose).join()).not.toMatch(/mara|theo|01900/);
    await expectErased(client, ['mara', 'theo']);
  }, 60_000);

  test('leaves the mails to an address counted, with nothing that says for whom or for what', async () => {
    const client = await backup();
    await client.query("UPDATE auth.codes SET address = NULL, sends = 0 WHERE conversation_id = 'c-theo'");
    await erase(client, [erasure, { ...erasure, contact_id: 'theo' }], 'again');
    const codes = await client.query(
      "SELECT id, to_jsonb(c) - 'id' - 'asked_at' - 'rests_on' AS code FROM auth.codes c WHERE order_number <> '4711'",
    );
    expect(codes.rows).toEqual([
      {
        id: expect.not.stringMatching(/01900/),
        code: { conversation_id: 'erased', order_number: '', address: 'hash of an address', sends: 1, said: null },
      },
    ]);
    await expectErased(client, ['mara', 'theo']);
  }, 60_000);

  test('is refused while a person is at it, and nothing is half done', async () => {
    const client = await backup();
    await client.query("UPDATE handoff.tickets SET ended = false WHERE conversation_id = 'c-mara'");
    const before = readLedger(ledger);
    await expect(erase(client, [erasure], { list: ledger })).rejects.toMatchObject({
      code: 'TICKET_OPEN',
      message: 'ticket 2000 is open: resolve it first',
    });
    await expectErased(client, []);
    expect(readLedger(ledger)).toEqual(before);
    await expect(personOf(client, 'nobody')).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' });
  }, 60_000);
});

test('nobody waits for an answer to somebody who is erased again: clocks, held questions and cases that ran at the point are over', async () => {
  const client = await backup();
  await client.query(`UPDATE handoff.tickets SET ended = false, status = 'held', assignee = 'ana'`);
  await client.query(`UPDATE handoff.threads SET owner = 'agent:ana', state = state || '{"owner": "agent:ana"}'`);
  await client.query(
    `INSERT INTO sla_scheduler.clocks SELECT conversation_id, 'reply', 'bot_reply', 1, 0, 1, '', '', '', '', now(), now(), NULL, '{}' FROM gateway.threads`,
  );
  await client.query(`INSERT INTO sla_scheduler.jobs SELECT conversation_id, 'reply', 'silence', now(), now() FROM gateway.threads`);
  await client.query(
    `INSERT INTO policy.held (conversation_id, held_id, message_id, attempt, due_at, give_up_at)
     SELECT conversation_id, gen_random_uuid(), 'm', 1, now(), now() FROM gateway.threads`,
  );
  await erase(client, [erasure], 'again');
  const running = (of: string) => client.query<{ conversation_id: string }>(`SELECT conversation_id FROM ${of} ORDER BY 1`);
  for (const of of [
    'sla_scheduler.jobs',
    'sla_scheduler.clocks WHERE ended_at IS NULL',
    'policy.held WHERE released_at IS NULL',
    "handoff.tickets WHERE NOT ended AND status = 'held'",
    `handoff.threads WHERE owner = 'agent:ana' AND state->>'owner' = owner`,
  ])
    expect([of, (await running(of)).rows]).toEqual([of, [{ conversation_id: 'c-mina' }, { conversation_id: 'c-theo' }]]);
}, 60_000);

describe('what the log goes on holding of a contact', () => {
  const item = (n: number): string => `0190000a-0000-8000-8000-00000000000${n}`;
  const claimed = async (client: Client): Promise<string[]> =>
    (await client.query<{ cause_id: string }>('SELECT cause_id FROM gateway.inbox ORDER BY 1')).rows.map((row) => row.cause_id);
  // mara's message and her edit of one that nobody knows, a status of what she was sent, a stranger's message
  async function audited(): Promise<Client> {
    const client = await backup();
    for (const [n, key] of [
      [1, 'her hash'],
      [2, 'her hash'],
      [3, 'account:n'],
      [4, 'another hash'],
      [5, 'her hash'],
    ] as const)
      await client.query(
        "INSERT INTO audit_logger.wa_events (id, ts, conversation_id, actor, event_type, payload) VALUES ($1, now(), $2, 'meta:', 'WebhookItem', '{}')",
        [item(n), key],
      );
    await client.query(
      `INSERT INTO audit_logger.wa_events (id, ts, conversation_id, actor, event_type, payload)
       SELECT gen_random_uuid(), now(), 'c-mara', 'customer:', said, jsonb_build_object('causes', ARRAY[cause])
       FROM (VALUES ('MessageReceived', $1), ('DeliveryStatusReceived', $2)) AS row (said, cause)`,
      [item(1), item(3)],
    );
    for (const n of [1, 2, 3, 4]) await client.query('INSERT INTO gateway.inbox (cause_id, created_at) VALUES ($1, now())', [item(n)]);
    return client;
  }

  test('is written down by ids of ours: conversations, and each item of theirs that gateway has taken', async () => {
    const client = await audited();
    expect(await onTheLogOf(client, 'mara')).toEqual({ conversations: ['c-mara'], items: [item(1), item(2)] });
    expect(await onTheLogOf(client, 'theo')).toEqual({ conversations: ['c-theo'], items: [] });
  }, 60_000);

  test('brings nobody back after a restore: gateway knows the items, and the lines that were read again go', async () => {
    const restored = await backup();
    const list = join(folder, 'read again.jsonl');
    const unknown = { ...erasure, contact_id: 'came after the backup', conversations: ['c-new'], items: [item(4)] };
    await erase(await audited(), [{ ...erasure, conversations: ['c-mara'], items: [item(1), item(2)] }, unknown], { list });
    for (const one of readLedger(list)) await erase(restored, [one], 'again');
    expect(await claimed(restored)).toEqual([item(1), item(2), item(4)]);
    await restored.query(
      `INSERT INTO audit_logger.messages (id, conversation_id, ts, sender, body, recorded_at)
       SELECT gen_random_uuid(), conversation, now(), 'customer', 'where is it?', now() FROM unnest(ARRAY['c-mara', 'c-new']) AS conversation`,
    );
    for (const one of readLedger(list)) await erase(restored, [one], 'again');
    await expectErased(restored, ['mara']);
    expect((await restored.query("SELECT FROM audit_logger.messages WHERE conversation_id = 'c-new'")).rowCount).toBe(0);
  }, 60_000);
});

describe('a person with two contacts', () => {
  test('is erased in both once somebody has judged them one; who was judged another keeps all', async () => {
    const client = await backup();
    const list = join(folder, 'both.jsonl');
    await conflict(client, 'mara', 'mina', 'same');
    await conflict(client, 'theo', 'mina', 'different');
    const contacts = await personOf(client, 'c-mara');
    expect([contacts, await personOf(client, 'c-mina'), await personOf(client, 'c-theo')]).toEqual([contacts, ['mara', 'mina'], ['theo']]);
    const erasures = contacts.map((contact) => ({ ...erasure, contact_id: contact }));
    expect(await erase(client, erasures, { list })).toEqual(['mara', 'mina']);
    await expectErased(client, ['mara', 'mina']);
    expect(readLedger(list)).toEqual(erasures.map((one) => ({ ...one, suppressed: [] })));
  }, 60_000);

  test('is not erased while nobody has judged, and both conversations are named', async () => {
    const client = await backup();
    await conflict(client, 'theo', 'mina', 'same');
    await conflict(client, 'mara', 'mina');
    await expect(personOf(client, 'c-theo')).rejects.toMatchObject({
      code: 'CONFLICT_OPEN',
      message: expect.stringContaining("c-mara, c-mina may be one person's (conflict mara or mina)"),
    });
  }, 60_000);
});

describe('a contact that had ended it, and is erased', () => {
  const stopAt = '2026-11-20T09:00:00.000Z';
  const ended = async (client: Client, contact: string, words: object) =>
    client.query('UPDATE policy.conversations SET decider = decider || $2 WHERE id = $1', [`c-${contact}`, words]);
  const stop = { optedOut: true, consentWordAt: Date.parse(stopAt) };
  const kept = async (client: Client) =>
    (
      await client.query<{ kept: string }>(
        `SELECT concat_ws(' ', number_id, kind, hash, category, to_json(at AT TIME ZONE 'UTC') #>> '{}') AS kept FROM gateway.suppressions ORDER BY 1`,
      )
    ).rows.map((row) => row.kept);
  const list = (name: string): string => join(folder, `${name}.jsonl`);

  test('is known by the keyed hash of each address that was theirs, with category and time; who had not ended it is not', async () => {
    const client = await backup();
    await client.query(
      "INSERT INTO gateway.aliases VALUES ('user_id', 'her id', 'mara', now(), NULL), ('phone', 'her number before', 'mara', now(), now())",
    );
    await ended(client, 'mara', { ...stop, marketing: { optedOut: true, at: Date.parse(stopAt) + 1000 } });
    await ended(client, 'theo', { optedOut: false, consentWordAt: Date.parse(stopAt), marketing: { optedOut: false, at: 0 } });
    await erase(client, [erasure], { list: list('stopped') });
    await erase(client, [{ ...erasure, contact_id: 'theo' }], { list: list('stopped') });
    expect(await kept(client)).toEqual([
      'n phone mara  2026-11-20T09:00:00',
      'n phone mara marketing 2026-11-20T09:00:01',
      'n user_id her id  2026-11-20T09:00:00',
      'n user_id her id marketing 2026-11-20T09:00:01',
    ]);
    await expectErased(client, ['mara', 'theo']);
  }, 60_000);

  test('is known though the word is being decided: the erasure waits for whoever has the conversation', async () => {
    const client = await backup();
    const policy = new Client({ connectionString: databases.at(-1)!.adminUrl });
    clients.push(policy);
    await policy.connect();
    await policy.query('BEGIN; SET LOCAL search_path TO policy');
    await lockConversations(policy, ['c-mara']);
    const done = erase(client, [erasure], { list: list('under-way') });
    const waiting = `SELECT FROM pg_locks JOIN pg_database ON oid = database
      WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`;
    await eventually(async () => (await policy.query(waiting)).rowCount === 1);
    await ended(policy, 'mara', stop);
    await policy.query('COMMIT');
    await done;
    expect(await kept(client)).toEqual(['n phone mara  2026-11-20T09:00:00']);
    await expectErased(client, ['mara']);
  }, 60_000);

  test('is known after a restore too, though the backup is older than the STOP, or than the place where it is kept', async () => {
    const restored = await backup();
    await restored.query('ALTER TABLE gateway.suppressions RENAME TO not_yet');
    for (const one of readLedger(list('stopped'))) await erase(restored, [one], 'again');
    await restored.query('ALTER TABLE gateway.not_yet RENAME TO suppressions');
    expect(await kept(restored)).toEqual([]);
    for (const one of readLedger(list('stopped'))) expect(await erase(restored, [one], 'again')).toEqual([]);
    expect(await kept(restored)).toHaveLength(4);
    for (const one of readLedger(list('stopped'))) await erase(restored, [one], 'again');
    expect(await kept(restored)).toHaveLength(4);
  }, 60_000);

  test('is known by what the backup holds, where the list is of a release that kept none', async () => {
    const restored = await backup();
    // nor did it keep when
    await ended(restored, 'mara', { optedOut: true, consentWordAt: 0 });
    await erase(restored, [erasure], 'again');
    expect(await kept(restored)).toEqual(['n phone mara  2026-11-24T10:00:00']);
  }, 60_000);

  test.each([
    ['a STOP', 1, ['n phone mara  2026-11-20T09:00:00']],
    ['a START', -1, []],
  ])(
    'counts as one person where it was two contacts: %s that was the last word stands',
    async (_, laterMs, stands) => {
      const client = await backup();
      await ended(client, 'mina', stop);
      await ended(client, 'mara', { optedOut: false, consentWordAt: stop.consentWordAt - laterMs });
      await client.query("DELETE FROM gateway.aliases WHERE contact_id = 'mina'");
      await erase(client, [erasure, { ...erasure, contact_id: 'mina' }], { list: list(`person ${laterMs}`) });
      expect(await kept(client)).toEqual(stands);
    },
    60_000,
  );
});

test.each(services.map(({ manifest }) => manifest.name))('%s forgets in its own tables alone', (name) => {
  const file = join(import.meta.dirname, '../../../services', name, 'erasure.sql');
  const statements = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => !line.startsWith('--'))
        .join('\n')
    : '';
  expect(statements.match(/\b(from|update|into|join)\s+\w+\.\w+/gi)).toBe(null);
});

test('a list that was cut short is refused, by line', () => {
  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, `${readFileSync(ledger, 'utf8')}{"contact_id":"x`);
  expect(() => readLedger(broken)).toThrow('broken.jsonl, line 3: expected {"contact_id", "at", "by"}');
});
