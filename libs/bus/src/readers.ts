import type { Subscription } from './port.ts';

/** Whoever reads a bus in this process: each stops by itself, or all with the bus. */
export class Readers<Reader extends Subscription> implements Iterable<Reader> {
  private readonly running = new Set<Reader>();

  begin(reader: Reader): Subscription {
    this.running.add(reader);
    return {
      stop: async () => {
        await reader.stop();
        this.running.delete(reader);
      },
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running].map((reader) => reader.stop()));
  }

  [Symbol.iterator](): Iterator<Reader> {
    return this.running.values();
  }

  get size(): number {
    return this.running.size;
  }
}
