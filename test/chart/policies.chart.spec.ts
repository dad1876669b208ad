import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { services } from '@frontdesk/contracts';
import { helm, chart, ofKind, render } from './render.ts';
import type { Manifest } from './render.ts';

interface Container {
  name: string;
  image: string;
  resources: { limits: object; requests: object };
  securityContext: object;
  readinessProbe?: object;
  livenessProbe?: object;
  startupProbe?: object;
  env: { name: string; value?: string }[];
}
interface PodSpec {
  containers: Container[];
  securityContext: object;
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  volumes?: object[];
  topologySpreadConstraints: { topologyKey: string }[];
}
interface Workload {
  replicas?: number;
  strategy?: object;
  template: { spec: PodSpec };
}

const examples: [string, Manifest[]][] = [
  ['default', render('default')],
  ['production', render('production')],
  ['with the twin', render('default', '--set', 'twin.enabled=true')],
];
const workloads = (manifests: readonly Manifest[]) =>
  manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .map(({ kind, metadata, spec }) => ({ kind, name: metadata.name, spec: spec as Workload }));
const podsOf = (manifests: readonly Manifest[]) => workloads(manifests).map(({ name, spec }) => [name, spec.template.spec] as const);

describe.each(examples)('%s', (_, manifests) => {
  test('has a Deployment, a ServiceAccount, a budget and an autoscaler for each of the nine', () => {
    for (const kind of ['Deployment', 'ServiceAccount', 'PodDisruptionBudget', 'HorizontalPodAutoscaler', 'NetworkPolicy']) {
      expect(ofKind(manifests, kind).map(({ metadata }) => metadata.name)).toEqual(
        expect.arrayContaining(services.map((service) => `frontdesk-${service}`)),
      );
    }
  });

  test.each(podsOf(manifests))('%s passes the restricted Pod Security Standard', (__, pod) => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(Object.keys(pod).filter((key) => key.startsWith('host'))).toEqual([]);
    for (const { securityContext } of pod.containers) {
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(securityContext).not.toHaveProperty('capabilities.add');
    }
    for (const volume of pod.volumes ?? []) expect(Object.keys(volume)).toHaveLength(2);
    expect(
      (pod.volumes ?? []).flatMap((volume) => Object.keys(volume)).filter((key) => !['name', 'projected', 'csi'].includes(key)),
    ).toEqual([]);
  });

  test.each(podsOf(manifests))('%s has an account of its own, without a token', (name, pod) => {
    expect([pod.serviceAccountName, pod.automountServiceAccountToken]).toEqual([name, false]);
  });

  test.each(podsOf(manifests))('%s has requests and limits', (__, pod) => {
    for (const { resources } of pod.containers) {
      expect(Object.keys(resources.requests)).toEqual(expect.arrayContaining(['cpu', 'memory']));
      expect(Object.keys(resources.limits)).toContain('memory');
    }
  });

  test.each(
    workloads(manifests)
      .filter(({ kind }) => kind === 'Deployment')
      .map((one) => [one.name, one.spec] as const),
  )('%s has three probes', (__, spec) => {
    for (const container of spec.template.spec.containers)
      expect(Object.keys(container)).toEqual(expect.arrayContaining(['startupProbe', 'livenessProbe', 'readinessProbe']));
  });

  test.each(ofKind(manifests, 'HorizontalPodAutoscaler').map(({ metadata, spec }) => [metadata.name, spec] as const))(
    '%s never drops below capacity',
    (name, autoscaler) => {
      const deployment = workloads(manifests).find((one) => one.kind === 'Deployment' && one.name === name)!.spec;
      const budget = ofKind(manifests, 'PodDisruptionBudget').find(({ metadata }) => metadata.name === name)!.spec as {
        maxUnavailable: number;
      };
      expect(deployment.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
      // Two owners of one number would fight over it at each upgrade.
      expect(deployment).not.toHaveProperty('replicas');
      expect((autoscaler as { minReplicas: number }).minReplicas).toBeGreaterThan(budget.maxUnavailable);
      expect(deployment.template.spec.topologySpreadConstraints.map(({ topologyKey }) => topologyKey)).toContain(
        'topology.kubernetes.io/zone',
      );
    },
  );

  test('nothing secret stands in an environment', () => {
    const secret = /KEK|SECRET|TOKEN|PASSWORD|API_KEY|DATABASE_URL|DATABASE_MIGRATION_URL/;
    const given = podsOf(manifests)
      .flatMap(([, pod]) => pod.containers.flatMap(({ env }) => env))
      .filter(({ name }) => secret.test(name) && !name.endsWith('_FILE'));
    expect(given.filter(({ value }) => !/twin/i.test(value ?? ''))).toEqual([]);
    expect(ofKind(manifests, 'Secret')).toEqual([]);
  });

  test('every object says who it belongs to', () => {
    for (const { metadata } of manifests)
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'frontdesk', 'app.kubernetes.io/instance': 'frontdesk' });
  });
});

