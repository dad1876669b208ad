import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { manifests } from '@frontdesk/local';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import pg from 'pg';

let database: TestDatabase;
let tables: { schema: string; name: string }[];

beforeAll(async () => {
  database = await testDatabase(manifests);
  tables = await as(
    database.adminUrl,
    async (admin) =>
      (
        await admin.query<{ schema: string; name: string }>(
          `SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'bus')`,
        )
      ).rows,
  );
}, 60_000);
afterAll(() => database.close());

async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const refused = async (client: pg.Client, sql: string) =>
  client.query(sql).then(
    () => false,
    (error: { code?: string }) => error.code === '42501',
  );

test.each(manifests.map((manifest) => [manifest.name, manifest] as const))(
  '%s is refused every table that is not its own',
  async (_, manifest) => {
    const open: string[] = [];
    await as(database.urlFor(manifest.name), async (client) => {
      for (const { schema, name } of tables.filter((table) => !manifest.owns.includes(table.schema))) {
        const mayRead = schema === 'vault' && manifest.opensVault === true;
        if (!mayRead && !(await refused(client, `SELECT 1 FROM ${schema}.${name}`))) open.push(`reads ${schema}.${name}`);
        if (!(await refused(client, `DELETE FROM ${schema}.${name}`))) open.push(`writes ${schema}.${name}`);
      }
      for (const schema of manifest.owns)
        if (!(await refused(client, `CREATE TABLE ${schema}.intruder (id int)`))) open.push(`runs DDL in ${schema}`);
    });
    expect(open).toEqual([]);
  },
);

test('the log is swept by gateway alone, and no record of it is changed', async () => {
  const granted = await as(database.adminUrl, (admin) =>
    admin.query<{ right: string }>(
      `SELECT grantee || ' ' || privilege_type || ' ' || table_name AS right FROM information_schema.role_table_grants
       WHERE table_schema = 'bus' AND grantee LIKE 'frontdesk_%' AND (privilege_type IN ('DELETE', 'TRUNCATE') OR table_name = 'records')
       AND privilege_type NOT IN ('SELECT', 'INSERT')`,
    ),
  );
  expect(granted.rows).toEqual([{ right: 'frontdesk_gateway DELETE records' }]);
});

test("the seed's tables are as they were asked for", async () => {
  const columns = await as(database.adminUrl, async (admin) =>
    (
      await admin.query<{ column: string }>(
        `SELECT table_name || '.' || column_name || ' ' || udt_name AS column FROM information_schema.columns
     WHERE table_name IN ('conversations', 'messages', 'tickets', 'wa_events')`,
      )
    ).rows.map((row) => row.column),
  );
  expect(columns).toEqual(
    expect.arrayContaining([
      'conversations.id text',
      'conversations.customer_hash text',
      'conversations.state text',
      'conversations.tier text',
      'conversations.topic text',
      'conversations.opened_at timestamptz',
      'conversations.closed_at timestamptz',
      'messages.id uuid',
      'messages.conversation_id text',
      'messages.ts timestamptz',
      'messages.sender text',
      'messages.body text',
      'messages.metadata jsonb',
      'tickets.id uuid',
      'tickets.conversation_id text',
      'tickets.helpdesk_key text',
      'tickets.status text',
      'tickets.assignee text',
      'tickets.sla_due_at timestamptz',
      'wa_events.id uuid',
      'wa_events.ts timestamptz',
      'wa_events.conversation_id text',
      'wa_events.actor text',
      'wa_events.event_type text',
      'wa_events.payload jsonb',
      'wa_events.model text',
      'wa_events.tokens_in int4',
      'wa_events.tokens_out int4',
      'wa_events.cost_usd numeric',
      'wa_events.prompt_version text',
      'wa_events.intent text',
      'wa_events.confidence float4',
    ]),
  );
});
