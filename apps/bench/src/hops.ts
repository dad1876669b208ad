import pg from 'pg';

/** A message's way: from one decision's record to the next one's, of the same turn. ms */
export async function readHops(adminUrl: string): Promise<{ hop: string; count: number; p50: number; p99: number }[]> {
  const way = [
    'MessageReceived',
    'MessageAdmitted',
    'IdentityResolved',
    'Routed',
    'Grounded',
    'ReplyProposed',
    'MessageDispatched',
    'SendAccepted',
  ];
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ hop: string; count: string; p50: number; p99: number }>(
      `
      WITH cause AS (
        -- what came of a send names the send
        SELECT CASE event_type WHEN 'MessageDispatched' THEN payload->'data'->>'sendId' ELSE id::text END AS name, event_type, ts
        FROM audit_logger.wa_events
      ), step AS (
        SELECT e.event_type AS type, extract(epoch FROM e.ts - cause.ts) * 1000 AS ms, cause.event_type AS after
        FROM audit_logger.wa_events e JOIN cause ON cause.name = e.payload->'causes'->>0
        WHERE e.event_type = ANY($1))
      SELECT after || ' → ' || type AS hop, count(*) AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS p50,
        percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) AS p99 FROM step GROUP BY after, type ORDER BY min(array_position($1, type))`,
      [way],
    );
    return rows.map(({ hop, count, p50, p99 }) => ({ hop, count: Number(count), p50, p99 }));
  } finally {
    await client.end();
  }
}
