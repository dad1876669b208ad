import type { MessageType, Topic } from './registry.ts';
import type { Service } from './services.ts';

/** What a service is: the topics it reads, and the schemas it owns. What it writes follows from the registry. */
export interface Manifest {
  readonly name: Service;
  readonly reads: readonly Topic[];
  /** sla-scheduler and audit-logger read every consumer's dead letters */
  readonly readsDeadLetters?: boolean;
  /** types on those topics that nothing of it follows from: passed over, neither decoded nor claimed */
  readonly ignores?: readonly MessageType[];
  /** nobody waits for what it does with a message: it takes more at a time, and somewhat later */
  readonly watches?: boolean;
  /** how long what it reads may wait for company, ms */
  readonly patienceMs?: number;
  /** its own Postgres schema (and role of the same name), then others that it alone writes */
  readonly owns: readonly [string, ...string[]];
  /** tables of its own schema whose rows it may add, and neither change nor delete */
  readonly appendsOnly?: readonly string[];
  /** may read keys of the `vault` schema: the one named exception to "own schema only" */
  readonly opensVault?: boolean;
  /** drops from the embedded log what is past its topic's retention: no other role may delete there */
  readonly sweepsLog?: boolean;
  /** HTTP edges towards other services and the outside, for network policies and the flow diagram */
  readonly calls?: readonly string[];
}
