/** Where a record batch (of version 2) says what it is, bytes from its beginning. */
const LENGTH_AT = 8;
const LENGTH_FROM = 12;
const ATTRIBUTES_AT = 21;
const COUNT_AT = 57;
const RECORDS_AT = 61;
const COMPRESSED = 0x07;
const CONTROL = 0x20;

/** @returns bytes of the values of all records in a segment of Kafka's log, without keys, headers and framing. @throws if one is compressed */
export function valueBytesIn(segment: Buffer): number {
  let bytes = 0;
  let from = 0;
  while (from + RECORDS_AT <= segment.byteLength) {
    const to = from + LENGTH_FROM + segment.readInt32BE(from + LENGTH_AT);
    // the rest is not written yet
    if (to > segment.byteLength || to < from + RECORDS_AT) break;
    const attributes = segment.readInt16BE(from + ATTRIBUTES_AT);
    if (attributes & COMPRESSED) throw new Error('a batch is compressed: its values cannot be measured');
    if (!(attributes & CONTROL)) bytes += valueBytesOf(segment.subarray(from + RECORDS_AT, to), segment.readInt32BE(from + COUNT_AT));
    from = to;
  }
  return bytes;
}

function valueBytesOf(records: Buffer, count: number): number {
  let at = 0;
  const varint = (): number => {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = records.readUInt8(at++);
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte > 0x7f);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const length = varint();
    const next = at + length;
    at += 1; // attributes
    varint(); // timestamp
    varint(); // offset
    const key = varint(); // -1: none
    at += Math.max(0, key);
    bytes += Math.max(0, varint());
    at = next;
  }
  return bytes;
}
