import type { Decision, Message, MessageType, OnTopic, Topic, deadTopic } from '@frontdesk/contracts';

/** Topics that can be read: the registry's, and every consumer's dead letters. */
export type ReadTopic = Topic | ReturnType<typeof deadTopic>;
export type TypeOn<T extends ReadTopic> = T extends Topic ? OnTopic<T> : 'DeadLettered' | 'DeadLetterHandled';
export type MessageOn<T extends ReadTopic> = Message<TypeOn<T> & MessageType>;

/** What a producing transaction follows from, when it is not a message: a console command, a due job, the end of slow work. */
export interface Cause {
  /** of the client, of the job and its due time, …; the same id has its effect once. Any string, a UUID is kept as it is. */
  readonly id: string;
  /** ms since epoch; the time bits of what follows, and its `occurred_at` unless that is given */
  readonly at: number;
  readonly occurredAt?: number;
  readonly conversationId: string;
  readonly fence?: Decision['fence'];
  readonly customerHash?: string;
  /** default: the service itself */
  readonly actor?: Decision['actor'];
  /** ids for `causes`; default: this cause's own */
  readonly causes?: readonly string[];
  /** the trace to continue; without it a new one starts */
  readonly traceparent?: string;
  /** a trace to link */
  readonly link?: string;
  /** last word of the span's name: a verb of the code, nothing personal; default 'run' */
  readonly name?: string;
}
