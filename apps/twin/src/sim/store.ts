import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { upgraded } from './state.ts';
import type { State } from './state.ts';

/** Keeps the state in one JSON file, written beside it and renamed, so that a kill leaves the old or the new one. */
export class Store {
  state: State;
  private readonly file: string | undefined;
  private readonly bytes = new Map<string, Buffer>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private lastWriteTook = 0;

  constructor(initial: State, file?: string) {
    this.file = file;
    this.state =
      file !== undefined && existsSync(file) ? upgraded({ ...initial, ...(JSON.parse(readFileSync(file, 'utf8')) as State) }) : initial;
    if (file !== undefined) mkdirSync(`${file}.media`, { recursive: true });
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  }

  /** Marks the state as changed; it is on disk when the returned promise is settled. */
  changed(): Promise<void> {
    if (this.file === undefined) return Promise.resolve();
    this.next ??= new Promise<void>((resolve, reject) => {
      this.timer = setTimeout(
        () => {
          this.next = undefined;
          // One failed write must not end all later ones.
          this.writing = this.writing.catch(() => undefined).then(() => this.write());
          this.writing.then(resolve, reject);
        },
        Math.min(100, Math.max(20, 3 * this.lastWriteTook)),
      );
    });
    this.next.catch(() => undefined);
    return this.next;
  }

  /** Resolves when everything changed so far is on disk. */
  saved(): Promise<void> {
    return this.next ?? this.writing;
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing.catch(() => undefined);
    await this.write();
  }

  async keepBytes(id: string, bytes: Buffer): Promise<void> {
    if (this.file === undefined) this.bytes.set(id, bytes);
    else await writeFile(join(`${this.file}.media`, id), bytes);
  }

  async bytesOf(id: string): Promise<Buffer | undefined> {
    if (this.file === undefined) return this.bytes.get(id);
    return readFile(join(`${this.file}.media`, id)).catch(() => undefined);
  }

  private async write(): Promise<void> {
    if (this.file === undefined) return;
    const temporary = `${this.file}.tmp`;
    const begun = performance.now();
    await writeFile(temporary, JSON.stringify(this.state));
    await rename(temporary, this.file);
    this.lastWriteTook = performance.now() - begun;
  }
}
