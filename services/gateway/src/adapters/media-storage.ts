import type { Readable } from 'node:stream';

export const MEDIA_STORAGE = Symbol('MEDIA_STORAGE');

/** Where sealed files lie, customers' by the message's id, people's by their own: local files, or objects in an S3-compatible store. */
export interface MediaStorage {
  /** There when it resolves, whole or not at all. @throws what the source throws, and what the store says */
  put(messageId: string, sealed: AsyncIterable<Uint8Array>): Promise<void>;
  /** @returns undefined where there is none; what is not read to its end is to be destroyed. @throws what the store says */
  get(messageId: string): Promise<Readable | undefined>;
  /** Also where there is none. */
  remove(messageId: string): Promise<void>;
}

/** Ids come from our own tables; anything else names no place in a store. @throws */
export function asKey(messageId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(messageId)) throw new Error('not the id of a message');
  return messageId;
}
