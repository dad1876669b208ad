/** Time as decisions see it: the machine's, plus the offset of the twin's movable clock. Back-off, polls and spans use real time instead. */
export class Clock {
  #offsetMs = 0;

  /** @returns milliseconds since the epoch, UTC */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  set(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}
