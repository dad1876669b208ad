import { call } from './http.ts';
import type { Span } from './otlp-receiver.ts';
import type { ThreadMessage } from './console.ts';

export interface DecisionRow {
  id: string;
  ts: string;
  actor: string;
  event_type: string;
  model: string | null;
  intent: string | null;
  confidence: number | null;
  payload: {
    data: Record<string, unknown>;
    causes: string[];
    reasons: string[];
    bundle: string;
    trace_id: string;
    fence: { case: number; epoch: number; turn: number } | null;
  };
}

/** The audit rows of a conversation, oldest first. */
export async function decisionsOf(url: string, token: string, conversationId: string): Promise<DecisionRow[]> {
  const { data } = await call<{ decisions: DecisionRow[] }>(`${url}/internal/decisions/${conversationId}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return data.decisions;
}

const time = (at: string | number) => new Date(at).toISOString().slice(11, 19);

export function transcript(lines: readonly ThreadMessage[]): string {
  const ticks: Record<string, string> = { accepted: '·', sent: '✓', delivered: '✓✓', read: '✓✓ read', failed: 'failed' };
  return lines
    .map(({ ts, sender, author, text, status }) => {
      const who = (author && sender === 'agent' ? author : sender).padEnd(9);
      return `${time(ts)}  ${who} ${text.replaceAll('\n', `\n${' '.repeat(20)}`)}  ${status ? (ticks[status] ?? status) : ''}`;
    })
    .join('\n');
}

/** For each message that was sent: who decided what, why, under which versions, from the customer's message on. */
export function decisions(rows: readonly DecisionRow[], lines: readonly ThreadMessage[]): string {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const sends = rows.filter((row) => row.event_type === 'MessageDispatched');
  return sends
    .map((send) => {
      const line = lines.find(({ id }) => id === send.payload.data['sendId']);
      const title = line ? `"${line.text.split('\n', 1)[0]!.slice(0, 90)}"` : String(send.payload.data['sendId']);
      const steps = chain(send, byId).map((row) => {
        const { payload } = row;
        const why = [
          payload.reasons.join(' '),
          String(payload.data['verdict'] ?? ''),
          row.intent ? `intent ${row.intent} ${row.confidence?.toFixed(2)}` : '',
          row.model ?? '',
          payload.bundle,
        ]
          .filter((part) => part !== '')
          .join(' · ');
        return `   ${time(row.ts)}  ${row.actor.replace(/^service:|:$/g, '').padEnd(18)} ${row.event_type.padEnd(18)} ${why}`;
      });
      return [title, ...steps].join('\n');
    })
    .join('\n\n');
}

/** A message's causes back to the first, oldest first, with the verdict that was given beside it. */
function chain(from: DecisionRow, byId: ReadonlyMap<string, DecisionRow>): DecisionRow[] {
  const seen = new Set<string>();
  const visit = (row: DecisionRow): void => {
    if (seen.has(row.id)) return;
    seen.add(row.id);
    for (const cause of row.payload.causes) {
      const earlier = byId.get(cause);
      if (earlier) visit(earlier);
    }
  };
  visit(from);
  const { verdictId } = from.payload.data;
  const verdict = [...byId.values()].find((row) => row.event_type === 'VerdictGiven' && row.payload.data['verdictId'] === verdictId);
  if (verdict) seen.add(verdict.id);
  return [...seen].map((id) => byId.get(id)!).sort((a, b) => Date.parse(a.ts) - Date.parse(b.ts) || order(a) - order(b));
}

const way = [
  'WebhookItem',
  'MessageReceived',
  'MessageAdmitted',
  'IdentityResolved',
  'Routed',
  'Grounded',
  'ReplyProposed',
  'VerdictGiven',
];
const order = ({ event_type: type }: DecisionRow): number => (way.includes(type) ? way.indexOf(type) : way.length);

/** One trace as a tree, with each hop's own milliseconds and when it began. */
export function traceTree(spans: readonly Span[], traceId: string): string {
  const own = spans.filter((span) => span.traceId === traceId).sort((a, b) => a.startMs - b.startMs);
  const start = own[0]?.startMs ?? 0;
  const ids = new Set(own.map((span) => span.spanId));
  const print = (span: Span, depth: number): string[] => [
    `${(span.startMs - start).toFixed(0).padStart(7)} ms ${'  '.repeat(depth)}${span.name}  (${(span.endMs - span.startMs).toFixed(1)} ms)`,
    ...own.filter((child) => child.parentSpanId === span.spanId).flatMap((child) => print(child, depth + 1)),
  ];
  return own
    .filter((span) => !span.parentSpanId || !ids.has(span.parentSpanId))
    .flatMap((span) => print(span, 0))
    .join('\n');
}
