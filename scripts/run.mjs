// `npm run X` → here: installs what the lockfile says, switches to the pinned Node, builds, and runs the command. Plain JavaScript, no dependencies:
// it has to work on a machine that has only Node 20 and npm.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
// --selectProjects takes all that follows it, so it comes last.
const jest =
  (project, ...options) =>
  (args) => [
    '--experimental-vm-modules',
    '--conditions=source',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...options,
    ...args,
    '--selectProjects',
    project,
  ];
const main = (path) => (args) => [path, ...args];

const commands = {
  build: (args) => ['node_modules/typescript/bin/tsc', '-b', ...args],
  start: main('apps/local/dist/main.js'),
  'start:kafka': main('apps/local/dist/kafka-main.js'),
  twin: main('apps/twin/dist/main.js'),
  demo: main('apps/demo/dist/main.js'),
  dead: main('apps/local/dist/dead-main.js'),
  erasures: main('apps/release/dist/erasures-main.js'),
  holds: main('apps/release/dist/holds-main.js'),
  costs: main('apps/release/dist/costs-main.js'),
  audit: main('apps/release/dist/audit-main.js'),
  switch: main('apps/release/dist/switch-main.js'),
  replay: main('apps/replay/dist/main.js'),
  reset: main('apps/local/dist/reset-main.js'),
  bench: main('apps/bench/dist/main.js'),
  'bench:stages': main('apps/bench/dist/stages-main.js'),
  chaos: main('apps/chaos/dist/main.js'),
  eval: main('services/nlu-router/dist/eval.js'),
  world: main('apps/world/dist/main.js'),
  'test:unit': jest('unit'),
  'test:int': jest('int', '--maxWorkers=2'),
  'test:e2e': jest('e2e', '--runInBand'),
  'test:browser': jest('browser', '--runInBand'),
  'test:chart': jest('chart', '--runInBand'),
};
const needsBuild = new Set([
  'start',
  'start:kafka',
  'twin',
  'demo',
  'dead',
  'erasures',
  'holds',
  'costs',
  'audit',
  'switch',
  'replay',
  'reset',
  'bench',
  'bench:stages',
  'chaos',
  'eval',
  'world',
  'test:int',
  'test:e2e',
]);

const [command, ...args] = process.argv.slice(2);
process.chdir(root);

if (command === 'summary') {
  console.log(summary(Number(args[0])));
  process.exit(0);
}
install();
const node = pinnedNode();
if (command === 'lint') process.exit(lint());
if (command === 'test') process.exit(await test());
if (command === 'test:browser') process.exit(await browser());
if (command === 'test:chart') process.exit(await chart());
if (!commands[command]) fail(`unknown command ${command}; expected one of ${[...Object.keys(commands), 'lint', 'test'].join(', ')}`);
if (needsBuild.has(command)) build();
process.exit(await foreground(commands[command](args)));

function install() {
  if (installed()) return;
  console.error('Installing exactly what package-lock.json says (once)…');
  if (spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] }).status !== 0)
    fail('npm ci failed');
}

// npm keeps what it has put into node_modules in a lockfile of its own; optional packages of other platforms are not in it.
function installed() {
  const kept = 'node_modules/.package-lock.json';
  if (!existsSync(kept)) return false;
  const { packages: there } = JSON.parse(readFileSync(kept, 'utf8'));
  const { packages: wanted } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.startsWith('node_modules/')) return true;
    return link ? there[path]?.link === true : optional || there[path]?.version === version;
  });
}

function pinnedNode() {
  const path = join(root, 'node_modules/node/bin/node');
  if (existsSync(path)) return path;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    'the pinned Node is not there: its install script did not run (package.json names it in allowScripts), and this Node is older than 24',
  );
}

function build() {
  if (run('node_modules/typescript/bin/tsc', '-b') !== 0) fail('the build failed');
  const page = 'apps/console';
  if (existsSync(join(page, 'package.json')) && newest(join(page, 'src')) > newest(join(page, 'dist'))) {
    if (run('node_modules/vite/bin/vite.js', 'build', page, '--logLevel', 'warn') !== 0) fail('the build of the console page failed');
  }
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  return stat.isDirectory() ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name)))) : stat.mtimeMs;
}

function run(...argv) {
  return spawnSync(node, argv, { stdio: ['ignore', 2, 2] }).status ?? 1;
}

