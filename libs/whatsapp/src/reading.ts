import { isObject } from './limits.ts';
import type { Json, JsonObject } from './limits.ts';
import {
  nobody,
  senderOfEcho,
  senderOfHandover,
  senderOfMessage,
  senderOfOld,
  senderOfPerson,
  senderOfStatus,
  senderOfThread,
  senderOfUpdate,
} from './sender.ts';
import type { SenderOf } from './sender.ts';

/** `history`: a message from before we were there; `handover`: whose the thread is */
export type ItemKind = 'message' | 'status' | 'echo' | 'history' | 'handover' | 'account' | 'unknown';

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

type Take = (kind: ItemKind, raw: unknown, sender: SenderOf) => void;

/** What surrounds items, and says nothing that is not in them. */
const surroundings = new Set([
  'id',
  'time',
  'object',
  'field',
  'messaging_product',
  'metadata',
  'contacts',
  'context',
  'recipient',
  'sender',
]);
const says = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== null && value !== undefined && value !== '';

/** Reads the items out of the value of a change, and knows what it left. */
export class Reading {
  count = 0;
  readonly #read = new Map<JsonObject, Set<string>>();
  readonly #strange: JsonObject[] = [];

  constructor(private readonly take: Take) {}

  each(kind: ItemKind, part: JsonObject, member: string, sender: SenderOf, shape: (raw: unknown) => unknown = (raw) => raw): void {
    // some write what they have nothing for as null
    for (const raw of list(this.member(part, member) ?? undefined)) this.one(kind, shape(raw), sender);
  }

  one(kind: ItemKind, raw: unknown, sender: SenderOf): void {
    this.count += 1;
    this.take(kind, raw, sender);
  }

  parts(part: JsonObject, member: string): JsonObject[] {
    const all = list(this.member(part, member) ?? undefined);
    const strange = all.filter((raw) => !isObject(raw));
    if (strange.length > 0) this.#strange.push({ [member]: strange as Json[] });
    return all.filter(isObject);
  }

  /** What was not read: members beside the items, and parts that are none. A field that Meta has added since loses nothing. */
  left(): JsonObject[] {
    return [...this.#strange, ...[...this.#read].flatMap(([part, read]) => leftOf(part, (member) => read.has(member)))];
  }

  private member(part: JsonObject, member: string): unknown {
    this.#read.set(part, (this.#read.get(part) ?? new Set()).add(member));
    return part[member];
  }
}

/** What an object says beside its surroundings and the members that were read. */
export function leftOf(part: JsonObject, isRead: (member: string) => boolean): JsonObject[] {
  const left = Object.entries(part).filter(([member, value]) => !surroundings.has(member) && !isRead(member) && says(value));
  return left.length === 0 ? [] : [Object.fromEntries(left)];
}

type Reader = (reading: Reading, value: JsonObject) => void;

/** Fields whose value holds items of its own. `history` without any is news of its progress. */
const readers: Readonly<Record<string, Reader>> = {
  messages(reading, value) {
    reading.each('message', value, 'messages', senderOfMessage);
    reading.each('status', value, 'statuses', senderOfStatus);
    reading.each('echo', value, 'message_echoes', senderOfEcho);
    reading.each('account', value, 'errors', nobody);
  },
  user_preferences: (reading, value) => reading.each('account', value, 'user_preferences', senderOfPerson),
  user_id_update: (reading, value) => reading.each('account', value, 'user_id_update', senderOfUpdate),
  smb_message_echoes: echoes,
  // the newer name, under which Meta's own agent speaks too
  message_echoes: echoes,
  // Meta's own agent has the thread: the same members, one level deeper, and an echo may lie in `message`
  standby(reading, value) {
    for (const part of [value, ...reading.parts(value, 'standby')]) {
      reading.each('message', part, 'messages', senderOfMessage);
      reading.each('status', part, 'statuses', senderOfStatus);
      reading.each('echo', part, 'message_echoes', senderOfEcho, withoutWrapping);
    }
  },
  messaging_handovers: (reading, value) => reading.one('handover', value, senderOfHandover),
  // errors lie in a chunk, or beside all of them; a file is described by itself, whoever sent it
  history(reading, value) {
    reading.each('account', value, 'errors', nobody);
    reading.each('history', value, 'messages', senderOfOld);
    reading.each('history', value, 'message_echoes', senderOfEcho);
    for (const chunk of reading.parts(value, 'history')) {
      reading.each('account', chunk, 'errors', nobody);
      for (const thread of reading.parts(chunk, 'threads')) reading.each('history', thread, 'messages', () => senderOfThread(thread));
    }
  },
};

function echoes(reading: Reading, value: JsonObject): void {
  reading.each('echo', value, 'message_echoes', senderOfEcho);
  reading.each('echo', value, 'messages', senderOfEcho);
}

function withoutWrapping(raw: unknown): unknown {
  if (!isObject(raw) || !isObject(raw['message'])) return raw;
  const { message, ...outer } = raw;
  return { ...message, ...outer };
}

/** A field of Meta's may be called what every object has. @returns undefined: a field that holds no items of its own */
export const readerOf = (field: string): Reader | undefined => (Object.hasOwn(readers, field) ? readers[field] : undefined);
