// Contracts and what is generated from them: buf lint and breaking changes, generated code, docs/flow.md and k8s/topics.yaml. `--write` makes them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const proto = join(root, 'proto');
const bin = join(root, 'node_modules/.bin');
const write = process.argv.includes('--write');
const env = { ...process.env, PATH: `${join(root, 'node_modules/node/bin')}:${bin}:${process.env.PATH}` };
const problems = [];

const buf = (...args) => spawnSync(join(bin, 'buf'), args, { cwd: proto, env, encoding: 'utf8' });
const lint = buf('lint');
if (lint.status !== 0) problems.push(`buf lint:\n${lint.stdout}${lint.stderr}`);
if (existsSync(join(proto, 'baseline.binpb'))) {
  const breaking = buf('breaking', '--against', 'baseline.binpb');
  if (breaking.status !== 0) problems.push(`buf breaking (against proto/baseline.binpb):\n${breaking.stdout}${breaking.stderr}`);
}

const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-gen-'));
const template = readFileSync(join(proto, 'buf.gen.yaml'), 'utf8').replace(/out: .*/, `out: ${scratch}`);
execFileSync(join(bin, 'buf'), ['generate', '--template', template], { cwd: proto, env });
const folder = 'frontdesk/v1';
const made = readdirSync(join(scratch, folder)).sort();
const kept = readdirSync(join(root, 'libs/contracts/src/gen', folder)).sort();
for (const file of new Set([...made, ...kept])) {
  const fresh = made.includes(file) ? readFileSync(join(scratch, folder, file), 'utf8') : undefined;
  same(`libs/contracts/src/gen/${folder}/${file}`, fresh);
}
rmSync(scratch, { recursive: true });

const { flowDiagram, topicManifests, userManifests } = await import(join(root, 'libs/contracts/dist/index.js'));
const { manifests } = await import(join(root, 'apps/local/dist/index.js'));
same('docs/flow.md', flowDiagram(manifests));
same('k8s/topics.yaml', topicManifests());
same('k8s/users.yaml', userManifests(manifests));

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

function same(path, expected) {
  const full = join(root, path);
  const actual = existsSync(full) ? readFileSync(full, 'utf8') : undefined;
  if (actual === expected) return;
  if (!write) return void problems.push(`${path} is not what its source says; run node scripts/check-contracts.mjs --write`);
  mkdirSync(dirname(full), { recursive: true });
  if (expected === undefined) rmSync(full);
  else writeFileSync(full, expected);
}
