import { readAll } from '@frontdesk/bus';
import { deadTopic, topics } from '@frontdesk/contracts';
import { manifests } from '@frontdesk/local';
import { bystander, sendIdOf } from './people.ts';
import type { GraphCall, People, Takeover } from './people.ts';
import { underWay } from './rest.ts';
import type { Stand } from './stand.ts';

/** A decision's audit row. */
export interface Fact {
  readonly type: string;
  readonly conversationId: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A send, and what the twin's customer saw of it. */
export interface Send {
  readonly sendId: string;
  readonly conversationId: string;
  readonly dispatchSeq: number;
  readonly subjectId: string;
  readonly speaker: string;
  readonly epoch: number;
  readonly state: string;
  readonly chunks: number;
  readonly timesUnknown: number;
  readonly bubbles: number;
  /** whose it was shown to */
  readonly phones: readonly string[];
  /** what its first bubble was, in Meta's word, and said */
  readonly type: string;
  readonly text: string;
  /** place of its first bubble in the thread, from 1; 0: never shown */
  readonly firstAt: number;
}

/** What a run left behind: the twin's record, the audit rows, the tables. */
export interface Evidence {
  readonly written: readonly { tag: string; phone: string }[];
  /** the transcript; `kind` is text, template or media, of which `media` says what it is */
  readonly lines: readonly {
    id: string;
    conversationId: string;
    sender: string;
    body: string;
    kind: string | null;
    media: string | null;
  }[];
  readonly facts: readonly Fact[];
  readonly states: ReadonlyMap<string, { owner: string; held: readonly string[] }>;
  readonly sends: readonly Send[];
  readonly bubbles: number;
  readonly unknownBubbles: readonly string[];
  readonly verdicts: readonly { sendId: string; verdict: string }[];
  readonly takeovers: readonly Takeover[];
  readonly calls: readonly GraphCall[];
  readonly deadLetters: readonly string[];
  readonly unaudited: readonly string[];
  /** changes in the shop as gateway ended them, and as the shop knows them */
  readonly changes: readonly { changeId: string; conversationId: string; epoch: number; state: string }[];
  readonly shopChanges: readonly { key: string; status: number; asked: number }[];
  readonly unpublished: number;
  readonly openWork: number;
  readonly lag: number;
}

const schemas = manifests.map(({ owns }) => owns[0]);
const types = [
  'MessageReceived',
  'MessageAdmitted',
  'MessageGathered',
  'MessageNoted',
  'MessageBlocked',
  'TurnAnswered',
  'OwnerChanged',
  'TakeoverDone',
  'StatusReceived',
  'SendArrived',
  'VerdictGiven',
  'TurnOverdue',
];

export async function gather(stand: Stand, people: People, lag: number): Promise<Evidence> {
  const query = <Row extends object>(sql: string, values: unknown[] = []) => stand.read<Row>(sql, values);
  // everything of policy's that has a number in its commit order, and what else the checks look at
  const facts = await query<{ type: string; conversation: string; at: Date; data: Record<string, unknown> }>(
    `SELECT event_type AS type, conversation_id AS conversation, ts AS at, payload->'data' AS data FROM audit_logger.wa_events
     WHERE event_type = ANY($1) OR payload->'data' ? 'seq' ORDER BY ts, id`,
    [types],
  );
  const states = await query<{ id: string; owner: string; held: { question: { messageId?: string } }[] }>(
    `SELECT id, owner, decider->'held' AS held FROM policy.conversations`,
  );
  const rows = await query<{
    send_id: string;
    conversation_id: string;
    dispatch_seq: string;
    subject_id: string;
    speaker: string;
    epoch: number;
    state: string;
    chunks: number;
    times_unknown: number;
  }>('SELECT send_id, conversation_id, dispatch_seq, subject_id, speaker, epoch, state, chunks, times_unknown FROM gateway.sends');
  const shown = new Map<string, { count: number; first: number; type: string; text: string; phones: Set<string> }>();
  const unknownBubbles: string[] = [];
  const ours = new Set(rows.map((row) => row.send_id));
  let bubbles = 0;
  for (const phone of [...people.phones, bystander]) {
    for (const [index, bubble] of (await stand.world.phone(phone).received()).entries()) {
      bubbles += 1;
      const id = sendIdOf(bubble.biz_opaque_callback_data);
      if (!ours.has(id)) unknownBubbles.push(bubble.wamid);
      const before = shown.get(id);
      shown.set(id, {
        count: (before?.count ?? 0) + 1,
        first: before?.first ?? index + 1,
        type: before?.type ?? bubble.type,
        text: before?.text ?? bubble.text,
        phones: new Set([...(before?.phones ?? []), phone]),
      });
    }
  }
  const left = await underWay(query);
  const leftIn = (table: string): number => left.reduce((sum, { what, count }) => sum + (what.endsWith(`.${table}`) ? count : 0), 0);
  return {
    written: [...people.written].map(([tag, phone]) => ({ tag, phone })),
    lines: await query(
      `SELECT id::text AS id, conversation_id AS "conversationId", sender, body, metadata->>'kind' AS kind, metadata->>'media_kind' AS media FROM audit_logger.messages`,
    ),
    facts: facts.map(({ type, conversation, at, data }) => ({ type, conversationId: conversation, at: at.getTime(), data })),
    states: new Map(states.map(({ id, owner, held }) => [id, { owner, held: held.map(({ question }) => question.messageId ?? '') }])),
    sends: rows.map((row) => ({
      sendId: row.send_id,
      conversationId: row.conversation_id,
      dispatchSeq: Number(row.dispatch_seq),
      subjectId: row.subject_id,
      speaker: row.speaker,
      epoch: row.epoch,
      state: row.state,
      chunks: row.chunks,
      timesUnknown: row.times_unknown,
      bubbles: shown.get(row.send_id)?.count ?? 0,
      firstAt: shown.get(row.send_id)?.first ?? 0,
      type: shown.get(row.send_id)?.type ?? '',
      text: shown.get(row.send_id)?.text ?? '',
      phones: [...(shown.get(row.send_id)?.phones ?? [])],
    })),
    bubbles,
    unknownBubbles,
    verdicts: await query(`SELECT send_id::text AS "sendId", verdict FROM policy.verdicts WHERE send_id IS NOT NULL`),
    takeovers: people.takeovers,
    calls: people.calls,
    deadLetters: (await Promise.all(schemas.map((schema) => deadIn(stand, schema)))).flat(),
    unaudited: await unaudited(stand),
    changes: await query(`SELECT change_id AS "changeId", conversation_id AS "conversationId", epoch, state FROM gateway.order_changes`),
    shopChanges: await stand.world.shopChanges(),
    unpublished: leftIn('outbox'),
    openWork: leftIn('slow_work'),
    lag,
  };
}

async function deadIn(stand: Stand, schema: string): Promise<string[]> {
  const rows = await stand.read<{ topic: string; code: string }>(`SELECT topic, error_code AS code FROM ${schema}.dead_letters`);
  return rows.map(({ topic, code }) => `${schema}: ${code} on ${topic}`);
}

/** What lies on the log and has no audit row. */
async function unaudited(stand: Stand): Promise<string[]> {
  const bus = stand.openBus();
  try {
    const records = await readAll(bus, [...topics, ...manifests.map(({ name }) => deadTopic(name))]);
    const written = new Map(records.map(({ headers, topic }) => [headers['id']!, topic]));
    for (const { id } of await stand.read<{ id: string }>('SELECT id::text AS id FROM audit_logger.wa_events')) written.delete(id);
    return [...written].map(([id, topic]) => `${topic} ${id}`);
  } finally {
    await bus.close();
  }
}
