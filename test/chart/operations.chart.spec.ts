import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { messages } from '@frontdesk/contracts';
import { chart, helm, root, run, yamlFile } from './render.ts';

describe('the runbook', () => {
  const text = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
  const steps = new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
  const { scripts } = yamlFile('package.json') as { scripts: Record<string, string> };

  test('links to steps that exist', () => {
    expect([...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor).filter((anchor) => !steps.has(anchor!))).toEqual([]);
  });

  test('names npm commands that exist, and that README says of what they do', () => {
    const commands = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name!);
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.filter((name) => !scripts[name])).toEqual([]);
    const [, table] = /^\| command \|.*\n([^]*?)\n\n/m.exec(readFileSync(join(root, 'README.md'), 'utf8'))!;
    const told = [...table!.matchAll(/`(?:npm run )?([\w:]+)/g)].map(([, name]) => name!);
    expect(commands.filter((name) => !told.includes(name))).toEqual([]);
  });

  test('looks in the log for lines that are written', () => {
    const lines = [...text.matchAll(/grep (?:-E )?'([a-z][^']+)'/g)].flatMap(([, line]) => line!.split('|'));
    expect(lines.length).toBeGreaterThan(3);
    const isWritten = (line: string) => run('git', ['grep', '-qF', '-e', line, '--', 'services/*.ts', ':!*.spec.ts']).status === 0;
    expect(lines.filter((line) => !isWritten(line))).toEqual([]);
  });

  test('sets values that the chart has, in the file: what --set gives is taken back by the next upgrade', () => {
    expect(text).not.toMatch(/ --set /);
    const settings = [...text.matchAll(/# in it ([\w.-]+): (\S+)$/gm)].map(
      ([, name, value]) => `${name}=${value!.replace('<new>', '1.2.3')}`,
    );
    expect(settings.length).toBeGreaterThan(1);
    for (const setting of settings) expect([setting, helm('template', 'frontdesk', chart, '--set', setting).err]).toEqual([setting, '']);
  });

  test('says what to do about each reason by which the gate refuses', () => {
    const [gate, templates] = ['gate', 'templates'].map((file) =>
      readFileSync(join(root, `services/policy/src/domain/${file}.ts`), 'utf8'),
    );
    const reasons = [...gate!.matchAll(/refuse\('(\w+)'/g), ...templates!.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, reason]) => reason!);
    expect(reasons.length).toBeGreaterThan(10);
    const [, step] = /^## Gate refusals\n([^]*?)^## /m.exec(text)!;
    expect(reasons.filter((reason) => !reason.startsWith('STALE_') && !step!.includes(`\`${reason}\``))).toEqual([]);
  });

  test('names workloads that are installed', () => {
    const rendered = helm('template', 'frontdesk', chart).out;
    const named = [...text.matchAll(/(?:deploy|job|hpa)[/ ]\$F-([\w-]+)/g)].map(([, name]) => `name: frontdesk-${name}`);
    expect(named.length).toBeGreaterThan(3);
    expect(text.match(/(?:deploy|job|hpa)[/ ]\$R-/g)).toBeNull();
    expect(named.filter((name) => !rendered.includes(name))).toEqual([]);
  });
});

test('Prometheus keeps exemplars, and Grafana opens their traces in Jaeger', () => {
  const { datasources } = yamlFile('k8s/observability/grafana-datasources.yaml') as {
    datasources: { uid: string; type: string; jsonData?: { exemplarTraceIdDestinations: { name: string; datasourceUid: string }[] } }[];
  };
  const [prometheus, jaeger] = ['prometheus', 'jaeger'].map((type) => datasources.find((one) => one.type === type)!);
  expect(prometheus!.jsonData!.exemplarTraceIdDestinations).toEqual([{ name: 'trace_id', datasourceUid: jaeger!.uid }]);
  expect(readFileSync(join(root, 'k8s/observability/prometheus.yaml'), 'utf8')).toContain('--enable-feature=exemplar-storage');
});

describe("the collector's configuration", () => {
  interface Config {
    receivers: object;
    exporters: object;
    extensions: object;
    processors: {
      tail_sampling: { policies: { type: string; string_attribute?: { values: string[] }; numeric_attribute?: { key: string } }[] };
      redaction: { blocked_values: string[] };
    };
    service: { extensions: string[]; pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }> };
  }
  const config = yamlFile('k8s/observability/collector-config.yaml') as Config;
  const { redaction, tail_sampling: sampling } = config.processors;

  test('uses what it defines, redacts before it samples, and batches last', () => {
    for (const { receivers, processors, exporters } of Object.values(config.service.pipelines)) {
      expect([receivers, exporters]).toEqual([Object.keys(config.receivers), Object.keys(config.exporters)]);
      expect(processors).toEqual(['memory_limiter', 'redaction', 'tail_sampling', 'batch']);
      expect(Object.keys(config.processors)).toEqual(processors);
    }
    expect(config.service.extensions).toEqual(Object.keys(config.extensions));
  });

  test('keeps turns that were slow, failed, or handed over by messages that there are', () => {
    expect(sampling.policies.map(({ type }) => type)).toEqual([
      'status_code',
      'numeric_attribute',
      'ottl_condition',
      'string_attribute',
      'probabilistic',
    ]);
    const spans = readFileSync(join(root, 'libs/bus/src/process/spans.ts'), 'utf8');
    for (const key of sampling.policies.flatMap((policy) => policy.numeric_attribute?.key ?? [])) expect(spans).toContain(`'${key}'`);
    for (const type of sampling.policies.flatMap((policy) => policy.string_attribute?.values ?? []))
      expect(Object.keys(messages)).toContain(type);
  });

  test.each(['mara@example.com', '+49 170 0000001', '+15550783881', 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQQ=='])('redacts %s', (value) => {
    expect(redaction.blocked_values.some((pattern) => new RegExp(pattern).test(value))).toBe(true);
  });

  test.each([
    'policy MessageReceived',
    '0af7651916cd43dd8448eb211c80319c',
    'conversation.inbound.v1',
    '01900000-0000-8000-8000-000000000000',
  ])('leaves %s', (value) => {
    expect(redaction.blocked_values.some((pattern) => new RegExp(pattern).test(value))).toBe(false);
  });
});
