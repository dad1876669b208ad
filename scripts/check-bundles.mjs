// A bundle is named after what shapes its service's decisions: the code of its domain, and its examples. `--write` raises the names. `--root DIR` for another tree.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { transformSync } from '@swc/core';

const at = process.argv.indexOf('--root');
const root = at > 0 ? resolve(process.argv[at + 1]) : join(import.meta.dirname, '..');
const write = process.argv.includes('--write');
const named = /(?<=^export const bundle = ')[^']*(?=';$)/m;
const problems = [];

for (const service of readdirSync(join(root, 'services')).sort()) {
  const files = [...filesIn(join(root, 'services', service, 'src/domain')), ...filesIn(join(root, 'services', service, 'examples'))];
  const file = files.find((one) => named.test(readFileSync(one, 'utf8')));
  if (file) check(service, file, files);
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

function check(service, file, files) {
  const hash = createHash('sha256');
  for (const one of files) hash.update(`${relative(join(root, 'services', service), one)}\n${meaning(one)}\n`);
  const name = `${service}-${hash.digest('hex').slice(0, 8)}`;
  const text = readFileSync(file, 'utf8');
  const [was] = named.exec(text);
  if (was === name) return;
  if (write) writeFileSync(file, text.replace(named, name));
  else
    problems.push(
      `${relative(root, file)}: the bundle ${was} has other rules now and is ${name}; run node scripts/check-bundles.mjs --write`,
    );
}

/** Without comments, types and the name itself: what is only said otherwise is the same bundle. */
function meaning(file) {
  const text = readFileSync(file, 'utf8');
  if (!file.endsWith('.ts')) return text;
  const minify = { compress: false, mangle: false };
  return transformSync(text.replace(named, ''), { minify: true, jsc: { parser: { syntax: 'typescript' }, target: 'es2023', minify } }).code;
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return names
    .map((one) => join(one.parentPath, one.name))
    .filter((path) => !path.endsWith('.spec.ts'))
    .sort();
}
