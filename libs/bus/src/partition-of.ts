const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/**
 * @returns the partition of a key: murmur2, as Apache Kafka's own clients choose it, so that a record lands on the same number whoever writes it
 * (org.apache.kafka.common.utils.Utils#murmur2)
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

function murmur2(data: Buffer): number {
  let hash = SEED ^ data.length;
  const whole = data.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(data.readInt32LE(i), M);
    k ^= k >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  const rest = data.length - whole;
  if (rest > 0) {
    for (let i = rest - 1; i >= 0; i--) hash ^= data[whole + i]! << (8 * i);
    hash = Math.imul(hash, M);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}
