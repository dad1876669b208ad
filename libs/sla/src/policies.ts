import type { SlaPolicy } from './matrix.ts';

/** A policy as a lead made it, and from when it holds, ms. */
export interface PolicyChange {
  readonly policy: SlaPolicy;
  readonly from: number;
}

/** The policies that leads have made; until the first of them holds, the installation's. */
export class Policies {
  /** @param changes in the order in which they were made */
  constructor(
    private readonly installed: SlaPolicy,
    private readonly changes: readonly PolicyChange[] = [],
  ) {}

  /** What holds at a moment. */
  at(ms: number): SlaPolicy {
    return this.changes.findLast(({ from }) => from <= ms)?.policy ?? this.installed;
  }

  /** What was promised by a version stands by it. @returns undefined: nobody knows it any more */
  of(version: string): SlaPolicy | undefined {
    const known = [this.installed, ...this.changes.map(({ policy }) => policy)];
    return known.findLast((policy) => policy.version === version);
  }
}
