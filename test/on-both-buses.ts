import { afterAll, beforeAll, describe } from '@jest/globals';
import { System, nextTuesdayMorning } from '@frontdesk/demo';
import type { BusName } from '@frontdesk/demo';

/** Runs the same tests against a whole Frontdesk on the embedded bus, and against one in nine processes over Apache Kafka. */
export function onBothBuses(name: string, tests: (system: () => System) => void, env: Record<string, string> = {}): void {
  for (const bus of ['embedded', 'kafka'] as const) onBus(bus, name, tests, env);
}

/** A Frontdesk of its own for these tests, on a Tuesday morning. */
export function onBus(bus: BusName, name: string, tests: (system: () => System) => void, env: Record<string, string> = {}): void {
  describe(`${name} (${bus})`, () => {
    let running: System | undefined;
    beforeAll(async () => {
      running = await System.start({ bus, env });
      await running.world.setClock(nextTuesdayMorning(await running.world.now()));
    }, 150_000);
    afterAll(async () => {
      await running?.stop();
    }, 60_000);
    tests(() => {
      if (!running) throw new Error('Frontdesk did not start');
      return running;
    });
  });
}
