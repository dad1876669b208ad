// `node scripts/image-check.mjs [--base IMAGE --build-base IMAGE]`: builds every image with buildah and runs the nine, the twin and the release's job out
// of them: as the image's user, without capabilities, on a read-only file system, in a base that has no shell. Asks them a question through the
// twin, runs the HEALTHCHECK, ends them by SIGTERM, and prints size and start-up. Without a base one is made of Debian's packages by mmdebstrap, with the
// Node that runs this. Needs root, Debian with buildah and mmdebstrap, Java for Kafka, a build (`npm run lint` makes one), and Node 24. Exit 1 if
// something did not hold.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const { values: given } = parseArgs({ options: { base: { type: 'string' }, 'build-base': { type: 'string' } } });
const load = (path) => import(join(root, path));
const [{ startKafka }, { startEmbeddedPostgres, serviceUrl }, { manifests }, { World, nextTuesdayMorning }] = await Promise.all(
  ['libs/kafka-broker/dist/index.js', 'libs/postgres/dist/index.js', 'apps/local/dist/index.js', 'apps/demo/dist/index.js'].map(load),
);
const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-image-'));
const services = manifests.map(({ name }) => name);
const running = new Map();
const containers = [];
let failed = 0;

const ok = (what, held, detail = '') => {
  if (!held) failed += 1;
  console.log(`${held ? 'ok    ' : 'FAILED'} ${what}${detail ? `: ${detail}` : ''}`);
};
const sh = (command, ...args) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 }).trim();
const buildah = (...args) => sh('buildah', ...args);
const chroot = sh('which', 'chroot');
const megabytes = (path) => Math.round(Number(sh('du', '-sb', path).split('\t')[0]) / 1_000_000);
const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

// Debian's packages as files, nothing of them run: no shell, no package manager that could be started.
function base(name, packages, variant, also) {
  const tar = join(scratch, `${name}.tar`);
  sh('mmdebstrap', `--variant=${variant}`, `--include=${packages}`, '--format=tar', 'bookworm', tar);
  const container = buildah('from', 'scratch');
  buildah('add', container, tar, '/');
  rmSync(tar);
  buildah('copy', '--chmod', '755', container, process.execPath, '/usr/local/bin/node');
  also?.(container);
  buildah('config', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', container);
  buildah('commit', '--rm', container, `localhost/${name}`);
  return `localhost/${name}`;
}

// npm, and the authorities that this machine trusts: its registry may have one of its own.
function withNpm(container) {
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  buildah('copy', container, authorities, authorities);
  buildah('config', '--env', `NODE_EXTRA_CA_CERTS=${authorities}`, container);
  const npm = join(realpathSync(sh('which', 'npm')), '../..');
  buildah('copy', container, npm, '/usr/local/lib/npm');
  buildah('run', '--isolation', 'chroot', container, '--', 'ln', '-s', '/usr/local/lib/npm/bin/npm-cli.js', '/usr/local/bin/npm');
}

// The image as a cluster would run it: its own user and command, nothing writable, no new privileges.
function image(service) {
  const container = buildah('from', '--pull-never', `localhost/frontdesk/${service}`);
  containers.push(container);
  const {
    Docker: { config },
  } = JSON.parse(buildah('inspect', '--type', 'image', `localhost/frontdesk/${service}`));
  const path = buildah('mount', container);
  for (const folder of ['proc', 'dev', 'var/run/frontdesk']) mkdirSync(join(path, folder), { recursive: true });
  const secrets = join(scratch, 'secrets');
  const mounts = [
    `mount --rbind /dev ${path}/dev`,
    `mount -t proc proc ${path}/proc`,
    `mount --bind ${secrets} ${path}/var/run/frontdesk`,
    `mount --bind ${path} ${path}`,
    `mount -o remount,bind,ro ${path}`,
    `mount --rbind /dev ${path}/dev`,
    `mount -t proc proc ${path}/proc`,
    `mount --bind ${secrets} ${path}/var/run/frontdesk`,
  ].join(' && ');
  const wrapped = (command) => [
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-c',
    `${mounts} && exec setpriv --no-new-privs ${chroot} --userspec=${config.User} ${path} "$@"`,
    'sh',
    ...command,
  ];
  const env = (more) => ({ ...Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2))), ...more });
  return {
    config,
    path,
    size: megabytes(path),
    ours: megabytes(join(path, 'app')),
    run: (more, ...command) => spawnSync('unshare', wrapped(command), { env: env(more), encoding: 'utf8' }),
    start: (more) => spawn('unshare', wrapped(config.Entrypoint), { env: env(more), stdio: ['ignore', 'pipe', 'inherit'] }),
  };
}

