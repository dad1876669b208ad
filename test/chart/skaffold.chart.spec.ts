import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { services } from '@frontdesk/contracts';
import { chart, helm, manifestsIn, ofKind, root, run, toolPath, yamlFile } from './render.ts';
import type { Manifest } from './render.ts';

interface Artifact {
  image: string;
  context: string;
  docker: { dockerfile: string; buildArgs: { SERVICE: string } };
}
interface Patch {
  op: string;
  path: string;
  value?: unknown;
}
interface Skaffold {
  build: { artifacts: Artifact[] };
  deploy: { helm: { releases: { chartPath: string; valuesFiles: string[]; setValueTemplates: Record<string, string> }[] } };
  portForward: { resourceName: string }[];
  profiles: { name: string; patches?: Patch[] }[];
}
const skaffold = yamlFile('skaffold.yaml') as Skaffold;
const release = skaffold.deploy.helm.releases[0]!;
const { artifacts } = skaffold.build;
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-skaffold-'));
afterAll(() => rmSync(folder, { recursive: true }));
const kustomized = run(toolPath('kustomize'), ['build', '--load-restrictor', 'LoadRestrictionsNone', 'k8s']);
const external = manifestsIn(kustomized.out);

describe('skaffold.yaml', () => {
  test("is what skaffold's own schema allows", () => {
    const file = join(folder, 'skaffold.json');
    writeFileSync(file, JSON.stringify(skaffold));
    const check = 'import json,sys,jsonschema; i=json.load(open(sys.argv[1])); jsonschema.validate(i, json.load(open(sys.argv[2])))';
    const { status, err } = run(process.env['FRONTDESK_PYTHON']!, ['-c', check, file, process.env['FRONTDESK_SKAFFOLD_SCHEMA']!]);
    expect([status, err]).toEqual([0, '']);
  });

  test("builds the nine, the release's job and the twin from one Dockerfile", () => {
    expect(artifacts.map(({ docker }) => docker.buildArgs.SERVICE)).toEqual(
      [...services, 'release', 'twin'].sort((a, b) => order(a) - order(b)),
    );
    for (const { image, context, docker } of artifacts) {
      expect([image, existsSync(join(root, context, docker.dockerfile))]).toEqual([`frontdesk/${docker.buildArgs.SERVICE}`, true]);
      expect(
        ['services', 'apps'].filter((parent) => existsSync(join(root, parent, docker.buildArgs.SERVICE, 'package.json'))),
      ).toHaveLength(1);
    }
  });
  const order = (service: string) => artifacts.findIndex(({ docker }) => docker.buildArgs.SERVICE === service);

  test('names a chart, values and forwarded services that are there', () => {
    const replaced = skaffold.profiles
      .flatMap(({ patches = [] }) => patches)
      .filter(({ path }) => path.endsWith('/valuesFiles'))
      .flatMap(({ value }) => value as string[]);
    for (const path of [release.chartPath, ...release.valuesFiles, ...replaced])
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
    const rendered = manifestsIn(helm('template', 'frontdesk', chart, '-f', 'k8s/dev/values.yaml').out);
    expect(ofKind(rendered, 'Service').map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(skaffold.portForward.map(({ resourceName }) => resourceName)),
    );
  });

  test('gives every image that it builds to a value of the chart', () => {
    const values = Object.keys(release.setValueTemplates);
    expect(values).toHaveLength(artifacts.length);
    const options = values.flatMap((value) => ['--set', `${value}=built/${value}`]);
    const { status, out, err } = helm('template', 'frontdesk', chart, '-f', 'k8s/dev/values.yaml', ...options);
    expect([status, err]).toEqual([0, '']);
    const images = [...out.matchAll(/^ +image: "?([^"\n]+)"?$/gm)].map(([, image]) => image!);
    expect(images.sort()).toEqual(values.map((value) => `built/${value}`).sort());
    for (const [value, template] of Object.entries(release.setValueTemplates)) {
      const service = value.replace(/^services\.|\.image$/g, '').replaceAll('-', '_');
      expect(template).toBe(`{{.IMAGE_FULLY_QUALIFIED_frontdesk_${service}}}`);
    }
  });

  test.each(skaffold.profiles.flatMap(({ name, patches = [] }) => patches.map((patch) => [name, patch.path, patch] as const)))(
    'the profile %s patches %s, which is there',
    (_, path, patch) => {
      const steps = path.slice(1).split('/');
      const parent = steps.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], skaffold) as Record<
        string,
        unknown
      >;
      expect(parent).toBeDefined();
      expect([patch.op, parent[steps.at(-1)!] !== undefined]).not.toEqual([expect.stringMatching('replace|remove'), false]);
    },
  );

  const patched = <T>(end: string) =>
    skaffold.profiles
      .flatMap(({ patches = [] }) => patches)
      .filter(({ path }) => path.endsWith(end))
      .map(({ value }) => value as T);

  test('syncs what is there', () => {
    const synced = patched<{ manual: { src: string }[] }>('/sync').flatMap(({ manual }) => manual.map(({ src }) => src));
    expect(synced.map((src) => [src, globSync(src, { cwd: root }).length > 0])).toEqual(synced.map((src) => [src, true]));
    expect(synced.length).toBeGreaterThan(0);
  });

  test('syncs into images that a container may write to, and starts anew what reads at start', () => {
    const dev = skaffold.profiles.find(({ name }) => name === 'dev')!.patches!;
    const numbers = (end: string) => dev.filter(({ path }) => path.endsWith(end)).map(({ path }) => path.split('/')[3]);
    expect(numbers('/OWNER')).toEqual(numbers('/sync'));
    const { readOnlyRootFilesystem, services: synced } = yamlFile('k8s/dev/sync.yaml') as {
      readOnlyRootFilesystem: boolean;
      services: Record<string, { watch: string[] }>;
    };
    expect(readOnlyRootFilesystem).toBe(false);
    const watched = Object.entries(synced).flatMap(([name, { watch }]) => watch.map((path) => [name, path] as const));
    const sources = patched<{ manual: { src: string }[] }>('/sync').flatMap(({ manual }) => manual.map(({ src }) => src));
    expect([...watched.map(([, path]) => path), 'apps/twin/public']).toEqual(sources.map((src) => src.split('/**')[0]));
    const pods = ofKind(
      manifestsIn(helm('template', 'frontdesk', chart, '-f', 'k8s/dev/values.yaml', '-f', 'k8s/dev/sync.yaml').out),
      'Deployment',
    );
    for (const [name, path] of watched) {
      const { template } = pods.find(({ metadata }) => metadata.name === `frontdesk-${name}`)!.spec as {
        template: { spec: { containers: object[] } };
      };
      expect(template.spec.containers[0]).toMatchObject({ command: ['node', `--watch-path=/app/${path}`, '/app/main.js'] });
    }
  });

  test.each(patched<Record<string, unknown>>('/setValues'))('sets %j, which the chart accepts', (values) => {
    const options = Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`]);
    expect(helm('template', 'frontdesk', chart, '-f', 'k8s/dev/values.yaml', ...options).err).toBe('');
  });
});

describe('k8s/', () => {
  test('is rendered by kustomize', () => {
    expect([kustomized.status, kustomized.err]).toEqual([0, '']);
    expect(new Set(external.map(({ metadata }) => (metadata as { namespace?: string }).namespace ?? metadata.name))).toEqual(
      new Set(['frontdesk', 'monitoring']),
    );
  });

  test.each(['1.30.0', '1.37.0'])('is known to Kubernetes %s, field by field', (version) => {
    const file = join(folder, `k8s-${version}.yaml`);
    writeFileSync(file, kustomized.out);
    const { status, out, err } = run(toolPath('kubernetes-validate'), ['--strict', '--quiet', '-k', version, file]);
    expect([status, `${out}${err}`]).toEqual([0, '']);
  });

  type Pods = {
    template: {
      spec: {
        securityContext: object;
        containers: { image: string; securityContext: object; resources: object; readinessProbe: object }[];
      };
    };
  };
  test.each(
    external
      .filter(({ kind }) => /Deployment|StatefulSet/.test(kind))
      .map((manifest) => [manifest.metadata.name, manifest.spec as Pods] as const),
  )('%s may run in a restricted namespace, with a pinned image, limits and a probe', (_, { template: { spec } }) => {
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { image, securityContext, resources, readinessProbe } of spec.containers) {
      expect(image).toMatch(/:v?\d+\.\d+/);
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
      expect([Object.keys(resources).sort(), typeof readinessProbe]).toEqual([['limits', 'requests'], 'object']);
    }
  });

  test('has each Secret and each address that the chart expects in development', () => {
    const secrets = ofKind(external, 'Secret').map(
      ({ metadata, stringData }) => [metadata.name, Object.keys(stringData as object)] as const,
    );
    const wanted = ofKind(manifestsIn(helm('template', 'frontdesk', chart, '-f', 'k8s/dev/values.yaml').out), 'Deployment').flatMap(
      projectedSecrets,
    );
    expect(wanted.length).toBeGreaterThan(15);
    for (const { name, key } of wanted)
      expect([name, secrets.find(([secret]) => secret === name)?.[1].includes(key)]).toEqual([name, true]);
    const hosts = ofKind(external, 'Service').map(
      ({ metadata }) => `${metadata.name}.${(metadata as unknown as { namespace: string }).namespace}`,
    );
    expect(hosts).toEqual(
      expect.arrayContaining(['frontdesk-kafka-bootstrap.frontdesk', 'postgres.frontdesk', 'otel-collector.monitoring']),
    );
  });
});

type Projected = {
  template: { spec: { volumes?: { projected: { sources: { secret: { name: string; items: { key: string }[] } }[] } }[] } };
};
function projectedSecrets({ spec }: Manifest): { name: string; key: string }[] {
  return ((spec as Projected).template.spec.volumes ?? []).flatMap(({ projected }) =>
    projected.sources.flatMap(({ secret }) => secret.items.map(({ key }) => ({ name: secret.name, key }))),
  );
}
