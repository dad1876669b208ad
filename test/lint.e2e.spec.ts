import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Runs the layering check over a tree with one file in it. @returns what it complains about; '' if nothing */
function complaint(path: string, content: string): string {
  const root = mkdtempSync(join(tmpdir(), 'frontdesk-layers-'));
  for (const [file, text] of [
    [path, content],
    ['services/policy/src/index.ts', ''],
    ['services/auth/src/index.ts', ''],
    ['apps/twin/src/index.ts', ''],
  ] as const) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const { status, stderr } = spawnSync(process.execPath, ['scripts/check-layers.mjs', '--root', root], { encoding: 'utf8' });
  rmSync(root, { recursive: true });
  return status === 0 ? '' : stderr;
}

test.each([
  [
    'a service that imports a service',
    'services/policy/src/adapters/x.ts',
    "import { a } from '@frontdesk/auth';",
    'a service imports a service',
  ],
  ['a library that imports a service', 'libs/bus/src/x.ts', "import { a } from '@frontdesk/auth';", 'a library imports a service'],
  [
    'a service that imports an app',
    'services/policy/src/adapters/x.ts',
    "import { a } from '@frontdesk/twin';",
    'only apps may import an app',
  ],
  ['Kafka outside the bus', 'services/policy/src/adapters/x.ts', "import { Kafka } from 'kafkajs';", 'only libs/bus knows Kafka'],
  [
    'a domain that imports Node',
    'services/policy/src/domain/x.ts',
    "import { readFile } from 'node:fs/promises';",
    'domain imports node:fs/promises',
  ],
  [
    'a domain that imports an adapter',
    'services/policy/src/domain/x.ts',
    "import { a } from '../adapters/a.ts';",
    'domain imports an adapter',
  ],
  ['a domain that reads the clock', 'services/policy/src/domain/x.ts', 'export const now = () => Date.now();', 'domain uses the clock'],
  ['a domain that calls the network', 'services/policy/src/domain/x.ts', "export const a = () => fetch('x');", 'domain uses the network'],
  ['a pure library that imports another', 'libs/sla/src/x.ts', "import { a } from '@frontdesk/bus';", 'a pure library imports bus'],
  [
    'a second reader of the environment',
    'services/policy/src/adapters/x.ts',
    'export const a = process.env.A;',
    'process.env has one reader',
  ],
  ['export *', 'libs/bus/src/index.ts', "export * from './x.ts';", 'export *'],
  ['a deep import', 'services/policy/src/adapters/x.ts', "import { a } from '@frontdesk/bus/src/x.ts';", 'deep import'],
])('%s fails the lint', (_, path, content, words) => expect(complaint(path, content)).toContain(words));

test('what keeps to the rules passes', () =>
  expect(
    complaint('services/policy/src/domain/x.ts', "import { fact } from '@frontdesk/contracts';\nimport { judge } from './gate.ts';"),
  ).toBe(''));
