import { BusError } from './bus-error.ts';
import { Pace } from './pace.ts';
import type { LogRecord } from './port.ts';

/** Above this a record is refused: Kafka's own default limit is 1 MiB with its framing, and a message of ours is at most 256 KiB. */
const MAX_RECORD_BYTES = 900 * 1024;
const MAX_GROUP_BYTES = 900 * 1024;
const MAX_GROUP_RECORDS = 1_000;
/** Between the beginnings of two writes: services of one process share a write, and so do webhooks that come together. */
const GAP_MS = 5;

interface Waiting {
  readonly records: readonly LogRecord[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes one group at a time; what is appended meanwhile, and in the gap after a group has begun, becomes the next group. So order is kept. */
export class AppendQueue {
  private waiting: Waiting[] = [];
  private flight: Promise<void> | undefined;
  private closed = false;
  private readonly pace: Pace;
  private readonly write: (records: readonly LogRecord[]) => Promise<void>;

  constructor(write: (records: readonly LogRecord[]) => Promise<void>, pace = new Pace(GAP_MS)) {
    this.write = write;
    this.pace = pace;
  }

  /** @throws BusError RECORD_TOO_LARGE or INVALID_RECORD before anything is written; otherwise what `write` threw */
  append(records: readonly LogRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    if (this.closed) return Promise.reject(new BusError('CLOSED', 'the bus is closed', { retriable: true }));
    const refused = refusalOf(records);
    if (refused) return Promise.reject(refused);
    return new Promise((resolve, reject) => {
      this.waiting.push({ records, bytes: records.reduce((sum, record) => sum + sizeOf(record), 0), resolve, reject });
      this.flight ??= this.fly();
    });
  }

  /** Writes what waits, refuses what comes later. */
  async close(): Promise<void> {
    this.closed = true;
    await this.flight;
  }

  private async fly(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.length > 0) {
      await this.pace.turn();
      await this.writeGroup(this.takeGroup());
    }
    this.flight = undefined;
  }

  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      for (const part of parts(group.flatMap((waiting) => waiting.records))) await this.write(part);
      for (const { resolve } of group) resolve();
    } catch (error) {
      // What is wrong with one call's records is not its neighbours' fault.
      const unavailable = error instanceof BusError && error.code === 'UNAVAILABLE';
      if (group.length > 1 && !unavailable) for (const waiting of group) await this.writeGroup([waiting]);
      else for (const { reject } of group) reject(error);
    }
  }

  private takeGroup(): Waiting[] {
    let bytes = 0;
    let records = 0;
    const fits = this.waiting.findIndex((waiting, index) => {
      bytes += waiting.bytes;
      records += waiting.records.length;
      return index > 0 && (bytes > MAX_GROUP_BYTES || records > MAX_GROUP_RECORDS);
    });
    return this.waiting.splice(0, fits === -1 ? this.waiting.length : fits);
  }
}

/** One call may bring more than the log takes at once. */
function* parts(records: readonly LogRecord[]): Generator<readonly LogRecord[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, record] of records.entries()) {
    const size = sizeOf(record);
    if (index > start && (bytes + size > MAX_GROUP_BYTES || index - start >= MAX_GROUP_RECORDS)) {
      yield records.slice(start, index);
      start = index;
      bytes = 0;
    }
    bytes += size;
  }
  yield records.slice(start);
}

function sizeOf({ key, value, headers }: LogRecord): number {
  let size = value.length + key.length + 32;
  for (const name in headers) size += name.length + headers[name]!.length + 8;
  return size;
}

/** Why the log would not take them. */
export function refusalOf(records: readonly LogRecord[]): BusError | undefined {
  for (const record of records) {
    const refused = refusal(record);
    if (refused) return refused;
  }
  return undefined;
}

function refusal(record: LogRecord): BusError | undefined {
  if (sizeOf(record) > MAX_RECORD_BYTES) {
    return new BusError('RECORD_TOO_LARGE', `a record for ${record.topic} is larger than ${MAX_RECORD_BYTES} bytes`, { retriable: false });
  }
  if (record.key === '' || record.key.includes('\0')) {
    return new BusError('INVALID_RECORD', `a record for ${record.topic} has no usable key`, { retriable: false });
  }
  return undefined;
}
