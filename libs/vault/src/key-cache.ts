/** Remembers a bounded number of keys for a bounded real time, so that a destroyed key is forgotten. The least recently used goes first. */
export class KeyCache {
  readonly #keys = new Map<string, { key: Uint8Array; until: number }>();
  readonly #size: number;
  readonly #ttlMs: number;
  readonly #monotonic: () => number;

  constructor(size: number, ttlMs: number, monotonic: () => number = () => performance.now()) {
    this.#size = size;
    this.#ttlMs = ttlMs;
    this.#monotonic = monotonic;
  }

  get(id: string): Uint8Array | undefined {
    const entry = this.#keys.get(id);
    if (!entry) return undefined;
    this.#keys.delete(id);
    if (entry.until <= this.#monotonic()) return undefined;
    this.#keys.set(id, entry);
    return entry.key;
  }

  set(id: string, key: Uint8Array): void {
    this.#keys.delete(id);
    this.#keys.set(id, { key, until: this.#monotonic() + this.#ttlMs });
    if (this.#keys.size > this.#size) this.#keys.delete(this.#keys.keys().next().value!);
  }
}
