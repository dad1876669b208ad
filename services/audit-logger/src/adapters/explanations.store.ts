import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { explained } from '../domain/explanation.ts';
import type { Decided, Step } from '../domain/explanation.ts';

/** What a message's way may have at most: a burst's is some fifty decisions. */
const mostSteps = 300;
const mostLevels = 60;
const mostMarks = 50;
const heldMs = 24 * 60 * 60_000;

const columns = `e.id, e.ts, e.actor, e.event_type, e.payload, e.model, e.tokens_in, e.tokens_out, e.cost_usd, e.prompt_version, e.intent, e.confidence`;
/** A line was written with its decision's own time: so it is found by conversation and time, among those of one millisecond. */
const itsTime = `BETWEEN m.recorded_at - interval '1 ms' AND m.recorded_at + interval '1 ms'`;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const admitted = (rows: readonly Decided[]): unknown[] =>
  rows.flatMap(({ event_type: type, payload }) => (type === 'MessageAdmitted' ? [payload.data['messageId']] : []));

export interface Explanation {
  /** what was sent, redacted */
  readonly said: string;
  readonly steps: Step[];
  /** there is more than is told */
  readonly cut: boolean;
}

/** Why a message was sent: its causes back to the first, what it answers, its verdicts, and what became of it. Found by ids and by the moment, so a conversation may be long. */
@Injectable()
export class ExplanationsStore {
  constructor(private readonly db: DataSource) {}

  /** @returns undefined if nothing of ours was sent there under this id */
  async of(conversationId: string, messageId: string): Promise<Explanation | undefined> {
    if (!uuid.test(messageId)) return undefined;
    const line = await this.#sent(conversationId, messageId);
    if (!line) return undefined;
    const { said, ...sent } = line;
    const { data } = sent.payload;
    const marks: { id: string }[] = await this.db.query('SELECT id FROM message_marks WHERE message_id = $1 ORDER BY at LIMIT $2', [
      messageId,
      mostMarks,
    ]);
    const became = await this.#byId(marks.map(({ id }) => id));
    const found = new Map([sent, ...became].map((row) => [row.id, row]));
    const verdicts = became.filter(({ event_type: type }) => type === 'VerdictGiven');
    const whole = await this.#walk([sent, ...verdicts], found);
    const beside = await Promise.all([
      this.#received(conversationId, [...listOf(data['answers']), ...admitted([...found.values()])]),
      this.#verdicts(conversationId, sent, found),
    ]);
    for (const row of beside.flat()) found.set(row.id, row);
    const all = await this.#walk(beside.flat(), found);
    return { said, steps: explained([...found.values()]), cut: !(whole && all) };
  }

  async #sent(conversationId: string, messageId: string): Promise<(Decided & { said: string }) | undefined> {
    const [row] = await this.db.query<(Decided & { said: string })[]>(
      `SELECT ${columns}, m.body AS said FROM messages m JOIN wa_events e ON e.conversation_id = m.conversation_id AND e.ts ${itsTime}
       WHERE m.id = $1 AND m.conversation_id = $2 AND e.event_type = 'MessageDispatched' AND e.payload -> 'data' ->> 'sendId' = m.id::text`,
      [messageId, conversationId],
    );
    return row;
  }

  /** What came in that it answers, or that led here: where a clock ran out in between, the causes do not tell. */
  async #received(conversationId: string, messageIds: readonly unknown[]): Promise<Decided[]> {
    const ids = [...new Set(messageIds)].filter((id): id is string => uuid.test(String(id))).slice(0, mostMarks);
    if (ids.length === 0) return [];
    return this.db.query<Decided[]>(
      `SELECT ${columns} FROM messages m JOIN wa_events e ON e.conversation_id = m.conversation_id AND e.ts ${itsTime}
       WHERE m.id = ANY($1::uuid[]) AND m.conversation_id = $2
         AND e.event_type = 'MessageReceived' AND e.payload -> 'data' ->> 'messageId' = m.id::text`,
      [ids, conversationId],
    );
  }

  /** Every verdict on what was to be said: what was held has one from before. */
  async #verdicts(conversationId: string, sent: Decided, found: ReadonlyMap<string, Decided>): Promise<Decided[]> {
    const { subjectId } = sent.payload.data;
    const causes = sent.payload.causes.flatMap((id) => found.get(id) ?? []);
    const isSubject = ({ payload: { data } }: Decided): boolean => [data['replyId'], data['draftId']].includes(subjectId as string);
    const from = causes.find(isSubject)?.ts.getTime() ?? sent.ts.getTime() - heldMs;
    return this.db.query<Decided[]>(
      `SELECT ${columns} FROM wa_events e WHERE e.conversation_id = $1 AND e.ts BETWEEN $2 AND $3
         AND e.event_type = 'VerdictGiven' AND e.payload -> 'data' ->> 'subjectId' = $4 ORDER BY e.ts LIMIT $5`,
      [conversationId, new Date(from), sent.ts, subjectId, mostMarks],
    );
  }

  /** Causes of causes, level by level, each looked up once by its primary key. @returns whether that was all */
  async #walk(from: readonly Decided[], found: Map<string, Decided>): Promise<boolean> {
    const asked = new Set(found.keys());
    let level = from;
    for (let depth = 0; depth < mostLevels; depth += 1) {
      const ids = [...new Set(level.flatMap(({ payload }) => payload.causes))].filter((id) => uuid.test(id) && !asked.has(id));
      if (ids.length === 0) return true;
      if (found.size + ids.length > mostSteps) return false;
      for (const id of ids) asked.add(id);
      level = await this.#byId(ids);
      for (const row of level) found.set(row.id, row);
    }
    return false;
  }

  async #byId(ids: readonly string[]): Promise<Decided[]> {
    if (ids.length === 0) return [];
    const sorted = ids.toSorted();
    // the bounds name the partitions
    return this.db.query<Decided[]>(`SELECT ${columns} FROM wa_events e WHERE e.id = ANY($1::uuid[]) AND e.id BETWEEN $2 AND $3`, [
      sorted,
      sorted[0],
      sorted.at(-1),
    ]);
  }
}