describe('values', () => {
  const refused = (...options: string[]) => helm('template', 'frontdesk', chart, ...options).err;

  test.each([
    ['image.tagg=1', "'tagg' not allowed"],
    ['services.gatway.replicas=1', "'gatway' not allowed"],
    ['services.gateway.replica=1', "'replica' not allowed"],
    ['ingres.enabled=true', "'ingres' not allowed"],
    ['kafka.brokers=nowhere', 'does not match pattern'],
    ['defaults.hpa.maxReplicas=many', 'want integer'],
    ['replies.quietPeriodMs=20001', 'maximum'],
    ['whatsapp.rates.currency=Euro', 'does not match pattern'],
    ['whatsapp.rates.cards[0].amounts.Germany=1', 'does not match pattern'],
    ['people.caseLimit=101', 'maximum'],
    ['people.ownerAwaySeconds=3601', 'maximum'],
    ['people.ownerLateSeconds=14401', 'maximum'],
    ['model.baseUrl=https://models.example/v1', "at '/model/name': minLength"],
    ['model.timeoutMs=15001', 'maximum'],
    ['model.share=101', 'maximum'],
    ['secrets.VAULT_KEK.value=x', "'value' not allowed"],
    ['defaults.hpa.maxReplicas=49', 'more than kafka.partitions (48) would be idle'],
    ['ingress.enabled=true', 'webhook.host and console.host are needed'],
    ['gatewayApi.enabled=true', 'webhook.hostnames and console.hostnames are needed'],
    ['kafka.securityProtocol=SASL_SSL', 'sasl.mechanism and a securityProtocol that begins with SASL_ go together'],
    ['kafka.sasl.mechanism=plain', 'sasl.mechanism and a securityProtocol that begins with SASL_ go together'],
  ])('%s fails the install', (value, why) => {
    expect(refused('--set', value)).toContain(why);
  });

  test.each(['http://127.0.0.1:8080', 'http://LOCALHOST:8080', 'http://[::1]/graph'])(
    "Graph behind a proxy of the pod's own, %s, without a provider fails the install: the demo's people would get in",
    (url) => {
      expect(refused('--set', `whatsapp.graphUrl=${url}`)).toContain('oidc.issuer is needed');
      expect(refused('-f', join(chart, 'examples/production/values.yaml'), '--set', `whatsapp.graphUrl=${url}`)).toBe('');
      expect(refused('--set', `whatsapp.graphUrl=${url},twin.enabled=true`)).toBe('');
    },
  );

  test.each([
    ['commerce.url', 'commerce.url='],
    ['business.email', 'business.email='],
    ['business.linkHosts', 'business.linkHosts=null'],
    ['publicUrl', 'ingress.enabled=false,ingress.console.host='],
  ])("where people sign in, no %s fails the install: customers would meet the demo shop's, or this pod's own address", (name, empty) => {
    const production = join(chart, 'examples/production/values.yaml');
    expect(refused('-f', production, '--set', empty)).toContain(`with oidc.issuer these are needed, too: ${name}`);
    expect(refused('-f', production, '--set', `${empty},twin.enabled=true`)).not.toContain('needed, too');
  });

  test('mails whose link would point nowhere fail the install', () => {
    expect(refused('--set', 'notify.url=https://mail.example')).toContain('notify.confirmUrl');
    expect(refused('--set', 'notify.url=https://mail.example,notify.confirmUrl=https://wa.example')).toBe('');
  });

  test('the console on the public host fails the install', () => {
    expect(refused('--set', 'ingress.enabled=true,ingress.webhook.host=a.example,ingress.console.host=a.example')).toContain(
      'a host of its own',
    );
    expect(
      refused(
        '--set',
        'gatewayApi.enabled=true,gatewayApi.webhook.hostnames={a.example},gatewayApi.console.hostnames={b.example,a.example}',
      ),
    ).toContain('a host of its own');
  });
});

describe('what is public', () => {
  const production = render('production');

  test("is the webhook's path alone; the console has its own host", () => {
    type Rule = { host: string; http: { paths: { path: string; pathType: string; backend: { service: { name: string } } }[] } };
    const rules = ofKind(production, 'Ingress').flatMap(({ spec }) => (spec as { rules: Rule[] }).rules);
    expect(
      rules.map(({ host, http }) => [host, http.paths.map(({ path, pathType, backend }) => `${pathType} ${path} ${backend.service.name}`)]),
    ).toEqual([
      ['desk.example.com', ['Prefix /console frontdesk-handoff']],
      ['wa.example.com', ['Exact /webhooks/whatsapp frontdesk-gateway']],
    ]);
  });

  test("is, where codes are sent, the page of their links on the webhook's host, which ingress reaches", () => {
    type Rule = { host: string; http: { paths: { path: string; backend: { service: { name: string } } }[] } };
    const sending = render('production', '--set', 'notify.url=https://mail.example');
    const hostOf = (name: string) =>
      ofKind(sending, 'Ingress').find(({ metadata }) => metadata.name === name)!.spec as { rules: Rule[]; tls: unknown };
    const [page, webhook] = [hostOf('frontdesk-confirm'), hostOf('frontdesk-webhook')];
    expect([page.rules[0]!.host, page.tls]).toEqual([webhook.rules[0]!.host, webhook.tls]);
    expect(page.rules[0]!.http.paths).toMatchObject([{ path: '/confirm', backend: { service: { name: 'frontdesk-auth' } } }]);
    const from = (manifests: typeof production) =>
      (ofKind(manifests, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'frontdesk-auth')!.spec as { ingress: object[] })
        .ingress;
    expect([from(production).length, from(sending).length]).toEqual([1, 2]);
  });

  test('is the same by Gateway API', () => {
    const options = [
      'gatewayApi.enabled=true',
      'gatewayApi.webhook.hostnames={wa.example}',
      'gatewayApi.console.hostnames={desk.example}',
    ].flatMap((value) => ['--set', value]);
    type Route = { hostnames: string[]; rules: { matches: { path: object }[]; backendRefs: { name: string }[] }[] };
    const routes = ofKind(render('default', ...options), 'HTTPRoute').map(({ spec }) => spec as Route);
    expect(routes.map(({ hostnames, rules }) => [hostnames[0], rules[0]!.matches[0]!.path, rules[0]!.backendRefs[0]!.name])).toEqual([
      ['desk.example', { type: 'PathPrefix', value: '/console' }, 'frontdesk-handoff'],
      ['wa.example', { type: 'Exact', value: '/webhooks/whatsapp' }, 'frontdesk-gateway'],
    ]);
  });
});
