import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@frontdesk/bus';

export type Readers = readonly { readonly name: string; readonly reads: readonly string[] }[];

/** Waits until every consumer has committed everything. @returns seconds waited */
export async function settled(bus: Bus, readers: Readers, withinMs = 180_000): Promise<number> {
  const from = performance.now();
  for (;;) {
    const lags = await Promise.all(readers.map(({ name, reads }) => bus.lag(name, reads)));
    if (lags.every((lag) => Object.values(lag).every((records) => records === 0))) return (performance.now() - from) / 1000;
    if (performance.now() - from > withinMs) throw new Error(`the consumers still lag: ${JSON.stringify(lags)}`);
    await pause(250);
  }
}
