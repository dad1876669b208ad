import { describe, expect, test } from '@jest/globals';
import { environments, services as configured } from '@frontdesk/release';
import { loadConfigs, runtimeConfig } from '@frontdesk/runtime';
import { ofKind, render, yamlFile } from './render.ts';
import type { Manifest } from './render.ts';

interface ServiceValues {
  calls: string[];
  variables: string[];
  secrets: string[];
}
const values = yamlFile('charts/frontdesk/values.yaml') as { services: Record<string, ServiceValues> };

const given = (manifests: readonly Manifest[], kind: string, name: string): string[] => {
  const { spec } = ofKind(manifests, kind).find(({ metadata }) => metadata.name === `frontdesk-${name}`)!;
  const { containers } = (spec as { template: { spec: { containers: { env: { name: string }[] }[] } } }).template.spec;
  return containers[0]!.env.map((variable) => variable.name.replace(/_FILE$/, ''));
};

describe.each([
  ['default', render('default')],
  ['production', render('production')],
  ["the twin's", render('default', '--set', 'twin.enabled=true')],
])('%s environment', (_, manifests) => {
  test.each(environments.map(({ name }) => name))('of %s is what its code reads: all that it needs, nothing that it ignores', (name) => {
    const { required, optional } = environments.find((one) => one.name === name)!;
    const env = given(manifests, name === 'release' ? 'Job' : 'Deployment', name);
    expect(env).toEqual(expect.arrayContaining([...required]));
    expect(env.filter((variable) => ![...required, ...optional].includes(variable))).toEqual([]);
    expect(env).toHaveLength(new Set(env).size);
  });
});

test('a model has its variables where there is one, and a key where it wants one', () => {
  const model = (...options: string[]) =>
    given(render('default', ...options), 'Deployment', 'response-builder').filter((name) => name.startsWith('MODEL_'));
  expect(model('--set', 'model.name=m,model.region=eu')).toEqual([]);
  const wired = ['MODEL_BASE_URL', 'MODEL_NAME', 'MODEL_SHARE', 'MODEL_TIMEOUT_MS'];
  expect(model('--set', 'model.baseUrl=http://m:80/v1,model.name=m')).toEqual([...wired, 'MODEL_API_KEY']);
  expect(model('--set', 'model.baseUrl=http://m:80/v1,model.name=m,model.key=false')).toEqual(wired);
});

describe('a production install', () => {
  const manifests = render('production');
  // What would lie in the mounted files.
  const inFiles: Readonly<Record<string, string>> = {
    DATABASE_URL: 'postgres://role:password@db.example.com/frontdesk',
    VAULT_KEK: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  };

  test.each(configured.map(({ manifest, config }) => [manifest.name, config] as const))(
    'starts %s with what it is given',
    (name, config) => {
      const { spec } = ofKind(manifests, 'Deployment').find(({ metadata }) => metadata.name === `frontdesk-${name}`)!;
      const { env } = (spec as { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } }).template.spec
        .containers[0]!;
      const source = Object.fromEntries(
        env.map(({ name: variable, value }) => {
          const plain = variable.replace(/_FILE$/, '');
          return [plain, plain === variable ? value : (inFiles[plain] ?? 'forty-characters-of-what-nobody-else-knows')];
        }),
      );
      const [, own] = loadConfigs([runtimeConfig, config] as const, source);
      expect(Object.keys(own)).toEqual(expect.arrayContaining(Object.keys(config.shape).filter((variable) => variable in source)));
    },
  );
});

