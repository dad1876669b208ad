import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endedBySignal } from '@frontdesk/demo';
import { largest, readProfiles } from './cpu-profile.ts';
import { Load } from './load.ts';
import { readOptions } from './options.ts';
import { reportOf, shown } from './report.ts';
import { machine } from './machine.ts';
import { measureSystem } from './system-run.ts';

/** `npm run bench:stages [-- the bench's options]`: where a message's time and CPU go, by hop, process, library, function and statement. */
async function main(): Promise<void> {
  const options = { ...readOptions(process.argv.slice(2)), floor: false, signal: endedBySignal() };
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-profile-'));
  const load = await Load.start();
  const where = machine();
  const system = await measureSystem(options, load, { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` }, 'with statements');
  load.stop();
  const messages = system.run.completed;
  console.log(shown(reportOf(options, where, system, undefined)));
  console.log('\nHops, ms between decisions (p50, p99)');
  for (const { hop, p50, p99 } of system.hops)
    console.log(`  ${hop.padEnd(46)} ${p50.toFixed(0).padStart(7)} ${p99.toFixed(0).padStart(7)}`);
  for (const [file, { parts, functions }] of readProfiles(folder)) {
    const total = [...parts.values()].reduce((sum, ms) => sum + ms, 0);
    if (total < 500) continue;
    console.log(`\nCPU of ${file}: ${(total / 1000).toFixed(1)} s, warm-up included`);
    for (const [part, ms] of largest(parts, 22)) console.log(`  ${part.padEnd(46)} ${((100 * ms) / total).toFixed(1).padStart(6)} %`);
    console.log('  functions');
    for (const [name, ms] of largest(functions, 14)) console.log(`    ${name.padEnd(60)} ${((100 * ms) / total).toFixed(1).padStart(6)} %`);
  }
  const total = system.statements.reduce((sum, { ms }) => sum + ms, 0);
  console.log(`\nPostgreSQL: ${(total / 1000).toFixed(1)} s planning and executing; calls, ms and bytes of its log a message`);
  for (const { role, text, calls, ms, walBytes } of system.statements.slice(0, Number(process.env['STATEMENTS'] ?? 40))) {
    const figures = [(calls / messages).toFixed(2), (ms / messages).toFixed(3), (walBytes / messages).toFixed(0)].map((figure) =>
      figure.padStart(8),
    );
    console.log(`  ${figures.join(' ')}  ${role.padEnd(17)} ${text.slice(0, 110)}`);
  }
  rmSync(folder, { recursive: true, force: true });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
