import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { isCustom, violations } from './custom-resources.ts';
import { manifestsIn, render, root, run, toolPath } from './render.ts';
import type { Manifest } from './render.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-chart-'));
afterAll(() => rmSync(folder, { recursive: true }));
const gatewayApi = ['enabled=true', 'parentRefs[0].name=public', 'webhook.hostnames={wa.example}', 'console.hostnames={desk.example}'];
const renders = [
  ['default', render('default')],
  ['production', render('production')],
  ['twin', render('default', '--set', 'twin.enabled=true')],
  ['gateway-api', render('default', ...gatewayApi.flatMap((value) => ['--set', `gatewayApi.${value}`]))],
] as const;
const kubernetes = (manifests: readonly Manifest[]) => manifests.filter((manifest) => !isCustom(manifest));

// The oldest version that Chart.yaml accepts, and the newest there is.
describe.each(['1.30.0', '1.37.0'])('Kubernetes %s', (version) => {
  test.each(renders)('knows every field of %s', (name, manifests) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(
      file,
      kubernetes(manifests)
        // to its reader, of YAML 1.1, `off` is no text, as it is to Kubernetes
        .map((manifest) => stringify(manifest, { version: '1.1' }))
        .join('---\n'),
    );
    const { status, out, err } = run(toolPath('kubernetes-validate'), ['--strict', '--quiet', '-k', version, file]);
    expect([status, `${out}${err}`]).toEqual([0, '']);
  });
});

describe('an operator', () => {
  const strimzi = ['topics', 'users'].map(
    (name) => [`k8s/${name}.yaml`, manifestsIn(readFileSync(join(root, `k8s/${name}.yaml`), 'utf8'))] as const,
  );
  const all = [...renders.map(([name, manifests]) => [name, manifests.filter(isCustom)] as const), ...strimzi];

  test.each(all)('knows every field of %s', (_, manifests) => {
    expect(violations(manifests)).toEqual([]);
  });

  test('is given every kind that the chart can render', () => {
    expect([...new Set(all.flatMap(([, manifests]) => manifests.map(({ kind }) => kind)))].sort()).toEqual([
      'HTTPRoute',
      'KafkaTopic',
      'KafkaUser',
      'PrometheusRule',
      'ServiceMonitor',
    ]);
  });

  test.each(all.filter(([, manifests]) => manifests.length > 0))('would refuse a field misspelt in %s', (_, manifests) => {
    for (const manifest of manifests.slice(0, 2)) {
      const misspelt = { ...manifest, spec: { ...(manifest['spec'] as object), speling: true } };
      expect(violations([misspelt])).toEqual([expect.stringContaining("'speling' was unexpected")]);
    }
  });
});
