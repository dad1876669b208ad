import { describe } from '@jest/globals';
import { BusWorld } from './bus-world.ts';
import type { BusHarness } from './bus-world.ts';
import { logPromises } from './log-conformance.ts';
import { memberPromises } from './member-conformance.ts';

/**
 * What the port promises, whoever keeps it.
 * @param ownServer whether the server is the suite's to stop; what needs that is skipped otherwise
 */
export function busConformance(name: string, start: () => Promise<BusHarness>, { ownServer = true } = {}): void {
  describe(`${name} keeps the bus's promises`, () => {
    const world = new BusWorld(start, ownServer);
    logPromises(world);
    memberPromises(world);
  });
}
