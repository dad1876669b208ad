// Writes each package's tsconfig.json from its package.json, so that project references never drift from dependencies.
// `--check` only compares, and fails on a difference.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const check = process.argv.includes('--check');
const folders = ['libs', 'services', 'apps']
  .filter((parent) => existsSync(join(root, parent)))
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(join(root, folder, 'package.json')));
const read = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const byName = new Map(folders.map((folder) => [read(folder).name, folder]));

const stale = [];
function emit(path, value) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const full = join(root, path);
  if (existsSync(full) && readFileSync(full, 'utf8') === text) return;
  stale.push(path);
  if (!check) writeFileSync(full, text);
}

const browser = new Set(['apps/console']);
const compiled = folders.filter((folder) => !browser.has(folder));
for (const folder of compiled) {
  const needs = { ...read(folder).dependencies };
  const references = Object.keys(needs)
    .filter((name) => byName.has(name))
    .sort()
    .map((name) => ({ path: relative(folder, byName.get(name)) }));
  emit(`${folder}/tsconfig.json`, {
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    exclude: ['src/**/*.spec.ts'],
    references,
  });
}
emit('tsconfig.json', { files: [], references: compiled.sort().map((path) => ({ path })) });

if (check && stale.length > 0) {
  console.error(`project references are stale, run node scripts/references.mjs: ${stale.join(', ')}`);
  process.exit(1);
}
