import type { KeptFile, OutFile } from './files.ts';

// The shapes of docs/console-api.md. Times are ms since the epoch on the system's clock.
export type Role = 'agent' | 'lead' | 'compliance' | 'admin';
export type Presence = 'available' | 'away' | 'off';

export interface User {
  id: string;
  name: string;
  email: string;
  role: Role;
}

export interface DemoUser {
  email: string;
  name: string;
  role: Role;
}

export interface Session {
  user: User | null;
  demo_users: DemoUser[];
  oidc: boolean;
}

export type SwitchName = 'bot' | 'outbound' | 'model';

export interface Switch {
  on: boolean;
  by: string | null;
  by_name: string | null;
  since: number | null;
  applied: boolean;
  reason: string;
}

/** Something that is off for a number, or the bot's for an intent, alone. */
export interface Stop extends Switch {
  switch: SwitchName;
  /** a number's id, or intent:<intent> */
  scope: string;
}

export interface Me {
  user: User;
  presence: Presence;
  case_limit: number;
  held: number;
  now: number;
  switches: Record<Exclude<SwitchName, 'model'>, Switch> & { model?: Switch }; // not from a server of the release before
  /** not from a replica of the release before */
  stops?: Stop[];
  scopes?: { numbers: string[]; intents: string[] };
  has_model?: boolean;
}

export type TicketState = 'waiting' | 'offered' | 'accepting' | 'held' | 'handing_back' | 'resolving' | 'back' | 'resolved' | 'withdrawn';
export type Reason = 'ASKED' | 'VIP' | 'KEYWORD' | 'LOW_CONFIDENCE' | 'SILENCE' | 'BOT_OFF' | 'LEAD';

export interface Ticket {
  id: string;
  number: string;
  conversation_id: string;
  case: number;
  state: TicketState;
  /** held by this user and the bot can write nothing any more */
  yours: boolean;
  offered_to_you: boolean;
  offer_expires_at: number | null;
  assignee: { id: string; name: string } | null;
  /** when its owner, who owes an answer, loses it if nothing is heard of them; not from a replica of the release before */
  leaves?: { at: number; why: 'OFF' | 'AWAY' | 'LATE' } | null;
  mode: 'warm' | 'cold';
  reason: Reason;
  tier: string;
  topic: string;
  sentiment: string;
  intent: string;
  locale: 'en' | 'de';
  priority: 1 | 2 | 3 | 4;
  score: number;
  due_at: number;
  at_risk: boolean;
  /** 0, 50, 75 or 90: per cent of the promised time that have passed; not from a replica of the release before */
  warned?: number;
  breached: boolean;
  answered: boolean;
  opened_at: number;
  waiting_since: number;
  window_ends_at: number | null;
  escalated: boolean;
  summary: string;
  helpdesk_key: string | null;
  unknown_sends: number;
  revision: number;
}

export interface Citation {
  title: string;
  url: string;
  quote: string;
  document_id: string;
}

export interface Evidence {
  kind: 'tool' | 'passage';
  source: string;
  facts: string;
  citation: Citation | null;
}

export interface Template {
  id: string;
  name: string;
  language: string;
  body: string;
  variables: number;
  category?: string;
  status?: string;
}

export type DraftStatus =
  | 'pending'
  | 'allowed'
  | 'held'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'refused'
  | 'unconfirmed'
  | 'discarded';

export interface Draft {
  id: string;
  agent_id: string;
  /** beside a file: its caption */
  text: string;
  /** missing: by a release before */
  file?: OutFile | null;
  template: { name: string; language: string; variables: string[] } | null;
  at: number;
  status: DraftStatus;
  reason: string | null;
  /** the link for which it was refused */
  refused_link?: string | null;
  offered_template: Template | null;
  other_channel: string | null;
  error: MetaError | null;
}

export interface MetaError {
  code: number;
  title: string;
}

export interface AskedProof {
  order: string;
  asked_at: number;
  outcome: 'asked' | 'not_a_proof' | 'failed' | 'locked' | 'unavailable' | 'proved';
  attempts_left: number | null;
  at: number;
}

export interface Detail extends Ticket {
  customer: { name: string | null; phone: string | null };
  identity: { level: string; subject: string; method: string; proved_at: number; expires_at: number } | null;
  /** the last proof that a person asked for; null: none. Missing: by a release before */
  proof?: AskedProof | null;
  consent: string;
  evidence: Evidence[];
  citations: Citation[];
  order_numbers: string[];
  attachments: string[];
  transcript_url: string;
  rating: number | null;
  drafts: Draft[];
  unsent: string;
  /** missing: by a release before */
  unsent_file?: OutFile | null;
}

