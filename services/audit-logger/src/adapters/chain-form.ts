/**
 * What is hashed, exactly: PostgreSQL's binary form of a row (`record_send`: for each column its type, its length or -1, its bytes), which no setting
 * of a session changes. docs/adr/0018-the-audit-is-a-chain.md says it in words.
 */
const digest = (...columns: readonly string[]): string => `sha256(record_send(ROW(${columns.join(', ')})))`;

/** As `jsonb` writes it, but of what is sealed only that it is: that goes when its text is past its time. */
const visible = `CASE WHEN strpos(said, '"sealed') = 0 THEN said
  ELSE regexp_replace(said, '"sealed[A-Za-z]*": (?:"[^"]*"|null)', '"sealed": null', 'g') END`;

/** Bytes of a leaf: the decision's number, and the digest of the decision. */
export const numberBytes = 8;
export const leafBytes = numberBytes + 32;

const decision = [
  'seq, id, ts, conversation_id, actor, event_type, model, tokens_in, tokens_out, cost_usd, prompt_version, intent, confidence',
  visible,
] as const;

/** The leaves of the decisions with these numbers; each is written out once. @param after without it @param upTo with it */
export const leavesOf = (after: string, upTo: string): string =>
  `SELECT ts, int8send(seq) || ${digest(...decision)} AS leaf
   FROM wa_events CROSS JOIN LATERAL (SELECT payload::text AS said OFFSET 0) AS line WHERE seq > ${after} AND seq <= ${upTo}`;

/** The hash of a block, out of its other columns. */
export const blockHash = digest('number, after_seq, last_seq, rows, decided_from, forgotten_before, closed_at, leaves_hash, previous');
