// Completes package-lock.json: npm leaves out optional packages of other platforms that the registry in use does not serve, and `npm ci` then refuses.
// What is added so has no `integrity`: once a registry serves it, take it out of the file and run `npm install --package-lock-only`.
// `--check` only looks, and fails if something is missing, or if an entry holds the address it was downloaded from.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const path = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const missing = new Map();
for (const [from, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (!resolved(from, name)) missing.set(`node_modules/${name}`, version.replace(/^[\^~]/, ''));
  }
}
const addresses = Object.entries(lock.packages)
  .filter(([, entry]) => /^https?:/.test(entry.resolved ?? ''))
  .map(([name]) => name);

if (process.argv.includes('--check')) {
  const problems = [...missing.keys(), ...addresses];
  if (problems.length > 0) {
    console.error(`package-lock.json is not complete, run node scripts/lockfile.mjs: ${problems.join(', ')}`);
    process.exit(1);
  }
} else {
  for (const [name, version] of missing) lock.packages[name] = { version, ...platform(name), optional: true };
  for (const name of addresses) delete lock.packages[name].resolved;
  const [[root, own], ...rest] = Object.entries(lock.packages);
  lock.packages = { [root]: own, ...Object.fromEntries(rest.sort(([a], [b]) => (a < b ? -1 : 1))) };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  const unsure = Object.keys(lock.packages).filter(
    (name) => name.includes('node_modules/') && !lock.packages[name].link && !lock.packages[name].integrity,
  );
  console.log(`${missing.size} packages added; without integrity: ${unsure.join(', ') || 'none'}`);
}

// As Node resolves: the package's own node_modules, then each one above.
function resolved(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('node_modules/') - 1, 0))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

function platform(name) {
  const word = (...words) => words.filter((one) => new RegExp(`(^|[-/])${one}([-/]|$)`).test(name));
  const os = word('darwin', 'linux', 'win32', 'windows', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'android', 'aix', 'openharmony').map(
    (one) => (one === 'windows' ? 'win32' : one),
  );
  const cpu = word(
    'x64',
    'arm64',
    'aarch64',
    'arm',
    'armv7',
    'ia32',
    'ppc64',
    'ppc64le',
    's390x',
    'riscv64',
    'loong64',
    'mips64el',
    'wasm32',
    'universal',
  )
    .map((one) => ({ aarch64: 'arm64', armv7: 'arm' })[one] ?? one)
    .filter((one) => one !== 'universal');
  return { ...(os.length > 0 ? { os } : {}), ...(cpu.length > 0 ? { cpu } : {}) };
}