function lint() {
  const steps = [
    ['types', () => run('node_modules/typescript/bin/tsc', '-b')],
    ['types of the specs', () => run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.specs.json')],
    ['types of the console', () => run('node_modules/typescript/bin/tsc', '-p', 'apps/console')],
    ['format', () => run('node_modules/oxfmt/bin/oxfmt', '--list-different', '.')],
    ['oxlint', () => run('node_modules/oxlint/bin/oxlint', '--quiet', '.')],
    ['layers', () => run('scripts/check-layers.mjs')],
    ['lockfile', () => run('scripts/lockfile.mjs', '--check')],
    ['project references', () => run('scripts/references.mjs', '--check')],
    ['contracts', () => run('scripts/check-contracts.mjs')],
    ['bundles', () => run('scripts/check-bundles.mjs')],
    ['documents', () => run('scripts/check-docs.mjs')],
  ];
  const failures = [];
  for (const [name, step] of steps) {
    const ok = step() === 0;
    if (!ok) failures.push(name);
    console.log(`${ok ? 'ok    ' : 'FAILED'} lint: ${name}`);
  }
  writeSummary('lint', steps.length - failures.length, failures.length, failures);
  return failures.length > 0 ? 1 : 0;
}

async function test() {
  let status = lint();
  build(); // also when the lint is red: what fails for want of a page would hide what fails
  for (const part of ['test:unit', 'test:int', 'test:e2e']) status = (await jestPart(part)) || status;
  console.log(summary(status));
  return status;
}

// What failed, a line each, then the sum: a log that is cut in the middle still names every failure at its end. What fails besides specs and
// lint, a build or an installation, is one failure.
function summary(status) {
  const parts = existsSync(summaryFile()) ? Object.entries(JSON.parse(readFileSync(summaryFile(), 'utf8'))) : [];
  const sum = (key) => parts.reduce((total, [, part]) => total + part[key], 0);
  const named = parts.flatMap(([part, { failures = [] }]) => failures.map((failure) => `FAILED ${part}: ${failure}\n`));
  return `${named.join('')}${sum('passed')} passed, ${sum('failed') || Number(status !== 0)} failed`;
}

function failuresOf(result) {
  return result.testResults.flatMap(({ name, message, status, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed').map((one) => `${relative(root, name)}: ${one.fullName}`);
    return failed.length > 0 || status !== 'failed' ? failed : [`${relative(root, name)}: ${message.trim().split('\n')[0]}`];
  });
}

// Runs one part of the tests and keeps its counts.
async function jestPart(part, args = []) {
  const file = join(root, `node_modules/.cache/frontdesk/${part.replace(':', '-')}.json`);
  mkdirSync(join(file, '..'), { recursive: true });
  rmSync(file, { force: true });
  const status = await foreground(commands[part]([...args, '--json', `--outputFile=${file}`]), { stdout: 'ignore' });
  const result = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { numPassedTests: 0, testResults: [{ name: file, status: 'failed', message: 'Jest left no result', assertionResults: [] }] };
  const failures = failuresOf(result);
  writeSummary(part, result.numPassedTests, failures.length, failures);
  return failures.length > 0 ? 1 : status;
}

async function browser() {
  const path = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((one) => one && existsSync(one));
  if (!path) {
    writeSummary('test:browser', 0, 1, ['no Chromium']);
    fail('the browser tests need Chromium: install it (Debian, Ubuntu: apt-get install chromium), or name it in CHROMIUM_PATH');
  }
  process.env.CHROMIUM_PATH = path;
  build();
  return jestPart('test:browser', args);
}

// Helm and the validators come from PATH or from their own modules (scripts/chart-tools.mjs).
async function chart() {
  try {
    const { collector, customResourceDefinitions, kubernetesValidate, skaffoldSchema, tool } = await import('./chart-tools.mjs');
    for (const name of ['helm', 'promtool', 'kustomize']) process.env[`FRONTDESK_${name.toUpperCase()}`] = tool(name);
    process.env.FRONTDESK_KUBERNETES_VALIDATE = kubernetesValidate();
    process.env.FRONTDESK_COLLECTOR = collector();
    process.env.FRONTDESK_CRDS = customResourceDefinitions().join(delimiter);
    ({ schema: process.env.FRONTDESK_SKAFFOLD_SCHEMA, python: process.env.FRONTDESK_PYTHON } = skaffoldSchema());
  } catch (error) {
    writeSummary('test:chart', 0, 1, [error.message]);
    fail(error.message);
  }
  return jestPart('test:chart', args);
}

function summaryFile() {
  const folder = join(root, 'node_modules/.cache/frontdesk');
  mkdirSync(folder, { recursive: true });
  return join(folder, 'summary.json');
}

// Each part's counts and failures, so that .ci/run can print one sum over commands.
function writeSummary(part, passed, failed, failures) {
  const before = part !== 'lint' && existsSync(summaryFile()) ? JSON.parse(readFileSync(summaryFile(), 'utf8')) : {};
  writeFileSync(summaryFile(), JSON.stringify({ ...before, [part]: { passed, failed, failures } }));
}

// The child gets an IPC channel: when this launcher is killed the channel closes, and the child stops too.
function foreground(argv, { stdout = 'inherit' } = {}) {
  const child = spawn(node, argv, { stdio: ['inherit', stdout, 'inherit', 'ipc'], env: { ...process.env, FRONTDESK_LAUNCHED: '1' } });
  process.on('SIGINT', () => undefined); // the terminal sends it to the whole group; the child decides when it is done
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  // A process manager may end npm alone: whoever npm started then belongs to somebody else, and ends too.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1_000).unref();
  return new Promise((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1))),
  );
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
