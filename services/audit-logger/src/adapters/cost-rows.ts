import type { Recorded } from '../domain/costs.ts';
import type { Query } from './query.ts';

interface Row {
  readonly conversation_id: string;
  readonly send_id: string;
  readonly event_type: Recorded['type'];
  readonly number: string | null;
  readonly category: string | null;
  readonly at: number;
  readonly status: string;
  readonly message: string;
  readonly part: number | null;
  readonly country: string;
  readonly model: string;
  readonly type: string;
  readonly priced_as: string;
  readonly billable: boolean | null;
}

export interface SendRecords {
  readonly conversationId: string;
  readonly sendId: string;
  readonly records: readonly Recorded[];
}

// An earlier release has not said of what is not billed whether Meta had said so.
const selected = (where: string): string => `DECLARE sends NO SCROLL CURSOR FOR
  SELECT conversation_id, d."sendId" AS send_id, event_type, d.contact ->> 'numberId' AS number, d.template ->> 'category' AS category,
    coalesce(d.at, 0) AS at, coalesce(d.status, '') AS status, coalesce(d.message, '') AS message, d.part, coalesce(d.country, '') AS country,
    coalesce(d."pricingModel", '') AS model, coalesce(d."pricingType", '') AS type, coalesce(d."pricingCategory", '') AS priced_as,
    coalesce(d.billed, d.billable) AS billable
  FROM wa_events, jsonb_to_record(payload -> 'data') AS d("sendId" text, contact jsonb, template jsonb, at float8, status text, message text, part int, country text,
    "pricingModel" text, "pricingType" text, "pricingCategory" text, billed bool, billable bool)
  WHERE event_type IN ('StatusReceived', 'MessageDispatched', 'VerdictGiven', 'SendAccepted') AND ${where} AND d."sendId" <> ''
  ORDER BY conversation_id, d."sendId", ts, id`;

const atOnce = 1_000;

/** What is recorded of sends, one after the other; however many there are, few are in memory. @param query in a transaction @param where of `wa_events` */
export async function* recordsOfSends(query: Query, where: string, values: unknown[]): AsyncGenerator<SendRecords> {
  // all are read: by default PostgreSQL hurries to the first, and goes through a month by conversation, row by row
  await query('SET LOCAL cursor_tuple_fraction = 1');
  await query(selected(where), values);
  let [conversationId, sendId, records]: [string, string, Recorded[]] = ['', '', []];
  for (;;) {
    const rows = await query<Row>(`FETCH ${atOnce} FROM sends`);
    for (const row of rows) {
      if (row.send_id !== sendId || row.conversation_id !== conversationId) {
        if (records.length > 0) yield { conversationId, sendId, records };
        [conversationId, sendId, records] = [row.conversation_id, row.send_id, []];
      }
      records.push(recordedIn(row));
    }
    if (rows.length < atOnce) break;
  }
  await query('CLOSE sends');
  if (records.length > 0) yield { conversationId, sendId, records };
}

function recordedIn(row: Row): Recorded {
  const { event_type: type, at, status, message, part, country, model, priced_as: category } = row;
  if (type === 'MessageDispatched') return { type, number: row.number ?? '' };
  if (type === 'VerdictGiven') return { type, category: row.category ?? '' };
  if (type === 'SendAccepted') return { type, at };
  const isPriced = model !== '' || row.type !== '' || category !== '';
  const pricing = isPriced ? { model, type: row.type, category, billable: row.billable ?? undefined } : undefined;
  return { type, at, status, message, part: part ?? undefined, country, pricing };
}