export interface ThreadMessage {
  id: string;
  ts: number;
  /** note: a colleague's word to colleagues */
  sender: 'customer' | 'bot' | 'agent' | 'notice' | 'phone' | 'note';
  author: string | null;
  author_name: string | null;
  text: string;
  redacted: string;
  /** what it said before it was edited, oldest first */
  earlier?: { at: number; text: string }[];
  /** taken back by who wrote it */
  revoked?: boolean;
  file?: KeptFile | null;
  /** it was written before what had come already */
  late?: boolean;
  kind?: string | null;
  /** what WhatsApp calls it; `unsupported_poll`: a poll that it does not hand over */
  meta_type?: string | null;
  status: string | null;
  statuses: { status: string; at: number }[];
  verdict: Record<string, unknown> | null;
  error: MetaError | null;
  /** what about reaching this customer showed with it */
  flag?: string | null;
}

type Scalars = Record<string, string | number | boolean>;

/** One decision on the way to a message. `says`, `inputs`, `passages`, `tools` have the members of the record itself. */
export interface Step {
  id: string;
  at: number;
  actor: { kind: string; id: string; name: string | null };
  type: string;
  causes: string[];
  /** causes of which nothing is on record */
  unknown: string[];
  reasons: string[];
  fence: { case: number; epoch: number; turn: number } | null;
  consent: string;
  guardrails: { name: string; passed: boolean; detail: string }[];
  look_ups: { name: string; input: string; output: string; latency_ms: number }[];
  latency_ms: number;
  /** since the last of its causes */
  after_ms: number | null;
  bundle: string;
  model: string | null;
  prompt_version: string | null;
  tokens_in: number | null;
  tokens_out: number | null;
  cost_usd: number | null;
  intent: string | null;
  confidence: number | null;
  trace_id: string;
  trace_url: string | null;
  says: Scalars;
  words: Record<string, { length: number; tokens: string[] }>;
  inputs: Scalars | null;
  passages: Scalars[];
  tools: Scalars[];
}

/** Why a message was sent, in the order in which it happened; cut: there is more than is told. */
export interface Explanation {
  message_id: string;
  /** what was sent, redacted */
  said: string;
  cut: boolean;
  steps: Step[];
}

export interface Conversation {
  conversation_id: string;
  case: number;
  owner: string;
  state: string;
  last_at: number;
  window_ends_at: number | null;
  ticket_id: string | null;
  last_line: string;
}

export interface Notice {
  id: string;
  kind: 'support-p1' | 'breach' | 'escalated' | 'returned' | 'unconfirmed' | 'silent' | 'warning';
  ticket_id: string;
  number: string;
  clock: string;
  due_at: number;
  at: number;
}

export interface Queue {
  now: number;
  queue: Ticket[];
  mine: Ticket[];
  others: Ticket[];
}

/** What Meta did that a lead has to see. */
export interface Trouble {
  what: string;
  /** "*": the account; else a number's id */
  scope: string;
  /** the template, else Meta's code */
  subject: string;
  why: string;
  since: number;
  told_at: number;
}

/** Somebody who may be handed a case; full: they hold as many as they may. */
export interface Colleague {
  id: string;
  name: string;
  standing: Presence | 'full';
}

/** Somebody else who has the conversation open. */
export type Viewer = Pick<Colleague, 'id' | 'name'>;

/** A colleague looked at a conversation: 'transcript', 'file', 'export', or the field that was shown in full. */
export interface Look {
  id: string;
  at: number;
  by: string;
  by_name: string;
  what: string;
}

/** What Meta asks for a conversation's messages. */
export interface Costs {
  /** '': no rates are given */
  currency: string;
  messages: { micros: number; billed: number; free: number; undelivered: number; unknown: { [why: string]: number } };
}

/** Of two contacts: is it one person? */
export interface Conflict {
  id: string;
  /** what the rule took them for: merged, one; conflict, two */
  outcome: 'merged' | 'conflict';
  found_at: number;
  decision: 'same' | 'different' | null;
  decided_by_name: string | null;
  people: { conversation_id: string | null; ticket_id: string | null; name: string | null; phone: string | null; last_line: string }[];
}