async function start(name, one, env, path = '/readyz') {
  const from = performance.now();
  const child = one.start(env);
  let log = '';
  child.stdout.on('data', (chunk) => {
    log += chunk;
  });
  const about = {
    child,
    one,
    env,
    ended: new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal))),
    log: () => log,
  };
  running.set(name, about);
  for (let round = 0; round < 600 && child.exitCode === null; round += 1) {
    if ((await fetch(`http://127.0.0.1:${env.PORT}${path}`).catch(() => ({ ok: false }))).ok) return { ...about, took: seconds(from) };
    await pause(100);
  }
  throw new Error(`${name} did not become ready:\n${log.split('\n').slice(-5).join('\n')}`);
}

const statusOf = (pid) =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .map((line) => line.split(/:\s+/)),
  );
let dependencies = [];
try {
  const runBase = given.base ?? base('frontdesk-base', 'libc6,libstdc++6,libgcc-s1', 'extract');
  const buildBase = given['build-base'] ?? given.base ?? base('frontdesk-build-base', 'ca-certificates', 'minbase', withNpm);
  for (const service of [...services, 'release', 'twin']) {
    const from = performance.now();
    const built = spawnSync(
      'buildah',
      [
        'bud',
        '--layers',
        '--isolation',
        'chroot',
        '--network',
        'host',
        '--format',
        'docker',
        '--build-arg',
        `SERVICE=${service}`,
        '--build-arg',
        `BASE_IMAGE=${runBase}`,
        '--build-arg',
        `BUILD_IMAGE=${buildBase}`,
        '-t',
        `localhost/frontdesk/${service}`,
        root,
      ],
      { encoding: 'utf8' },
    );
    ok(
      `${service} is built`,
      built.status === 0,
      built.status === 0 ? seconds(from) : built.stderr.trim().split('\n').slice(-3).join(' | '),
    );
    if (built.status !== 0) throw new Error('nothing to run');
  }

  const secrets = join(scratch, 'secrets');
  mkdirSync(secrets);
  const [postgres, kafka] = await Promise.all([
    startEmbeddedPostgres({ dataDir: join(scratch, 'postgres') }),
    startKafka({ dataDir: join(scratch, 'kafka') }),
  ]);
  dependencies = [postgres, kafka];
  const secret = (name, text) => writeFileSync(join(secrets, name), text);
  secret('migration-url', postgres.adminUrl);
  for (const manifest of manifests)
    secret(`${manifest.name}-url`, serviceUrl(postgres.adminUrl, manifest, randomBytes(12).toString('hex')));
  secret('kek', `k1:${randomBytes(32).toString('base64')}`);
  spawnSync('chmod', ['-R', 'a+rX', scratch]);
  const at = '/var/run/frontdesk';
  const common = { KAFKA_BROKERS: kafka.brokers, KAFKA_PARTITIONS: '12', HOST: '127.0.0.1' };

  const release = image('release');
  for (const time of ['first', 'second']) {
    const job = release.run(
      { ...common, DATABASE_MIGRATION_URL_FILE: `${at}/migration-url`, DATABASE_ROLE_URLS: at },
      ...release.config.Entrypoint,
    );
    ok(`the release's job, the ${time} time`, job.status === 0, (job.stdout + job.stderr).trim().split('\n').at(-1)?.slice(0, 160));
  }

  const twin = 'http://127.0.0.1:4100';
  await start(
    'twin',
    image('twin'),
    { HOST: '127.0.0.1', PORT: '4100', WEBHOOK_URL: 'http://127.0.0.1:4101/webhooks/whatsapp' },
    '/_sim/clock',
  );
  const env = {
    ...common,
    VAULT_KEK_FILE: `${at}/kek`,
    FRONTDESK_CLOCK_URL: `${twin}/_sim/clock`,
    COMMERCE_URL: `${twin}/shop`,
    WHATSAPP_GRAPH_URL: `${twin}/graph`,
    WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
    WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
    WHATSAPP_ACCESS_TOKEN: 'TWIN-ACCESS-TOKEN-FOR-LOCAL-USE-ONLY',
    WHATSAPP_APP_SECRET: 'twin-app-secret-for-local-use-only',
    WHATSAPP_VERIFY_TOKEN: 'twin-verify-token',
    SERVICE_TOKEN: randomBytes(24).toString('hex'),
    FRONTDESK_SESSION_SECRET: randomBytes(24).toString('hex'),
    AUDIT_URL: 'http://127.0.0.1:4109',
    GATEWAY_URL: 'http://127.0.0.1:4101',
    PUBLIC_URL: 'http://127.0.0.1:4107',
  };
  for (const [index, service] of services.entries()) {
    const own = { ...env, PORT: `${4101 + index}`, DATABASE_URL_FILE: `${at}/${service}-url` };
    const one = image(service);
    const { child, took } = await start(service, one, own);
    const { Uid, CapEff, NoNewPrivs, VmRSS } = statusOf(child.pid);
    ok(
      `${service} runs`,
      Uid.startsWith('65532\t') && /^0+$/.test(CapEff) && NoNewPrivs === '1',
      `ready after ${took}, ${Math.round(Number.parseInt(VmRSS, 10) / 1000)} MB resident, image ${one.size} MB, ${one.ours} of them ours`,
    );
  }
  const gateway = running.get('gateway');
  const look = `const fs = require('fs'); const tried = ['/app/x', '/tmp/x', '/x'].map((path) => { try { fs.writeFileSync(path, ''); return 'written'; } catch (error) { return error.code; } });
    console.log(JSON.stringify({ tried, shell: ['/bin/sh', '/usr/bin/sh', '/bin/bash', '/usr/bin/dash'].some((path) => fs.existsSync(path)) }))`;
  const seen = JSON.parse(gateway.one.run({}, 'node', '-e', look).stdout);
  ok(
    'nothing is writable',
    seen.tried.every((code) => code === 'EROFS' || code === 'ENOENT' || code === 'EACCES'),
    seen.tried.join(', '),
  );
  ok('no shell is needed', !seen.shell || given.base !== undefined, seen.shell ? 'the base has one' : 'there is none');
  const { Test: health } = gateway.one.config.Healthcheck;
  ok('HEALTHCHECK holds', gateway.one.run({ PORT: '4101' }, ...health.slice(1)).status === 0, health.slice(1).join(' '));
  ok('HEALTHCHECK fails where nothing listens', gateway.one.run({ PORT: '4199' }, ...health.slice(1)).status !== 0);

  const world = new World(twin);
  await world.setClock(nextTuesdayMorning(await world.now()));
  const phone = world.phone('+491700000001');
  const from = performance.now();
  await phone.write('What is your returns policy?');
  let answer;
  for (let round = 0; round < 300 && !answer; round += 1, await pause(100))
    answer = (await phone.thread()).find(({ direction }) => direction === 'out');
  ok(
    'a question is answered by the nine',
    Boolean(answer),
    answer && `${seconds(from)}: ${answer.text.slice(0, 80).replaceAll('\n', ' ')}…`,
  );

  const stops = services.map(async (service) => {
    const { child, ended, log } = running.get(service);
    const began = performance.now();
    child.kill('SIGTERM');
    return { service, code: await ended, took: performance.now() - began, draining: log().includes('"draining"') };
  });
  const stopped = await Promise.all(stops);
  ok(
    'SIGTERM drains each, which then exits with 0',
    stopped.every(({ code, draining }) => code === 0 && draining),
    stopped.map(({ service, code, took }) => `${service} ${code} ${(took / 1000).toFixed(1)} s`).join(', '),
  );
} catch (error) {
  ok('the check itself', false, error.message);
} finally {
  for (const { child } of running.values()) child.kill('SIGKILL');
  for (const dependency of dependencies) await dependency.stop();
  for (const container of containers) spawnSync('buildah', ['rm', container]);
  if (existsSync(scratch) && statSync(scratch).isDirectory()) rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? 'all of it held' : `${failed} did not hold`);
process.exit(failed === 0 ? 0 : 1);
