// Layering is a lint error: who may import whom, by every import of the sources (docs/kernel.md). `--root DIR` for another tree.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

const at = process.argv.indexOf('--root');
const root = at > 0 ? resolve(process.argv[at + 1]) : join(import.meta.dirname, '..');
const pure = new Set(['contracts', 'decider', 'sla', 'business']);
const onlyBus = /^(kafkajs)$/;
const problems = [];

for (const parent of ['libs', 'services', 'apps']) {
  for (const name of list(join(root, parent))) {
    for (const file of sources(join(root, parent, name, 'src'))) check(parent, name, file);
    checkManifest(join(parent, name));
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

function check(parent, name, file) {
  const text = readFileSync(file, 'utf8');
  const path = relative(root, file);
  const spec = /\.spec\.tsx?$/.test(file);
  const report = (what) => problems.push(`${path}: ${what}`);
  const imports = importsOf(text);
  if (/^\s*export \*/m.test(text)) report('export * hides what a package offers; name the exports');
  if (/\bforwardRef\b/.test(text)) report('forwardRef: two modules that need each other are one');
  for (const target of imports) {
    const own = target.startsWith('.');
    const workspace = /^@frontdesk\/([^/]+)(\/.*)?$/.exec(target);
    if (own) {
      const landed = relative(root, resolve(dirname(file), target));
      if (!landed.startsWith(`${parent}/${name}/`)) report(`reaches into another package: ${target}`);
      if (basename(target) === 'index.ts' && !spec && basename(file) !== 'main.ts')
        report(`imports a barrel of its own package: ${target}`);
      if (file.includes('/src/domain/') && !spec && /\/adapters\//.test(landed)) report(`domain imports an adapter: ${target}`);
    }
    if (workspace) {
      const [, to, deep] = workspace;
      if (deep) report(`deep import: ${target}`);
      const isService = existsSync(join(root, 'services', to));
      if (isService && parent === 'services' && to !== name) report(`a service imports a service: ${target}`);
      if (isService && parent === 'libs') report(`a library imports a service: ${target}`);
      if (existsSync(join(root, 'apps', to)) && parent !== 'apps') report(`only apps may import an app: ${target}`);
      if (parent === 'libs' && pure.has(name) && !pure.has(to) && !spec) report(`a pure library imports ${to}, which is not`);
      if (to === 'testing' && !spec && name !== 'testing' && !/conformance|harness/.test(basename(file)))
        report('libs/testing is for tests');
      if (
        file.includes('/src/domain/') &&
        !spec &&
        !['contracts', 'decider', 'sla', 'business', 'vault', 'whatsapp', 'commerce', 'helpdesk', 'model'].includes(to)
      )
        report(`domain imports ${to}`);
    }
    if (onlyBus.test(target) && !(parent === 'libs' && name === 'bus')) report(`only libs/bus knows Kafka: ${target}`);
    if (file.includes('/src/domain/') && !spec && !own && !workspace && !['zod', '@bufbuild/protobuf'].includes(target))
      report(`domain imports ${target}`);
    if (parent === 'libs' && pure.has(name) && !spec && target.startsWith('node:') && !path.endsWith('decider/src/given.ts'))
      report(`a pure library imports ${target}`);
  }
  if (imports.includes('@frontdesk/vault') && ((parent === 'libs' && name === 'model') || imports.includes('@frontdesk/model')))
    report('what goes to a model is made without libs/vault: a file that knows the one may not know the other');
  if (file.includes('/src/domain/') && !spec) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    for (const [pattern, what] of [
      [/\bDate\.now\(|new Date\(\)/, 'the clock'],
      [/\bMath\.random\(|randomUUID\(/, 'random'],
      [/\bprocess\./, 'process'],
      [/\bfetch\(/, 'the network'],
    ]) {
      if (pattern.test(code)) report(`domain uses ${what}; it is an input`);
    }
  }
  if (
    /\bprocess\.env\b/.test(text) &&
    !spec &&
    path !== 'libs/runtime/src/config.ts' &&
    !['testing', 'kafka-broker', 'postgres'].includes(name) &&
    parent !== 'apps'
  )
    report('process.env has one reader: libs/runtime/src/config.ts');
}

function importsOf(text) {
  return [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]|(?:^|[^.\w])import\s*\(?\s*['"]([^'"]+)['"]/g),
  ].map((m) => m[1] ?? m[2]);
}

// Project references and images are made of what a manifest names. A package from outside may be there for another one's sake.
function checkManifest(folder) {
  const manifest = join(folder, 'package.json');
  if (!existsSync(join(root, manifest))) return;
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(root, manifest), 'utf8'));
  const files = ['src', 'test'].flatMap((part) => sources(join(root, folder, part)));
  const imports = new Map(files.map((file) => [file, importsOf(readFileSync(file, 'utf8')).map(packageOf)]));
  const isShipped = (file) => file.startsWith(join(root, folder, 'src')) && !/\.spec\.tsx?$/.test(file);
  for (const [file, targets] of imports) {
    for (const target of isShipped(file) ? new Set(targets) : [])
      if (target && !(target in dependencies))
        problems.push(`${relative(root, file)}: imports ${target}, which its package.json does not name`);
  }
  const used = new Set([...imports.values()].flat());
  const shipped = new Set([...imports].flatMap(([file, targets]) => (isShipped(file) ? targets : [])));
  for (const name of Object.keys({ ...dependencies, ...devDependencies }).filter((one) => one.startsWith('@frontdesk/'))) {
    if (!used.has(name)) problems.push(`${manifest}: names ${name}, which nothing of it imports`);
    else if (name in dependencies && !shipped.has(name))
      problems.push(`${manifest}: names ${name}, which only its specs import, among what an image holds; it belongs to devDependencies`);
  }
}

/** undefined: Node's own, or a file */
function packageOf(target) {
  return /^(node:|\.)/.test(target) ? undefined : /^(@[^/]+\/)?[^/]+/.exec(target)[0];
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder).filter((entry) => statSync(join(folder, entry)).isDirectory()) : [];
}

function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return entry === 'gen' ? [] : sources(path);
    return /\.tsx?$/.test(entry) ? [path] : [];
  });
}
