import pg from 'pg';

export interface Statement {
  readonly role: string;
  readonly text: string;
  readonly calls: number;
  readonly ms: number;
  /** of PostgreSQL's own log */
  readonly walBytes: number;
}

async function asked<Row extends object>(adminUrl: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** In force after the next start of the server. */
export const wantStatements = async (adminUrl: string): Promise<void> => {
  await asked(adminUrl, `ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
  await asked(adminUrl, `ALTER SYSTEM SET pg_stat_statements.track_planning = on`);
};

export const startStatements = async (adminUrl: string): Promise<void> => {
  await asked(adminUrl, 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await asked(adminUrl, 'SELECT pg_stat_statements_reset()');
};

/** What the server spent its time on: planning and executing, by role and statement, the largest first. */
export async function readStatements(adminUrl: string): Promise<Statement[]> {
  const rows = await asked<{ role: string; text: string; calls: string; ms: number; wal: string }>(
    adminUrl,
    `
    SELECT rolname AS role, regexp_replace(query, '\\s+', ' ', 'g') AS text, calls, total_exec_time + total_plan_time AS ms, wal_bytes AS wal
    FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE query NOT LIKE '%pg_stat%' ORDER BY ms DESC`,
  );
  return rows.map(({ role, text, calls, ms, wal }) => ({
    role: role.replace('frontdesk_', ''),
    text,
    calls: Number(calls),
    ms,
    walBytes: Number(wal),
  }));
}
