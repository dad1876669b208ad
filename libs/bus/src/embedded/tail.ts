import type { ReceivedRecord } from '../port.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_RECORDS = 4_096;

/** Records of one partition without a gap; `from` is the offset of the first. */
interface Run {
  from: bigint;
  readonly records: ReceivedRecord[];
}

interface Piece {
  readonly id: number;
  readonly run: Run;
  readonly records: number;
  readonly bytes: number;
}

type Listener = (partitions: readonly number[]) => void;

/**
 * What this process has appended lately, by a partition's row in `bus.partitions`: its readers need not ask the table for it. Only what is committed
 * comes here. The oldest goes first; another process's records leave a gap, and what was before it goes. Who finds nothing here asks the table.
 */
export class Tail {
  private readonly runs = new Map<number, Run>();
  private readonly listeners = new Set<Listener>();
  private pieces: Piece[] = [];
  private bytes = 0;
  private records = 0;
  private readonly max: { readonly bytes: number; readonly records: number };

  constructor(max = { bytes: MAX_BYTES, records: MAX_RECORDS }) {
    this.max = max;
  }

  /** @param appended by partition: committed, the first at the lowest offset, in order */
  add(appended: ReadonlyMap<number, readonly ReceivedRecord[]>): void {
    for (const [id, records] of appended) {
      const from = records[0]!.offset;
      let run = this.runs.get(id);
      if (!run || run.from + BigInt(run.records.length) !== from) this.runs.set(id, (run = { from, records: [] }));
      run.records.push(...records);
      const bytes = records.reduce((sum, { value }) => sum + value.length, 0);
      this.pieces.push({ id, run, records: records.length, bytes });
      this.bytes += bytes;
      this.records += records.length;
    }
    this.forget();
    for (const listener of this.listeners) listener([...appended.keys()]);
  }

  /**
   * Of one partition from `position` on: at most `maxRecords`, and no further one once `maxBytes` are reached.
   * @returns nothing: no record from there on was appended here; undefined: what comes first is not here any more, or never was
   */
  read(id: number, position: bigint, maxRecords: number, maxBytes: number): readonly ReceivedRecord[] | undefined {
    const run = this.runs.get(id);
    if (!run || position < run.from) return undefined;
    const start = Number(position - run.from);
    const records = run.records.slice(start, start + maxRecords);
    let bytes = 0;
    const end = records.findIndex(({ value }) => (bytes += value.length) > maxBytes);
    return end === -1 ? records : records.slice(0, Math.max(end, 1));
  }

  /** @param listener is told which partitions have grown by what was appended here. @returns how to stop listening */
  onGrown(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private forget(): void {
    let gone = 0;
    while (this.bytes > this.max.bytes || this.records > this.max.records) {
      const { id, run, records, bytes } = this.pieces[gone]!;
      gone += 1;
      this.bytes -= bytes;
      this.records -= records;
      run.records.splice(0, records);
      run.from += BigInt(records);
      if (run.records.length === 0 && this.runs.get(id) === run) this.runs.delete(id);
    }
    if (gone > 0) this.pieces = this.pieces.slice(gone);
  }
}
