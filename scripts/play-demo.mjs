// What the checks of the telemetry look at: the demo's whole conversation, played on a Frontdesk of its own that exports to where `env` says.
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** @returns what did not hold, and how many checks there were; the system is stopped by then, so its telemetry has left it */
export async function playDemo(bus, env) {
  const { System, Stage, playAll } = await import(join(root, 'apps/demo/dist/index.js'));
  const system = await System.start({ bus, env });
  const stage = new Stage(system, () => undefined);
  try {
    await playAll(stage);
  } finally {
    await system.stop();
  }
  return { wrong: stage.checks.filter(({ held }) => !held), checks: stage.checks.length };
}
