/** What a webhook may hold. Meta states 3 MB and at most 1 000 updates a POST; everything beyond these is refused or cut, never followed. */
export const webhookLimits = {
  bytes: 4 * 1024 * 1024,
  /** a chunk of history may hold thousands of messages; so many fit into 3 MB */
  items: 16_000,
  depth: 64,
  /** characters of one string */
  text: 32_768,
  /** bytes of one item as JSON; a record of the log takes 256 KiB */
  item: 192 * 1024,
} as const;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const cutMark = '[cut]';

/** U+0000 and half a surrogate pair are in no text, and no column of text or JSON takes them: whoever keeps what was received would fail at it. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\uFFFD');

/** A copy of what JSON.parse gave, with too deep branches and too long strings cut. Its own recursion is bounded by the depth limit. */
export function bounded(value: Json, depth: number = webhookLimits.depth): Json {
  if (typeof value === 'string') return storable(value.length > webhookLimits.text ? value.slice(0, webhookLimits.text) : value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return cutMark;
  if (Array.isArray(value)) return value.map((inner) => bounded(inner, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), bounded(inner, depth - 1)]));
}

/** What is left of an item that is too large: so many of its members, those whole that have no more than so many bytes. */
const left = { members: 64, name: 64, bytes: 1_024 } as const;

/** The item itself if it fits into a record of the log, else its size, the names of its members and those that are short: its id, type and time. */
export function fitting(item: JsonObject): { item: JsonObject; cut: boolean } {
  const copy = bounded(item) as JsonObject;
  const size = Buffer.byteLength(JSON.stringify(copy));
  if (size <= webhookLimits.item) return { item: copy, cut: false };
  const members = Object.entries(copy).slice(0, left.members);
  const short = members.filter((member) => Buffer.byteLength(JSON.stringify(member)) <= left.bytes);
  return { item: { ...Object.fromEntries(short), [cutMark]: size, members: members.map(([name]) => name.slice(0, left.name)) }, cut: true };
}
