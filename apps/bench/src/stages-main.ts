import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@frontdesk/demo';
import { kinds, largest, readProfiles, total } from './cpu-profile.ts';
import { Load } from './load.ts';
import { readOptions, usage } from './options.ts';
import { reportOf, shown } from './report.ts';
import { machine } from './machine.ts';
import { measureSystem } from './system-run.ts';

/** `npm run bench:stages [-- the bench's options]`: where a message's time and CPU go: by hop, process, purpose, library, function and statement. */
async function main(signal: AbortSignal): Promise<number> {
  const options = { ...readOptions(process.argv.slice(2)), floor: false, signal };
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
  const profiles = [...readProfiles(folder, system.span)].flatMap(([pid, spent]) => {
    const name = system.processes.get(pid);
    return name === undefined || name === 'load' ? [] : [{ name, spent, cpu: (system.cpuMs[name] ?? 0) / messages }];
  });
  console.log('\nThe thread of JavaScript, % of its busy time by what it is for, and the process’s CPU ms a message');
  console.log(`  ${''.padEnd(17)}${kinds.map((kind) => kind.padStart(10)).join('')}    CPU ms`);
  for (const { name, spent, cpu } of profiles) {
    const shares = kinds.map((kind) => percent(spent.kinds.get(kind) ?? 0, total(spent.kinds)).padStart(10));
    console.log(`  ${name.padEnd(17)}${shares.join('')}${cpu.toFixed(2).padStart(10)}`);
  }
  for (const { name, spent } of profiles) {
    const whole = total(spent.parts);
    console.log(`\n${name}: ${(whole / 1000).toFixed(1)} s busy; by library`);
    for (const [part, ms] of largest(spent.parts, 16)) console.log(`  ${part.padEnd(64)} ${percent(ms, whole).padStart(6)} %`);
    console.log('  by function');
    for (const [fn, ms] of largest(spent.functions, 14)) console.log(`    ${fn.padEnd(62)} ${percent(ms, whole).padStart(6)} %`);
  }
  const asked = system.statements.reduce((sum, { ms }) => sum + ms, 0);
  console.log(`\nPostgreSQL: ${(asked / 1000).toFixed(1)} s planning and executing; calls, ms and bytes of its log a message`);
  for (const { role, text, calls, ms, walBytes } of system.statements.slice(0, Number(process.env['STATEMENTS'] ?? 40))) {
    const figures = [(calls / messages).toFixed(2), (ms / messages).toFixed(3), (walBytes / messages).toFixed(0)].map((figure) =>
      figure.padStart(8),
    );
    console.log(`  ${figures.join(' ')}  ${role.padEnd(17)} ${text.slice(0, 110)}`);
  }
  rmSync(folder, { recursive: true, force: true });
  return 0;
}

const percent = (ms: number, whole: number): string => ((100 * ms) / Math.max(1, whole)).toFixed(1);

runCommand(usage, main);
