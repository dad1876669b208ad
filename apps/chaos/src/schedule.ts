import { services } from '@frontdesk/contracts';
import type { BusName } from '@frontdesk/demo';
import { between, oneOf, seeded } from '@frontdesk/demo';
import type { Random } from '@frontdesk/demo';

/** `own`: PostgreSQL is a child of the system, as `npm start` has it; `given`: it stands beside, with a road between that can be slow or cut. */
export type DatabaseIs = 'own' | 'given';
export type RoadTo = 'database' | 'broker';

/** Services that run twice over Kafka, so that what one of the two loses goes to one that is alive, and comes back. */
export const doubled = ['gateway', 'policy', 'handoff'] as const;
export type Doubled = (typeof doubled)[number];
/** The name that faults have for the second process of a service. */
export const second = (service: Doubled): string => `second ${service}`;
const pairs = doubled.flatMap((service) => [service, second(service)]);

/** What goes wrong, `waitMs` after what went wrong before, whether that is over or not; two heavy ones don't overlap. */
export type Fault = { readonly waitMs: number } & (
  | { readonly kind: 'kill system'; /** killed once more, this long after it was started again; 0: not */ readonly againMs: number }
  | { readonly kind: 'kill broker' | 'kill postmaster' | 'crash postgres' | 'cut connections' }
  | { readonly kind: 'kill services'; readonly services: readonly string[] }
  | { readonly kind: 'pause'; readonly service: string; readonly ms: number }
  | { readonly kind: 'rebalance'; readonly service: Doubled; /** how long the other one has all */ readonly ms: number }
  | { readonly kind: 'stall'; readonly ms: number }
  | { readonly kind: 'slow'; readonly road: RoadTo; readonly ms: number; readonly forMs: number }
  | { readonly kind: 'cut'; readonly road: RoadTo }
  | { readonly kind: 'twin'; readonly name: string; readonly times: number; readonly delayMs: number }
  | { readonly kind: 'clock'; readonly ms: number }
);
type Kind =
  | Exclude<Fault['kind'], 'slow' | 'cut' | 'kill system'>
  | 'kill system'
  | 'slow database'
  | 'cut database'
  | 'slow broker'
  | 'cut broker';

const world: readonly (readonly [Kind, number])[] = [
  ['twin', 16],
  ['cut connections', 6],
  ['stall', 5],
  ['clock', 2],
];
const roads: readonly (readonly [Kind, number])[] = [
  ['slow database', 5],
  ['cut database', 4],
];
const mixes: Readonly<Record<BusName, Readonly<Record<DatabaseIs, readonly (readonly [Kind, number])[]>>>> = {
  embedded: {
    own: [['kill system', 5], ['kill postmaster', 2], ['crash postgres', 2], ['pause', 1], ...world],
    given: [['kill system', 5], ['kill postmaster', 1], ['crash postgres', 2], ['pause', 1], ...world, ...roads],
  },
  kafka: {
    own: [],
    given: [
      ['kill services', 9],
      ['kill broker', 1],
      ['kill postmaster', 1],
      ['crash postgres', 1],
      ['pause', 3],
      ['rebalance', 3],
      ...world,
      ...roads,
      ['slow broker', 4],
      ['cut broker', 3],
    ],
  },
};
const twinFaults = [
  'duplicate_webhooks',
  'duplicate_webhooks',
  'reorder_statuses',
  'reorder_statuses',
  'accept_then_timeout',
  '500',
  'slow',
  'cut',
  'shop_down',
  'shop_slow',
  '131056',
  '130429',
  'webhook_delay',
] as const;
const modelFaults = ['model_error', 'model_slow', 'model_wrong', 'model_empty', 'model_invents'] as const;
const once = new Set<string>(['accept_then_timeout', 'cut', '131056']);
/** over Kafka longer than the session time-out of a member: its partitions go to others meanwhile */
const pauses: Readonly<Record<BusName, readonly [number, number]>> = { embedded: [1_000, 7_000], kafka: [17_000, 20_000] };

/** Where PostgreSQL is in the run of this seed. */
export const databaseOf = (bus: BusName, seed: number): DatabaseIs => (bus === 'embedded' && seed % 2 === 0 ? 'own' : 'given');

/** Whether a language model leads into answers in the run of this seed. */
export const hasModel = (seed: number): boolean => seed % 4 >= 2;

/** The run's faults, which follow from bus, number and seed alone. */
export function schedule(bus: BusName, kills: number, seed: number): Fault[] {
  const random = seeded(seed);
  const kinds = mixes[bus][databaseOf(bus, seed)].flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));
  const ofTwin = hasModel(seed) ? [...twinFaults, ...modelFaults] : twinFaults;
  return Array.from({ length: kills }, () => faultOf(bus, oneOf(random, kinds), random, ofTwin));
}

/** Whatever ends or stops a process: the next such one waits until it runs again. */
export const isHeavy = ({ kind }: { readonly kind: string }): boolean =>
  kind.startsWith('kill') || kind === 'crash postgres' || kind === 'pause' || kind === 'rebalance';

function faultOf(bus: BusName, kind: Kind, random: Random, ofTwin: readonly string[]): Fault {
  const waitMs = between(random, 50, bus === 'embedded' ? 700 : 1_200);
  switch (kind) {
    case 'kill system':
      return { waitMs, kind, againMs: random() < 0.25 ? between(random, 100, 2_000) : 0 };
    case 'kill services':
      return { waitMs, kind, services: several(random) };
    case 'pause':
      return { waitMs, kind, service: bus === 'kafka' ? victim(random) : oneOf(random, services), ms: between(random, ...pauses[bus]) };
    case 'rebalance':
      return { waitMs, kind, service: oneOf(random, doubled), ms: between(random, 500, 4_000) };
    case 'stall':
      return { waitMs, kind, ms: between(random, 200, 3_000) };
    case 'clock':
      return { waitMs, kind, ms: between(random, 1_000, 20_000) };
    case 'slow database':
    case 'slow broker':
      return {
        waitMs,
        kind: 'slow',
        road: kind === 'slow database' ? 'database' : 'broker',
        ms: between(random, 20, 800),
        forMs: between(random, 500, 4_000),
      };
    case 'cut database':
    case 'cut broker':
      return { waitMs, kind: 'cut', road: kind === 'cut database' ? 'database' : 'broker' };
    case 'twin': {
      const name = oneOf(random, ofTwin);
      return { waitMs, kind, name, times: once.has(name) ? 1 : between(random, 1, 4), delayMs: between(random, 200, 2_500) };
    }
    default:
      return { waitMs, kind };
  }
}

/** Every second time one of a pair. */
const victim = (random: Random): string => oneOf(random, random() < 0.5 ? pairs : services);

/** Mostly one; sometimes two or three at a time. */
function several(random: Random): string[] {
  const first = victim(random);
  const more = random() < 0.3 ? [victim(random), victim(random)] : [];
  return [...new Set([first, ...more])];
}
