import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Runs a check over a small tree. @returns what it complains about; '' if nothing */
function complaintOf(check: string, tree: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'frontdesk-lint-'));
  for (const [file, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const { status, stderr } = spawnSync(process.execPath, [`scripts/${check}.mjs`, '--root', root], { encoding: 'utf8' });
  rmSync(root, { recursive: true });
  return status === 0 ? '' : stderr;
}

const neighbours = { 'services/policy/src/index.ts': '', 'services/auth/src/index.ts': '', 'apps/twin/src/index.ts': '' };
const complaint = (path: string, content: string) => complaintOf('check-layers', { ...neighbours, [path]: content });

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
  [
    'a file that asks a model and opens the vault',
    'services/policy/src/adapters/x.ts',
    "import { a } from '@frontdesk/vault';\nimport { b } from '@frontdesk/model';",
    'made without libs/vault',
  ],
  ['the model that opens the vault', 'libs/model/src/x.ts', "import { a } from '@frontdesk/vault';", 'made without libs/vault'],
  ['export *', 'libs/bus/src/index.ts', "export * from './x.ts';", 'export *'],
  ['a deep import', 'services/policy/src/adapters/x.ts', "import { a } from '@frontdesk/bus/src/x.ts';", 'deep import'],
])('%s fails the lint', (_, path, content, words) => expect(complaint(path, content)).toContain(words));

test("a package's manifest names what its sources import, and no package of ours that they don't: images are made of it", () => {
  const tree = {
    ...neighbours,
    'libs/sla/package.json':
      '{ "dependencies": { "zod": "1", "@frontdesk/decider": "1", "@frontdesk/testing": "1" }, "devDependencies": { "@frontdesk/business": "1" } }',
    'libs/sla/src/x.ts': "import { a } from '@frontdesk/contracts';\nimport { z } from 'zod';\nimport { join } from './y.ts';",
    'libs/sla/src/x.unit.spec.ts': "import fc from 'fast-check';\nimport { text } from '@frontdesk/testing';",
  };
  expect(complaintOf('check-layers', tree).trim().split('\n')).toEqual([
    'libs/sla/src/x.ts: imports @frontdesk/contracts, which its package.json does not name',
    'libs/sla/package.json: names @frontdesk/decider, which nothing of it imports',
    'libs/sla/package.json: names @frontdesk/testing, which only its specs import, among what an image holds; it belongs to devDependencies',
    'libs/sla/package.json: names @frontdesk/business, which nothing of it imports',
  ]);
});

test('what keeps to the rules passes', () =>
  expect(
    complaint('services/policy/src/domain/x.ts', "import { fact } from '@frontdesk/contracts';\nimport { judge } from './gate.ts';"),
  ).toBe(''));

const documented = (text: string) =>
  complaintOf('check-docs', {
    'package.json': JSON.stringify({ scripts: { demo: '' } }),
    'docs/a.md': text,
    'docs/b.md': '# On call: who?',
    'services/policy/src/domain/gate.ts': '',
    'services/policy/migrations/0001-a.sql': '',
  });

test.each([
  ['a link to a file that is gone', '[b](c.md)', 'a link leads nowhere: c.md'],
  ['a link to a heading that is gone', '[b](b.md#off-call)', 'a link leads to no heading: b.md#off-call'],
  ['a path that is gone', 'see `services/policy/src/domain/fence.ts`', 'there is no services/policy/src/domain/fence.ts'],
  ['a path with a placeholder that fits nothing', '`services/<name>/erasure.sql`', 'there is no services/<name>/erasure.sql'],
  ['a document that is not there', 'as `design.md` has it', 'there is no design.md'],
  ['a command that is gone', '    npm run -s dead -- list', 'package.json has no script dead'],
])('a document with %s fails the lint', (_, text, words) => expect(documented(text)).toContain(words));

test('a document that names what is there passes', () => {
  const named = '`services/<name>/migrations/NNNN-name.sql` and `src/domain`, `npm run demo`, https://example.com/docs/x';
  expect(documented(`[b](b.md#on-call-who) ${named}`)).toBe('');
});

test('what shapes decisions has a name of its own: a change under an old name fails the lint, and says how to raise it; a comment is none', () => {
  const bundle = 'services/policy/src/domain/bundle.ts';
  const rules = (name: string, rule: string) => ({
    [bundle]: `export const bundle = '${name}';`,
    'services/policy/src/domain/gate.ts': rule,
    'services/policy/src/domain/gate.unit.spec.ts': `// ${rule}`,
  });
  const complaints = (name: string, rule: string) => complaintOf('check-bundles', rules(name, rule));
  const expected = /is (policy-[0-9a-f]{8}).*check-bundles\.mjs --write/;
  const [, name] = expected.exec(complaints('policy-1', 'export const most = 20;')) ?? [];
  expect(complaints(name!, 'export const most = 20;')).toBe('');
  expect(complaints(name!, '/** Per minute. */\nexport const most: number = 20;')).toBe('');
  expect(complaints(name!, 'export const most = 21;')).toMatch(expected);
  expect(complaints(name!, 'export const most = 21;')).toContain(bundle);
});