describe('edges', () => {
  test.each(environments.filter(({ manifest }) => manifest).map(({ manifest }) => [manifest!.name, manifest!] as const))(
    'of %s are those of its manifest',
    (name, manifest) => {
      expect(values.services[name]!.calls).toEqual([...(manifest.calls ?? [])]);
    },
  );

  type Peer = {
    ipBlock?: { cidr: string };
    podSelector?: { matchLabels: Record<string, string> };
    namespaceSelector?: { matchLabels: Record<string, string> };
  };
  const egress = (manifests: readonly Manifest[], name: string) => {
    const { spec } = ofKind(manifests, 'NetworkPolicy').find(({ metadata }) => metadata.name === `frontdesk-${name}`)!;
    return (spec as { egress: { to?: Peer[]; ports?: { port: number | string }[] }[] }).egress.map(({ to, ports }) => {
      const peer = to?.[0];
      const who =
        peer?.ipBlock?.cidr ??
        peer?.podSelector?.matchLabels?.['app.kubernetes.io/name'] ??
        peer?.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ??
        'any';
      return `${who}:${ports?.map(({ port }) => port).join(',') ?? '*'}`;
    });
  };
  const base = ['kube-system:53,53', '10.20.0.0/24:9096', '10.20.1.0/24:5432', 'observability:4318'];

  test.each([
    ['policy', []],
    ['nlu-router', []],
    ['response-builder', ['0.0.0.0/0:443']],
    ['audit-logger', []],
    ['gateway', ['0.0.0.0/0:443', 'storage:*']],
    ['auth', ['shop:*']],
    ['rag-tools', ['shop:*']],
    ['sla-scheduler', ['0.0.0.0/0:443']],
    ['handoff', ['audit-logger:http', 'gateway:http', '0.0.0.0/0:443']],
  ])('a policy lets %s reach DNS, Kafka, PostgreSQL, OTLP and %j', (name, more) => {
    expect(egress(render('production'), name)).toEqual([...base, ...more]);
  });

  test('the shop may be named as service.namespace, which a name of the outside may look like too', () => {
    const manifests = render('production', '--set', 'commerce.url=http://orders.shop:8080');
    expect(egress(manifests, 'auth')).toEqual([...base, 'shop:*', '0.0.0.0/0:8080']);
  });

  test('the shop is reached by gateway, which has its token then, only where it takes changes', () => {
    const asks = (...options: string[]) => {
      const manifests = render('production', ...options);
      const shown = (name: string) => given(manifests, 'Deployment', name).filter((variable) => variable.startsWith('COMMERCE_'));
      return {
        gateway: shown('gateway'),
        auth: shown('auth'),
        'rag-tools': shown('rag-tools'),
        reached: egress(manifests, 'gateway').includes('shop:*'),
      };
    };
    const reads = ['COMMERCE_URL', 'COMMERCE_TOKEN'];
    expect(asks()).toEqual({ gateway: [], auth: reads, 'rag-tools': reads, reached: false });
    const all = ['COMMERCE_URL', 'COMMERCE_CHANGES', 'COMMERCE_TOKEN'];
    expect(asks('--set', 'commerce.changes=true,notify.url=http://mail.shop:80,notify.confirmUrl=https://wa.example.com')).toEqual({
      gateway: all,
      auth: all,
      'rag-tools': all,
      reached: true,
    });
  });

  test('nobody could prove enough for a change where no mails are sent', () =>
    expect(() => render('production', '--set', 'commerce.changes=true,notify.url=')).toThrow('commerce.changes needs notify.url'));

  test('a help desk is reached by handoff alone, which has its token, where there is one', () => {
    const manifests = render('production', '--set', 'helpDesk.url=https://desk.example:8443/api,helpDesk.token=true');
    expect(egress(manifests, 'handoff')).toContain('0.0.0.0/0:8443');
    expect(egress(manifests, 'policy')).not.toContain('0.0.0.0/0:8443');
    const handoff = (all: readonly Manifest[]) =>
      JSON.stringify(ofKind(all, 'Deployment').find(({ metadata }) => metadata.name === 'frontdesk-handoff'));
    expect(handoff(manifests)).toMatch(/"HELPDESK_URL","value":"https:\/\/desk.example:8443\/api".*HELPDESK_TOKEN/);
    expect(handoff(render('production'))).not.toContain('HELPDESK');
  });

  test('what sends e-mails is reached by auth alone, which has its token, where there is one', () => {
    const manifests = render('production', '--set', 'notify.url=https://mail.example:8443/api,notify.token=true');
    expect(egress(manifests, 'auth')).toContain('0.0.0.0/0:8443');
    expect(egress(manifests, 'policy')).not.toContain('0.0.0.0/0:8443');
    expect(given(manifests, 'Deployment', 'auth')).toEqual(expect.arrayContaining(['NOTIFY_URL', 'CONFIRM_URL', 'NOTIFY_TOKEN']));
    expect(given(render('production'), 'Deployment', 'auth').filter((name) => /^(NOTIFY|CONFIRM)/.test(name))).toEqual([]);
  });

  test("the release's job reaches DNS, Kafka and PostgreSQL", () => {
    expect(egress(render('production'), 'release')).toEqual(base.slice(0, 3));
  });
});

test('what one service has besides comes beside what all have, and in its place where the name is the same', () => {
  const own = ['name=ca,configMap.name=ca', 'name=csi,emptyDir.medium=Memory'];
  const set = own.flatMap((volume, index) =>
    volume.split(',').flatMap((part) => ['--set', `services.handoff.extraVolumes[${index}].${part}`]),
  );
  const volumes = (name: string, manifests: readonly Manifest[]) => {
    const { spec } = ofKind(manifests, 'Deployment').find(({ metadata }) => metadata.name === `frontdesk-${name}`)!;
    return (spec as { template: { spec: { volumes: { name: string }[] } } }).template.spec.volumes;
  };
  const one = render('production', ...set.slice(0, 4));
  expect(volumes('handoff', one).map(({ name }) => name)).toEqual(expect.arrayContaining(['csi', 'ca']));
  expect(volumes('policy', one).map(({ name }) => name)).not.toContain('ca');
  const both = volumes('handoff', render('production', ...set)).filter(({ name }) => name === 'csi');
  expect(both).toEqual([{ name: 'csi', emptyDir: { medium: 'Memory' } }]);
});
