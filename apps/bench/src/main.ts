import { runCommand } from '@frontdesk/demo';
import { measureFloor } from './floor.ts';
import { Load } from './load.ts';
import { machine } from './machine.ts';
import { readOptions, usage } from './options.ts';
import { reportOf, shown } from './report.ts';
import { measureSystem } from './system-run.ts';

/** `npm run bench -- --bus embedded|kafka [--rate N] --seconds S [--json]`: docs/performance.md says what is measured, and what came of it. */
async function main(signal: AbortSignal): Promise<number> {
  const options = { ...readOptions(process.argv.slice(2)), signal };
  const where = machine();
  const load = await Load.start();
  const say = (line: string) => {
    if (!options.json) console.error(line);
  };
  say(`Starting a Frontdesk of its own (${options.bus})…`);
  const system = await measureSystem(options, load);
  say('The system is measured; now the floor…');
  const floor = options.floor ? await measureFloor(options, load, system.shape) : undefined;
  load.stop();
  const report = reportOf(options, where, system, floor);
  console.log(options.json ? JSON.stringify(report) : shown(report));
  return 0;
}

runCommand(usage, main);
