import { until } from '@frontdesk/demo';
import type { Bus } from '@frontdesk/bus';

/** What each member of a group holds, by the member's id. */
type Held = ReadonlyMap<string, readonly string[]>;

const EVERY_MS = 1_000;
const SHARED_MS = 90_000;

/** @returns how many partitions another member holds than before */
export function movedBetween(before: Held, now: Held): number {
  const holders = new Map([...before].flatMap(([member, held]) => held.map((partition) => [partition, member] as const)));
  return [...now].reduce(
    (sum, [member, held]) => sum + held.filter((partition) => holders.has(partition) && holders.get(partition) !== member).length,
    0,
  );
}

/** Whether two members at least hold something. */
export const isShared = (held: Held): boolean => [...held.values()].filter((partitions) => partitions.length > 0).length > 1;

/** Over Kafka: how the processes of a service share its partitions, looked at every second, through the road that the services use. */
export class Groups {
  readonly #held = new Map<string, Held>();
  readonly #moved = new Map<string, number>();
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param names of services, which their groups have too */
  constructor(
    private readonly bus: Bus,
    private readonly names: readonly string[],
  ) {}

  watch(): void {
    let busy = false;
    this.#timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.#looking = this.#look()
        .catch(() => undefined)
        .finally(() => (busy = false));
    }, EVERY_MS);
  }

  /** @returns partitions seen with another member than before, by service */
  get moved(): Record<string, number> {
    return Object.fromEntries(this.names.map((name) => [name, this.#moved.get(name) ?? 0]));
  }

  /** Waits until two processes of each service have a share. @returns what is wrong if they don't; empty: all have */
  async alone(): Promise<string[]> {
    const asked = this.names.map((name) =>
      until(`two processes of ${name} share its partitions`, async () => isShared(await this.bus.members!(name)), SHARED_MS).then(
        () => [],
        (error: Error) => [error.message],
      ),
    );
    return (await Promise.all(asked)).flat();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.bus.close();
  }

  async #look(): Promise<void> {
    for (const name of this.names) {
      const now = await this.bus.members!(name);
      const before = this.#held.get(name);
      if ([...now.values()].flat().length === 0) continue; // they share anew: what they had is compared with what they get
      if (before) this.#moved.set(name, (this.#moved.get(name) ?? 0) + movedBetween(before, now));
      this.#held.set(name, now);
    }
  }
}
