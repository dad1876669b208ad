/** A record's place: its partition's row in `bus.partitions`. */
type PartitionId = number;
type Listener = (partitions: readonly PartitionId[]) => void;

const listeners = new Set<Listener>();

/**
 * Tells the consumers of this process that partitions have grown. A hint, which may be lost or be meant for another database: their poll is
 * the truth.
 */
export function announceAppended(partitions: readonly PartitionId[]): void {
  for (const listener of listeners) listener(partitions);
}

/** @returns how to stop listening */
export function onAppended(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
