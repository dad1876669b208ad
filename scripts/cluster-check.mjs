// `node scripts/cluster-check.mjs KUBECONFIG [--namespace NAME]`: the chart on a real API server. Needs helm and kubectl on PATH, a namespace of its
// own (made, and deleted afterwards), Go for the operators' definitions (made if they aren't there, and deleted afterwards), and nodes; images needn't exist if the nodes are kwok's. Prints a line for each thing that held; exit 1 if one
// did not.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { customResourceDefinitions } from './chart-tools.mjs';

const [kubeconfig] = process.argv.slice(2);
const namespace = process.argv.includes('--namespace') ? process.argv[process.argv.indexOf('--namespace') + 1] : 'frontdesk-check';
if (!kubeconfig) {
  console.error('usage: node scripts/cluster-check.mjs KUBECONFIG [--namespace NAME]');
  process.exit(64);
}
const root = join(import.meta.dirname, '..');
const chart = join(root, 'charts/frontdesk');
const services = ['gateway', 'policy', 'auth', 'nlu-router', 'rag-tools', 'response-builder', 'handoff', 'sla-scheduler', 'audit-logger'];
const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-cluster-'));
let failed = 0;
const made = [];

const run = (command, args, input) =>
  spawnSync(command, args, { encoding: 'utf8', input, env: { ...process.env, KUBECONFIG: kubeconfig }, maxBuffer: 64 * 1024 * 1024 });
