import type { Rates } from '@frontdesk/business';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditConfig } from '../config.ts';
import { noCosts, sentOf, withSent } from '../domain/costs.ts';
import type { Costs } from '../domain/costs.ts';
import { lowestIdOf } from '../domain/horizon.ts';
import { counted, DayNumbers } from '../domain/numbers.ts';
import type { Numbers, Told } from '../domain/numbers.ts';
import { recordsOfSends } from './cost-rows.ts';
import { SETTINGS } from './horizons.ts';
import type { Query } from './query.ts';

export interface Day {
  readonly numbers: Numbers;
  readonly costs: Costs;
  /** conversations in which something was sent */
  readonly conversations: number;
}

interface Row {
  readonly conversation_id: string;
  readonly event_type: Told['type'];
  readonly ts: Date;
  readonly case: string | null;
  readonly reasons: string[];
  readonly failed: string[] | null;
  readonly model: string | null;
  readonly tokens: number | null;
  readonly cost_usd: string | null;
  readonly confidence: number | null;
  readonly data: Record<string, unknown>;
}

const minute = 60_000;
const hour = 60 * minute;
/** An id has the time of its cause: what was decided so long after that is not found. */
const decidedWithinMs = 6 * hour;
/** Somebody who waited longer than that for their case to be resolved is not timed. */
const waitedAtMostMs = 31 * 24 * hour;
/** What is said of a day may come a while after it: nothing more comes when what was decided so long after it is on record. */
const followsMs = hour;
const longestMs = 30_000;
const atOnce = 1_000;
const daysKept = 62;

const inRange = 'id >= $1 AND id < $2 AND ts >= $3 AND ts < $4';
// a payload is opened once for all that is read of it: it is compressed
const told = `DECLARE told NO SCROLL CURSOR FOR
  SELECT conversation_id, event_type, ts, p.fence ->> 'case' AS case, p.reasons, jsonb_path_query_array(p.guardrails, '$[*] ? (@.passed == false).name') AS failed,
    model, tokens_in + tokens_out AS tokens, cost_usd, confidence, row_to_json(d) AS data
  FROM wa_events, jsonb_to_record(payload) AS p(data jsonb, fence jsonb, reasons jsonb, guardrails jsonb),
    jsonb_to_record(p.data) AS d(seq int, reason text, cause text, "to" text, "ticketId" text, clock text, withdraws bool, rating int,
      "oldestOpen" text, "oldestOpenAt" float8, "stillOpen" jsonb)
  WHERE ${inRange} AND event_type = ANY($5) ORDER BY conversation_id, d.seq NULLS LAST, ts, id`;
const opened = `SELECT payload -> 'data' ->> 'ticketId' AS ticket, (payload -> 'data' ->> 'waitingSince')::float8 AS since FROM wa_events
  WHERE conversation_id = ANY($1) AND event_type = 'HandoffOpened' AND id >= $2 AND id < $3`;

/**
 * What a lead reads of a day, added up from the record when somebody asks: an ordinary message pays nothing for it. One is at work at a time; a day that
 * is over is added up once in a process.
 */
@Injectable()
export class NumbersStore {
  readonly #rates: Rates | undefined;
  readonly #over = new Map<string, Day>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: DataSource,
    @Inject(SETTINGS) { WHATSAPP_RATES: rates }: Pick<AuditConfig, 'WHATSAPP_RATES'>,
  ) {
    this.#rates = rates;
  }

  /** @param from and @param to ms @throws what PostgreSQL says of a statement after 30 s */
  of(from: number, to: number): Promise<Day> {
    const read = async (): Promise<Day> => this.#over.get(`${from} ${to}`) ?? this.#read(from, to);
    const day = this.#last.then(read, read);
    this.#last = day;
    return day;
  }

  async #read(from: number, to: number): Promise<Day> {
    const { day, isOver } = await this.#added(from, to);
    if (!isOver) return day;
    if (this.#over.size >= daysKept) this.#over.delete(this.#over.keys().next().value!);
    this.#over.set(`${from} ${to}`, day);
    return day;
  }

  #added(from: number, to: number): Promise<{ day: Day; isOver: boolean }> {
    const range = [lowestIdOf(from - decidedWithinMs), lowestIdOf(to), new Date(from), new Date(to)];
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      const query: Query = (sql, values) => tx.query(sql, values);
      await query(`SELECT set_config('statement_timeout', $1, true)`, [String(longestMs)]);
      const day = new DayNumbers();
      const resolvedIn = new Set<string>();
      await query('SET LOCAL cursor_tuple_fraction = 1');
      await query(told, [...range, counted]);
      for (let rows: Row[] = []; ;) {
        rows = await query<Row>(`FETCH ${atOnce} FROM told`);
        for (const row of rows) {
          day.add(toldIn(row));
          if (row.data['cause'] === 'CaseResolved') resolvedIn.add(row.conversation_id);
        }
        if (rows.length < atOnce) break;
      }
      await query('CLOSE told');
      const since = await query<{ ticket: string; since: number }>(opened, [[...resolvedIn], lowestIdOf(from - waitedAtMostMs), range[1]]);
      let costs = noCosts(this.#rates);
      const conversations = new Set<string>();
      for await (const { conversationId, records } of recordsOfSends(query, inRange, range)) {
        costs = withSent(costs, sentOf(records), this.#rates);
        conversations.add(conversationId);
      }
      const [after] = await query('SELECT FROM wa_events WHERE id >= $1 LIMIT 1', [lowestIdOf(to + followsMs)]);
      const numbers = day.numbers(new Map(since.map(({ ticket, since: at }) => [ticket, at])));
      return { day: { numbers, costs, conversations: conversations.size }, isOver: after !== undefined };
    });
  }
}

function toldIn({ conversation_id: conversationId, event_type: type, ts, case: caseNo, reasons, failed, data, ...row }: Row): Told {
  const isByRule = row.model?.startsWith('rule@') ?? true;
  const asked = type === 'ReplyProposed' && row.model !== null && !isByRule;
  return {
    conversationId,
    type,
    at: ts.getTime(),
    caseNo: caseNo === null ? null : Number(caseNo),
    reasons,
    failed: failed ?? [],
    confidence: type === 'Routed' && !isByRule ? row.confidence : null,
    model: asked ? { tokens: row.tokens ?? 0, usd: row.cost_usd === null ? null : Number(row.cost_usd) } : null,
    data,
  };
}
