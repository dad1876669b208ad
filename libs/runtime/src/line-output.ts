import { write, writeSync } from 'node:fs';

/** Bytes of lines that are kept while nothing takes them; what comes then is lost, and said to be. */
const MOST_KEPT = 1024 * 1024;
/** What is written at once, bytes: within what a container's log driver takes for one piece. */
const MOST_AT_ONCE = 16 * 1024;
/** How long after a write that failed it is tried again, and how often by a process that exits. */
const AGAIN_MS = 100;
const LAST_TRIES = 10;

/**
 * A file descriptor that lines are written to, in their order, without waiting for its reader. While it takes nothing (a full disk, a reader that is
 * gone) the lines are kept and tried again: that is no reason to end. Nor to stay: of a process that exits they are written as far as they are taken.
 *
 * Ours because of pino's own (sonic-boom 4.2.1) a write that fails ends the process, which then tries that write for as long as it fails.
 */
export class LineOutput {
  readonly #fd: number;
  readonly #lineOfLost: (lines: number) => string;
  #lost = 0;
  /** each at most MOST_AT_ONCE, or one line */
  #kept: string[] = [];
  #keptBytes = 0;
  #writing = false;
  /** of what is written, what was not taken and is tried again */
  #refused: Buffer = Buffer.alloc(0);

  /** @param lineOfLost says that so many lines were lost, ahead of the first one for which there is room again */
  constructor(fd: number, lineOfLost: (lines: number) => string) {
    this.#fd = fd;
    this.#lineOfLost = lineOfLost;
    process.on('exit', () => this.#writeLast());
  }

  write(line: string): void {
    const added = this.#lost === 0 ? line : this.#lineOfLost(this.#lost) + line;
    const bytes = Buffer.byteLength(added);
    if (this.#keptBytes + bytes > MOST_KEPT) {
      this.#lost += 1;
      return;
    }
    this.#lost = 0;
    const last = this.#kept.at(-1);
    if (last !== undefined && last.length + bytes <= MOST_AT_ONCE) this.#kept[this.#kept.length - 1] = last + added;
    else this.#kept.push(added);
    this.#keptBytes += bytes;
    if (!this.#writing) this.#writeNext();
  }

  #writeNext(): void {
    const next = this.#kept.shift();
    this.#writing = next !== undefined;
    if (next === undefined) return;
    const bytes = Buffer.from(next);
    this.#keptBytes -= bytes.length;
    this.#writeRest(bytes);
  }

  #writeRest(rest: Buffer): void {
    this.#refused = Buffer.alloc(0);
    write(this.#fd, rest, (error, written) => {
      if (error) {
        this.#refused = rest;
        setTimeout(() => this.#writeRest(rest), AGAIN_MS).unref();
      } else if (written < rest.length) this.#writeRest(rest.subarray(written));
      else this.#writeNext();
    });
  }

  #writeLast(): void {
    let rest = Buffer.concat([this.#refused, Buffer.from(this.#kept.join(''))]);
    for (let tries = 0; rest.length > 0 && tries < LAST_TRIES;) {
      try {
        rest = rest.subarray(writeSync(this.#fd, rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        tries += 1;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
      }
    }
  }
}