const kubectl = (...args) => run('kubectl', ['-n', namespace, ...args]);
const apply = (manifest, ...args) =>
  run('kubectl', ['-n', namespace, 'apply', '-f', '-', ...args], typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
const helm = (...args) => run('helm', ['-n', namespace, ...args]);
const get = (...args) => JSON.parse(kubectl('get', ...args, '-o', 'json').stdout || '{}');
const ok = (what, held, detail = '') => {
  if (!held) failed += 1;
  console.log(`${held ? 'ok    ' : 'FAILED'} ${what}${detail ? `: ${detail}` : ''}`);
};
const last = (text) => text.trim().split('\n').at(-1);
const until = async (condition, ms = 90_000) => {
  for (const end = Date.now() + ms; Date.now() < end; await pause(500)) if (condition()) return true;
  return condition();
};
const ready = (name) => get('deploy', `frontdesk-${name}`).status?.readyReplicas ?? 0;
// Runs helm while it looks, again and again, at how many pods of each service are ready.
async function whileWatching(args) {
  const child = spawn('helm', ['-n', namespace, ...args], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  let status;
  child.on('exit', (code) => {
    status = code ?? 1;
  });
  let [lowest, looks] = [Infinity, 0];
  while (status === undefined) {
    const { items } = get('deploy', '-l', 'app.kubernetes.io/part-of=frontdesk');
    for (const deployment of items ?? []) lowest = Math.min(lowest, deployment.status?.readyReplicas ?? 0);
    looks += 1;
    await pause(500);
  }
  return { status, stderr, lowest, looks };
}
const revision = () => JSON.parse(helm('history', 'frontdesk', '-o', 'json').stdout).find(({ status }) => status === 'deployed');

try {
  apply(readFileSync(join(root, 'k8s/namespace.yaml'), 'utf8').replace('name: frontdesk', `name: ${namespace}`));
  const secret = (name, keys) =>
    apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: Object.fromEntries(keys.map((key) => [key, 'x'])) });
  secret('frontdesk-database', ['migration-url', ...services.map((service) => `${service}-url`)]);
  secret('frontdesk', ['vault-kek', 'session-secret', 'service-token']);
  secret('frontdesk-whatsapp', ['access-token', 'app-secret', 'verify-token', 'phone-number-id', 'business-account-id']);

  await until(() => kubectl('get', 'serviceaccount', 'default').status === 0);
  const careless = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'careless' }, spec: { containers: [{ name: 'x', image: 'x' }] } };
  const refused = apply(careless);
  ok(
    'restricted Pod Security is enforced: a pod without a security context is refused',
    refused.status !== 0 && refused.stderr.includes('violates PodSecurity "restricted'),
    last(refused.stderr || refused.stdout).slice(0, 160),
  );

  for (const file of customResourceDefinitions()) if (run('kubectl', ['create', '-f', file]).status === 0) made.push(file);
  run('kubectl', ['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
  const routes =
    'gatewayApi.enabled=true,gatewayApi.parentRefs[0].name=public,gatewayApi.webhook.hostnames={wa.example},gatewayApi.console.hostnames={desk.example}';
  const template = (example, ...options) =>
    helm('template', 'frontdesk', chart, '-f', join(chart, 'examples', example, 'values.yaml'), ...options).stdout;
  const strict = [
    ['default', template('default')],
    ['production, with what its operators read', template('production')],
    ['Gateway API', template('default', '--set', routes)],
    [
      'k8s/topics.yaml and k8s/users.yaml',
      ['topics', 'users'].map((name) => readFileSync(join(root, `k8s/${name}.yaml`), 'utf8')).join('\n'),
    ],
  ];
  for (const [what, manifests] of strict) {
    const dry = run(
      'kubectl',
      ['-n', namespace, 'apply', '--dry-run=server', '--validate=strict', '--warnings-as-errors', '-f', '-'],
      manifests,
    );
    const warnings = dry.stderr.split('\n').filter((line) => line !== '');
    ok(
      `a strict server-side dry run of ${what}, without a warning`,
      dry.status === 0 && warnings.length === 0,
      warnings.slice(0, 3).join(' | ') || `${dry.stdout.trim().split('\n').length} objects`,
    );
  }

  const base = ['--wait', '--timeout', '180s'];
  let started = performance.now();
  const installed = helm('install', 'frontdesk', chart, ...base);
  ok(
    'helm install --wait: the job first, then nine Deployments',
    installed.status === 0 && services.every((name) => ready(name) >= 2),
    installed.status === 0
      ? `${((performance.now() - started) / 1000).toFixed(0)} s, ${services.reduce((sum, name) => sum + ready(name), 0)} pods ready`
      : last(installed.stderr),
  );
  ok("the release's job has completed", get('job', 'frontdesk-release').status?.succeeded === 1);

  started = performance.now();
  const upgraded = await whileWatching(['upgrade', 'frontdesk', chart, ...base, '--set', 'image.tag=0.1.1']);
  ok(
    'helm upgrade --wait',
    upgraded.status === 0 && get('deploy', 'frontdesk-policy').spec.template.spec.containers[0].image.endsWith(':0.1.1'),
    upgraded.status === 0 ? `${((performance.now() - started) / 1000).toFixed(0)} s` : last(upgraded.stderr),
  );
  ok('meanwhile never fewer than two of each were ready', upgraded.lowest >= 2, `${upgraded.lowest}, seen ${upgraded.looks} times`);

  const nowhere = 'image.tag=0.1.2,defaults.nodeSelector.nowhere=here,release.enabled=false';
  const failing = await whileWatching([
    'upgrade',
    'frontdesk',
    chart,
    '--wait',
    '--timeout',
    '20s',
    '--rollback-on-failure',
    '--set',
    nowhere,
  ]);
  ok('an upgrade whose pods never become ready fails', failing.status !== 0);
  ok(
    'it rolled itself back, and capacity was kept',
    revision()?.description?.toLowerCase().includes('rollback') &&
      failing.lowest >= 2 &&
      get('deploy', 'frontdesk-policy').spec.template.spec.containers[0].image.endsWith(':0.1.1'),
    `${revision()?.description}, never fewer than ${failing.lowest} ready of each, seen ${failing.looks} times`,
  );

  const back = helm('rollback', 'frontdesk', '1', ...base);
  ok(
    'helm rollback 1',
    back.status === 0 && get('deploy', 'frontdesk-policy').spec.template.spec.containers[0].image.endsWith(':0.1.0'),
    back.status === 0 ? '' : last(back.stderr),
  );

  await until(() => get('pdb', 'frontdesk-policy').status?.disruptionsAllowed === 1);
  const pods = get('pods', '-l', 'app.kubernetes.io/name=policy')
    .items.filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ metadata }) => metadata.name);
  const evict = (name) => {
    const file = join(scratch, `${name}.json`);
    writeFileSync(file, JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }));
    return run('kubectl', ['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '-f', file]);
  };
  // No replacement may come in between.
  kubectl('create', 'quota', 'no-more', '--hard=pods=1');
  await until(() => get('quota', 'no-more').status?.hard?.pods === '1');
  const evictions = pods.map(evict);
  kubectl('delete', 'quota', 'no-more');
  const stopped = evictions.filter(({ status, stderr }) => status !== 0 && /disruption budget/.test(stderr));
  ok(
    'the budget stops an eviction that would leave fewer than it allows',
    evictions[0].status === 0 && stopped.length > 0,
    last(stopped[0]?.stderr ?? evictions.map(({ stdout, stderr }) => stdout + stderr).join()),
  );

  const policyPods = () => get('pods', '-l', 'app.kubernetes.io/name=policy').items.map(({ metadata }) => metadata.name);
  await until(() => ready('policy') === 2);
  for (const pod of policyPods()) kubectl('annotate', 'pod', pod, 'kwok.x-k8s.io/usage-cpu=190m', '--overwrite');
  const scaled = await until(() => (get('deploy', 'frontdesk-policy').status?.readyReplicas ?? 0) > 2, 120_000);
  ok(
    'the autoscaler adds pods under load',
    scaled,
    `${get('deploy', 'frontdesk-policy').status?.readyReplicas} of policy at 190 % of its request`,
  );
} finally {
  helm('uninstall', 'frontdesk', '--wait', '--timeout', '60s');
  run('kubectl', ['delete', 'namespace', namespace, '--wait=false']);
  for (const file of made) run('kubectl', ['delete', '--wait=false', '-f', file]);
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? 'all of it held' : `${failed} did not hold`);
process.exit(failed === 0 ? 0 : 1);
