import type { Query } from '@frontdesk/audit-logger';
import type { Client } from 'pg';

/** What audit-logger reads its record with, on an owner's connection. */
export const queryOn =
  (client: Client): Query =>
  async <Row>(sql: string, values?: unknown[]) =>
    (await client.query(sql, values)).rows as Row[];
