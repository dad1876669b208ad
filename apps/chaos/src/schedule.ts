import type { BusName } from '@frontdesk/demo';
import { between, oneOf, seeded } from './random.ts';
import type { Random } from './random.ts';

/** What goes wrong, `waitMs` after what went wrong before. */
export type Fault = { readonly waitMs: number } & (
  | { readonly kind: 'kill system' | 'kill broker' | 'crash postgres' | 'cut connections' }
  | { readonly kind: 'kill service'; readonly service: string }
  | { readonly kind: 'pause'; readonly service: string; readonly ms: number }
  | { readonly kind: 'twin'; readonly name: string; readonly times: number; readonly delayMs: number }
  | { readonly kind: 'clock'; readonly ms: number }
);
type Kind = 'kill' | 'broker' | 'postgres' | 'cut' | 'pause' | 'twin' | 'clock';

export const servicesToKill = ['gateway', 'policy', 'auth', 'nlu-router', 'rag-tools', 'response-builder', 'handoff', 'sla-scheduler', 'audit-logger'] as const;

const mixes: Readonly<Record<BusName, readonly (readonly [Kind, number])[]>> = {
  embedded: [['kill', 4], ['postgres', 2], ['cut', 3], ['pause', 1], ['twin', 8], ['clock', 2]],
  kafka: [['kill', 6], ['broker', 1], ['postgres', 1], ['cut', 2], ['pause', 1], ['twin', 7], ['clock', 2]],
};
const twinFaults = ['duplicate_webhooks', 'duplicate_webhooks', 'reorder_statuses', 'accept_then_timeout', '500', 'slow', 'cut', 'shop_down'] as const;
/** longer than the session time-out of a member: its partitions go to others meanwhile */
const pauses: Readonly<Record<BusName, readonly [number, number]>> = { embedded: [3_000, 12_000], kafka: [17_000, 20_000] };

/** The run's faults, which follow from bus, number and seed alone. */
export function schedule(bus: BusName, kills: number, seed: number): Fault[] {
  const random = seeded(seed);
  const kinds = mixes[bus].flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));
  return Array.from({ length: kills }, () => faultOf(bus, oneOf(random, kinds), random));
}

function faultOf(bus: BusName, kind: Kind, random: Random): Fault {
  const waitMs = between(random, 100, 1_500);
  const service = bus === 'embedded' ? 'frontdesk' : oneOf(random, servicesToKill);
  switch (kind) {
    case 'kill': return bus === 'embedded' ? { waitMs, kind: 'kill system' } : { waitMs, kind: 'kill service', service };
    case 'broker': return { waitMs, kind: 'kill broker' };
    case 'postgres': return { waitMs, kind: 'crash postgres' };
    case 'cut': return { waitMs, kind: 'cut connections' };
    case 'pause': return { waitMs, kind: 'pause', service, ms: between(random, ...pauses[bus]) };
    case 'clock': return { waitMs, kind: 'clock', ms: between(random, 1_000, 30_000) };
    case 'twin': {
      const name = oneOf(random, twinFaults);
      return { waitMs, kind: 'twin', name, times: name === 'accept_then_timeout' || name === 'cut' ? 1 : between(random, 1, 4), delayMs: between(random, 200, 2_500) };
    }
  }
}
