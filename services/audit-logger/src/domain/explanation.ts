import type { Json } from './record-of.ts';

type Scalar = string | number | boolean;

/** A row of `wa_events`, read back. */
export interface Decided {
  readonly id: string;
  readonly ts: Date;
  readonly actor: string;
  readonly event_type: string;
  readonly payload: Recorded;
  readonly model: string | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cost_usd: string | null;
  readonly prompt_version: string | null;
  readonly intent: string | null;
  readonly confidence: number | null;
}

interface Recorded {
  readonly data: { readonly [member: string]: Json };
  readonly causes: readonly string[];
  readonly reasons: readonly string[];
  readonly fence: { readonly case: number; readonly epoch: number; readonly turn: number } | null;
  readonly consent: string;
  readonly guardrails: readonly { readonly name: string; readonly passed: boolean; readonly detail: string }[];
  readonly look_ups: readonly { readonly name: string; readonly input: string; readonly output: string; readonly latency_ms: number }[];
  readonly latency_ms: number;
  readonly bundle: string;
  readonly trace_id: string;
}

/** One decision on the way to a message: who, when, what, why, with what. No word of a customer's, redacted or sealed. */
export interface Step extends Omit<Recorded, 'data'> {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  readonly model: string | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cost_usd: number | null;
  readonly prompt_version: string | null;
  readonly intent: string | null;
  readonly confidence: number | null;
  /** since the last of its causes; null: none of them is on record */
  readonly after_ms: number | null;
  /** causes of which nothing is on record: what people do and clocks that run out are no messages. A webhook is where it begins */
  readonly unknown: readonly string[];
  /** what it says, but of words and of what it carries along */
  readonly says: { readonly [member: string]: Scalar };
  /** of words: how many characters, and which kinds of personal data */
  readonly words: { readonly [member: string]: { readonly length: number; readonly tokens: readonly string[] } };
  /** what a verdict was given on */
  readonly inputs: { readonly [member: string]: Scalar } | null;
  readonly passages: readonly { readonly [member: string]: Scalar }[];
  readonly tools: readonly { readonly [member: string]: Scalar }[];
}

/** What came of the message later; what caused that is Meta's word on it. */
const afterwards: ReadonlySet<string> = new Set([
  'SendAccepted',
  'SendFailed',
  'SendCancelled',
  'SendUnconfirmed',
  'StatusReceived',
  'ContactFlagged',
  'MessageEdited',
  'MessageRevoked',
]);
const isAfterwards = ({ event_type: type }: Pick<Decided, 'event_type'>): boolean => afterwards.has(type);

/** The way of a message where clocks do not tell: what is decided at once, and Meta's whole seconds. */
const way = [
  'WebhookItem',
  'MessageReceived',
  'MessageGathered',
  'MessageAdmitted',
  'IdentityResolved',
  'Routed',
  'Grounded',
  'ReplyProposed',
  'VerdictGiven',
  'MessageDispatched',
  'SendAccepted',
];
const statuses = ['sent', 'delivered', 'read', 'played'];
const placeOf = ({ event_type: type, payload }: Decided): number => {
  if (type === 'StatusReceived') return way.length + 1 + statuses.indexOf(String(payload.data['status']));
  return way.includes(type) ? way.indexOf(type) : way.length;
};

/** @returns the decisions as they happened: nothing stands before what it follows from, whatever the clocks of two services say */
export function explained(rows: readonly Decided[]): Step[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  // gateway names a send by its own id
  for (const row of rows) if (row.event_type === 'MessageDispatched') byId.set(String(row.payload.data['sendId']), row);
  const times = new Map<Decided, number>();
  const timeOf = (row: Decided): number => {
    const known = times.get(row);
    if (known !== undefined) return known;
    times.set(row, row.ts.getTime());
    const time = Math.max(row.ts.getTime(), ...causesOf(row).map(timeOf));
    times.set(row, time);
    return time;
  };
  const causesOf = ({ payload }: Decided): Decided[] => payload.causes.flatMap((id) => byId.get(id) ?? []);
  return [...new Set(rows)]
    .toSorted((a, b) => timeOf(a) - timeOf(b) || placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1))
    .map((row) => stepOf(row, causesOf(row), byId));
}

function stepOf(row: Decided, causes: readonly Decided[], known: ReadonlyMap<string, Decided>): Step {
  const { data, ...why } = row.payload;
  const since = Math.max(...causes.map(({ ts }) => ts.getTime()));
  return {
    ...why,
    id: row.id,
    at: row.ts.toISOString(),
    actor: row.actor,
    type: row.event_type,
    model: row.model,
    tokens_in: row.tokens_in,
    tokens_out: row.tokens_out,
    cost_usd: row.cost_usd === null ? null : Number(row.cost_usd),
    prompt_version: row.prompt_version,
    intent: row.intent,
    confidence: row.confidence,
    after_ms: causes.length > 0 ? Math.max(0, row.ts.getTime() - since) : null,
    unknown: isAfterwards(row) || row.event_type === 'WebhookItem' ? [] : why.causes.filter((id) => !known.has(id)),
    says: { ...scalarsOf(data), ...(isMembers(data['trial']) ? scalarsOf(data['trial']) : {}) },
    words: wordsIn(data),
    inputs: isMembers(data['inputs']) ? scalarsOf(data['inputs']) : null,
    passages: passagesIn(data),
    tools: listOf(data['tools']).map(scalarsOf),
  };
}

type Members = { readonly [member: string]: Json };
const isMembers = (value: Json | undefined): value is { [member: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: Json | undefined): { [member: string]: Json }[] => (Array.isArray(value) ? value.filter(isMembers) : []);

const scalarsOf = (members: Members): { [member: string]: Scalar } =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      name.startsWith('sealed') || typeof value === 'object' ? [] : [[name, value] as [string, Scalar]],
    ),
  );

function wordsIn(members: Members): Step['words'] {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      isMembers(value) && typeof value['length'] === 'number'
        ? [[name, { length: value['length'], tokens: (Array.isArray(value['tokens']) ? value['tokens'] : []).map(String) }]]
        : [],
    ),
  );
}

/** Passages that were found, or that the reply cites: with document, version and the span, which is verbatim in it. */
const passagesIn = (data: Members): Step['passages'] =>
  [...listOf(data['evidence']).map(({ citation }) => citation), ...listOf(data['citations'])].filter(isMembers).map(scalarsOf);
