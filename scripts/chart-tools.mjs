// The tools that the chart's checks need: from PATH, else built once from their own modules into a cache.
// `node scripts/chart-tools.mjs` says where they are.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const cache = join(process.env.FRONTDESK_CACHE_DIR || join(homedir(), '.cache/frontdesk'), 'tools');
const modules = {
  helm: 'helm.sh/helm/v4/cmd/helm@v4.3.1',
  promtool: 'github.com/prometheus/prometheus/cmd/promtool@v0.316.0',
  kustomize: 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1',
};
const validator = 'kubernetes-validate==1.37.0';

const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const versionOf = { helm: ['version'], promtool: ['--version'], kustomize: ['version'] };

/** The path of a tool; built if Go is there. @throws Error that says what to install */
export function tool(name) {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path) && works(path, ...versionOf[name]));
  if (onPath) return onPath;
  const cached = join(cache, name);
  if (existsSync(cached) && works(cached, ...versionOf[name])) return cached;
  if (!works('go', 'version'))
    throw new Error(`${name} is not on PATH, and there is no Go to build it with: install ${name}, or Go 1.26 or newer`);
  mkdirSync(cache, { recursive: true });
  console.error(`Building ${modules[name]} (once)…`);
  const env = { ...process.env, GOBIN: cache, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-mod=mod -buildvcs=false' };
  const { status } = spawnSync('go', ['install', modules[name]], { env, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${name} could not be built: install it, or run go install ${modules[name]}`);
  return cached;
}

/** The path of kubernetes-validate, which carries the schemas of every version; installed once into an environment of its own. */
export function kubernetesValidate() {
  const home = join(cache, validator.replace('==', '-'));
  const path = join(home, 'bin/kubernetes-validate');
  if (works(path, '--version')) return path;
  if (!works('python3', '-c', 'import venv, ensurepip'))
    throw new Error('python3 with venv is needed to check against the schemas of Kubernetes: install python3-venv');
  mkdirSync(cache, { recursive: true });
  const done =
    spawnSync('python3', ['-m', 'venv', home]).status === 0 &&
    spawnSync(join(home, 'bin/pip'), ['install', '-q', validator], { stdio: ['ignore', 2, 2] }).status === 0;
  if (!done) throw new Error(`${validator} could not be installed by pip`);
  return path;
}

// Read, not built. The sum is the checksum database's, so that what is read today is what was read when it was written down.
const sources = {
  skaffold: { module: 'github.com/GoogleContainerTools/skaffold/v2@v2.16.1', sum: 'h1:eMrp2qpn/5j2c1P/JqLo+mxcpEIdtokb/tCY2W/05ic=' },
  prometheusOperator: {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
  },
  gatewayApi: { module: 'sigs.k8s.io/gateway-api@v1.5.1', sum: 'h1:RqVRIlkhLhUO8wOHKTLnTJA6o/1un4po4/6M1nRzdd0=' },
};

function source(name) {
  const { module, sum } = sources[name];
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' };
  const { stdout } = spawnSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8', cwd: homedir(), env });
  const { Dir, Sum } = JSON.parse(stdout || '{}');
  if (!Dir) throw new Error(`${module} could not be downloaded by Go: its schemas are needed; install Go 1.26 or newer`);
  if (Sum !== sum) throw new Error(`${module} is ${Sum}, expected ${sum}`);
  return Dir;
}

/** The paths of skaffold's own schema and of a Python that can validate against it. */
export function skaffoldSchema() {
  return { schema: join(source('skaffold'), 'docs-v2/content/en/schemas/v4beta13.json'), python: join(kubernetesValidate(), '../python') };
}

/** The files of the CustomResourceDefinitions of what we render for operators: Prometheus operator, Gateway API, Strimzi. */
export function customResourceDefinitions() {
  const prometheus = join(source('prometheusOperator'), 'example/prometheus-operator-crd/monitoring.coreos.com_');
  const ours = join(import.meta.dirname, '../test/chart/crds');
  return [
    ...['servicemonitors', 'prometheusrules'].map((name) => `${prometheus}${name}.yaml`),
    join(source('gatewayApi'), 'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'),
    ...readdirSync(ours).map((name) => join(ours, name)),
  ];
}

/** The path of a collector with the components that k8s/observability/ configures, built once (scripts/collector). */
export function collector() {
  const folder = join(import.meta.dirname, 'collector');
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(folder, file)));
  const path = join(cache, `otelcol-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(path) && works(path, '--version')) return path;
  if (!works('go', 'version'))
    throw new Error("the collector's configuration is checked by a collector, built by Go: install Go 1.26 or newer");
  mkdirSync(cache, { recursive: true });
  console.error('Building a collector (once; a few minutes)…');
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-mod=readonly -buildvcs=false' };
  if (
    spawnSync('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', path, '.'], { cwd: folder, env, stdio: ['ignore', 2, 2] }).status !==
    0
  )
    throw new Error('the collector could not be built: go build in scripts/collector says why');
  return path;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = {
    ...Object.fromEntries(Object.keys(modules).map((name) => [name, tool(name)])),
    'kubernetes-validate': kubernetesValidate(),
    collector: collector(),
  };
  for (const [name, path] of Object.entries(found)) console.log(`${name.padEnd(20)} ${path}`);
  for (const path of customResourceDefinitions()) console.log(`${'crd'.padEnd(20)} ${path}`);
}
