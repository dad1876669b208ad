import { contentOf, linkOf } from '../domain/chain.ts';
import type { Block, Difference, Leaf, Looked } from '../domain/chain.ts';
import { blockHash, leafBytes, leavesOf, numberBytes } from './chain-form.ts';
import type { Query } from './query.ts';

type Row = Omit<Block, 'number' | 'areLeavesWhole'> & { number: string; areLeavesWhole: boolean | null; leaves: Buffer | null };

/** What was past its horizon when the last block was closed, and since then as much more as time has passed. */
const horizon = `SELECT forgotten_before + greatest($1::timestamptz - closed_at, interval '0') AS horizon FROM audit_blocks ORDER BY number DESC LIMIT 1`;

const blocks = `SELECT number, after_seq AS "afterSeq", last_seq AS "lastSeq", encode(hash, 'hex') AS hash, encode(previous, 'hex') AS previous,
    hash = ${blockHash} AS "isWhole", sha256(leaves) = leaves_hash AS "areLeavesWhole", leaves, decided_from < (${horizon}) AS "isOld"
  FROM audit_blocks LEFT JOIN audit_leaves ON block = number`;

const found = `SELECT leaf FROM (${leavesOf('$1', '$2')}) AS decision ORDER BY leaf`;

async function look(query: Query, row: Row): Promise<Looked & { block: Block }> {
  const block: Block = { ...row, number: Number(row.number), areLeavesWhole: row.areLeavesWhole ?? undefined };
  const now = await query<{ leaf: Buffer }>(found, [block.afterSeq, block.lastSeq]);
  const closed = row.leaves ?? Buffer.alloc(0);
  const recorded = Array.from({ length: Math.floor(closed.length / leafBytes) }, (_, n) =>
    closed.subarray(n * leafBytes, (n + 1) * leafBytes),
  );
  return {
    block,
    ...contentOf(
      block,
      recorded.map(leafOf),
      now.map(({ leaf }) => leafOf(leaf)),
    ),
  };
}

const leafOf = (leaf: Buffer): Leaf => [String(leaf.readBigInt64BE()), leaf.toString('hex', numberBytes)];

/** What differs in one block, taken by itself. */
export async function differencesOf(query: Query, number: number, now: Date): Promise<readonly Difference[]> {
  const [row] = await query<Row>(`${blocks} WHERE number = $2`, [now, number]);
  return row ? (await look(query, row)).differences : [{ block: number, what: 'BLOCK_MISSING' }];
}

export interface Scope {
  /** blocks closed from then on; the link of the first to what is before is not looked at */
  readonly from?: Date | undefined;
  /** blocks closed before then */
  readonly to?: Date | undefined;
}

/** Block by block, each with what differs in it or is missing before it. */
export async function* checkChain(query: Query, { from, to }: Scope = {}): AsyncGenerator<Looked & { block: Block }> {
  let before: Block | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const next = `${blocks} WHERE number > $2 AND closed_at >= $3 AND closed_at < $4 ORDER BY number LIMIT 1`;
    const [row] = await query<Row>(next, [new Date(), before?.number ?? 0, from ?? '-infinity', to ?? 'infinity']);
    if (!row) return;
    const looked = await look(query, row);
    const links = isFirst && from ? [] : linkOf(looked.block, before);
    yield { ...looked, differences: [...links, ...looked.differences] };
    before = looked.block;
  }
}

export interface Head {
  readonly number: number;
  readonly hash: string;
  readonly closedAt: Date;
  /** decisions from before then were past their horizon, by what audit-logger was set to */
  readonly forgottenBefore: Date;
}

/** The newest block. */
export async function headOf(query: Query): Promise<Head | undefined> {
  const head = `SELECT number::float8, encode(hash, 'hex') AS hash, closed_at AS "closedAt", forgotten_before AS "forgottenBefore"
    FROM audit_blocks ORDER BY number DESC LIMIT 1`;
  return (await query<Head>(head))[0];
}

/**
 * Decisions outside of every block: `open` are to come into the next one, `unnumbered` cannot have been recorded as the others are. What was there before
 * the first block was closed has no number either, and nobody can say of it what it was.
 */
export async function outside(query: Query): Promise<{ open: number; unnumbered: number }> {
  const counts = `SELECT count(*) FILTER (WHERE seq > 0)::int AS open, count(*) FILTER (WHERE seq < 1 OR seq IS NULL)::int AS unnumbered
    FROM wa_events WHERE seq > (SELECT coalesce(max(last_seq), 0) FROM audit_blocks) OR seq < 1
      OR (seq IS NULL AND ts > (SELECT min(closed_at) FROM audit_blocks))`;
  return (await query<{ open: number; unnumbered: number }>(counts))[0]!;
}
