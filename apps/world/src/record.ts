import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import pg from 'pg';

/** What the audit says of a conversation, as far as a task asks. */
export interface Recorded {
  /** by a tool, and shown what was read */
  readonly ordersRead: readonly string[];
  readonly handoffs: readonly {
    readonly ticketId: string;
    readonly reason: string;
    readonly tier: string;
    readonly topic: string;
    readonly priority: number;
  }[];
  /** who has it: bot, queue, agent:<id> */
  readonly owner: string;
  readonly optedOut: boolean;
}

interface Row {
  readonly type: string;
  readonly data: {
    readonly sendId?: string;
    readonly tools?: readonly { readonly tool: string; readonly input: string; readonly outcome: string }[];
    readonly ticketId?: string;
    readonly reason?: string;
    readonly tier?: string;
    readonly topic?: string;
    readonly priority?: number;
    readonly to?: string;
    readonly basis?: string;
    readonly category?: string;
    readonly seq?: number;
  };
}

const asked = `SELECT event_type AS type, payload->'data' AS data FROM audit_logger.wa_events
  WHERE conversation_id = (SELECT conversation_id FROM gateway.sends WHERE send_id = $1)
    AND event_type = ANY('{Grounded,HandoffOpened,OwnerChanged,ConsentChanged,MessageDispatched}')
  ORDER BY coalesce((payload->'data'->>'seq')::int, 0), ts`;

const settled = `SELECT (SELECT count(DISTINCT payload->'data'->>'messageId') FROM audit_logger.wa_events
      WHERE conversation_id = c.id AND event_type = ANY('{MessageAdmitted,MessageNoted,MessageBlocked}')) >= $2
    AND (owner <> 'bot' OR jsonb_array_length(decider->'held') > 0 OR jsonb_array_length(decider->'open') = 0)
    AND NOT EXISTS (SELECT FROM gateway.sends WHERE conversation_id = c.id AND state IN ('queued', 'sending')) AS settled
  FROM policy.conversations c WHERE id = (SELECT conversation_id FROM gateway.sends WHERE send_id = $1)`;

/** Looks into the audit of a running system, as its administrator. */
export class Records {
  readonly #pool: pg.Pool;

  constructor(system: System) {
    this.#pool = new pg.Pool({ connectionString: readFileSync(join(system.dataDir, 'database.url'), 'utf8'), max: 4 });
    this.#pool.on('error', () => undefined);
  }

  /** @param sendId of what the business said last; undefined: it said nothing */
  async of(sendId: string | undefined): Promise<Recorded> {
    if (sendId === undefined) return recordOf([]);
    const rows = await until('the record of a conversation', async () => {
      const found = (await this.#pool.query<Row>(asked, [sendId])).rows;
      return found.some(({ data }) => data.sendId === sendId) && found;
    });
    return recordOf(rows);
  }

  /** Waits, though not for ever, until all that the customer wrote is answered, kept or with people, and what was said to it is sent. */
  async settled(sendId: string, wrote: number): Promise<void> {
    const isSettled = async (): Promise<boolean> =>
      (await this.#pool.query<{ settled: boolean }>(settled, [sendId, wrote])).rows[0]!.settled;
    await until('a conversation to settle', isSettled, 10_000).catch(() => undefined);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

export function recordOf(rows: readonly Row[]): Recorded {
  const of = (type: string): Row['data'][] => rows.filter((row) => row.type === type).map(({ data }) => data);
  const read = of('Grounded').flatMap(({ tools = [] }) => tools.filter(({ tool, outcome }) => tool === 'order_status' && outcome === 'ok'));
  const consent = of('ConsentChanged').findLast(({ basis = '' }) => basis.startsWith('opted_'));
  return {
    ordersRead: [...new Set(read.map(({ input }) => input))],
    handoffs: of('HandoffOpened').map(({ ticketId = '', reason = '', tier = '', topic = '', priority = 0 }) => ({
      ticketId,
      reason,
      tier,
      topic,
      priority,
    })),
    owner: of('OwnerChanged').at(-1)?.to ?? 'bot',
    optedOut: consent?.basis === 'opted_out',
  };
}
