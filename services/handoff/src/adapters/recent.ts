/** The last of what there was, at most so many: what it holds was there, what it does not hold may have been. */
export class Recent {
  readonly #keys = new Set<string>();

  constructor(private readonly most: number) {}

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    if (this.#keys.size <= this.most) return;
    const [oldest] = this.#keys;
    this.#keys.delete(oldest!);
  }
}
