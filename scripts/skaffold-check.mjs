// `node scripts/skaffold-check.mjs SKAFFOLD`: what skaffold itself (a path; 2.16 wants Helm 3 on PATH) makes of skaffold.yaml, profile by profile: it
// reads it, and renders the objects that the chart renders with the values it names, each with the image that it would build. Prints a line for
// each thing that held; exit 1 if one did not. Builds and deploys nothing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const [skaffold] = process.argv.slice(2);
if (!skaffold) {
  console.error('usage: node scripts/skaffold-check.mjs SKAFFOLD');
  process.exit(64);
}
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-skaffold-'));
const env = { ...process.env, SKAFFOLD_UPDATE_CHECK: 'false', SKAFFOLD_INTERACTIVE: 'false', KUBECONFIG: join(scratch, 'none') };
const run = (command, ...args) => spawnSync(command, args, { cwd: root, encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 });
let failed = 0;
const ok = (what, held, detail = '') => {
  if (!held) failed += 1;
  console.log(`${held ? 'ok    ' : 'FAILED'} ${what}${detail ? `: ${detail}` : ''}`);
};
const last = (text) => text.trim().split('\n').at(-1);
const namesIn = (text) =>
  parseAllDocuments(text)
    .map((one) => one.toJS())
    .filter(Boolean)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .sort();

try {
  ok('skaffold', true, run(skaffold, 'version').stdout.trim());
  for (const profile of ['dev', 'debug', 'ci', 'production']) {
    const read = run(skaffold, 'diagnose', '--profile', profile, '--yaml-only');
    ok(`${profile}: skaffold reads it`, read.status === 0, read.status === 0 ? '' : last(read.stderr));
    if (read.status !== 0) continue;
    const {
      build,
      deploy: {
        helm: {
          releases: [release],
        },
      },
    } = parse(read.stdout);
    const file = join(scratch, `${profile}.yaml`);
    const rendered = run(skaffold, 'render', '--profile', profile, '--digest-source', 'tag', '--offline=true', '--output', file);
    ok(`${profile}: skaffold renders it`, rendered.status === 0, rendered.status === 0 ? '' : last(rendered.stderr));
    if (rendered.status !== 0) continue;
    const text = readFileSync(file, 'utf8');
    const set = Object.entries(release.setValues ?? {}).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const values = release.valuesFiles.flatMap((path) => ['-f', path]);
    const plain = run('helm', 'template', release.name, release.chartPath, '--namespace', release.namespace, ...values, ...set);
    const [ours, theirs] = [namesIn(plain.stdout), namesIn(text)];
    ok(`${profile}: the objects are the chart's`, ours.length > 30 && ours.join() === theirs.join(), `${theirs.length} objects`);
    const images = new Set([...text.matchAll(/^\s+image: "?([^"\s]+)"?$/gm)].map(([, image]) => image.replace(/[:@].*$/, '')));
    const wanted = build.artifacts
      .map(({ image }) => image)
      .filter((image) => profile !== 'production' || image !== 'frontdesk/twin')
      .sort();
    ok(`${profile}: each pod runs an image that is built`, [...images].sort().join() === wanted.join(), `${images.size} images`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? 'all of it held' : `${failed} did not hold`);
process.exit(failed === 0 ? 0 : 1);
