import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Meters } from '@frontdesk/runtime';
import { stringify } from 'yaml';
import { dashboards } from './dashboards.ts';
import { chart, ofKind, render, root, run, toolPath, yamlFile } from './render.ts';

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { runbook_url: string; summary: string; traces_url?: string };
}
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));
const rulesPath = join(chart, 'rules/frontdesk.yaml');
const { groups } = yamlFile('charts/frontdesk/rules/frontdesk.yaml') as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const tests = (
  yamlFile('charts/frontdesk/rules/frontdesk.test.yaml') as { tests: { alert_rule_test: { alertname: string; exp_alerts: object[] }[] }[] }
).tests;
const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
const steps = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
  title!
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
);
/** Alerts of one row of the table for whoever is on call, how bad each is, and its step. */
const onCall = [...runbook.matchAll(/^\| (Frontdesk[^|]*) \| ([^|]*) \| \[[^\]]*\]\(#([\w-]+)\) \|$/gm)].flatMap(
  ([, names, severities, step]) => {
    const each = severities!.split(', ');
    return names!.split(', ').map((alert, index) => ({ alert, severity: each[index] ?? each[0], step }));
  },
);
const exported = (new Meters().registry.getMetricsAsArray() as { name: string }[]).map(({ name }) => name);
const used = (expr: string) => [...expr.matchAll(/\bfrontdesk_\w+/g)].map(([name]) => name!.replace(/_(bucket|count|sum)$/, ''));
// A metric that is declared and never set would make an alert that can't fire.
const sources = run('git', ['ls-files', 'libs/*.ts', 'services/*.ts'])
  .out.split('\n')
  .filter((path) => path.endsWith('.ts') && !/spec\.ts$|meters\.ts$/.test(path) && existsSync(join(root, path)))
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');
const declared = readFileSync(join(root, 'libs/runtime/src/meters.ts'), 'utf8');
const memberOf = (metric: string) => new RegExp(`readonly (\\w+) = [^;]*'${metric}'`).exec(declared)?.[1];
const isSet = (metric: string) => new RegExp(`\\b[mM]eters\\??\\.${memberOf(metric)}\\b`).test(sources);

/** The rules, with what says that a service is gone as it is generated: for each of the chart's. */
function withServices(text: string): string {
  const { services } = yamlFile('charts/frontdesk/values.yaml') as { services: object };
  const absent = Object.keys(services)
    .sort()
    .map((service) => `absent(frontdesk_ready{service="${service}"})\n`);
  return text.replace(
    /(- alert: FrontdeskServiceGone\n[^]*?expr: \|\n)(?: {10}.*\n)+/,
    (_, head: string) => `${head}${absent.map((line) => `          ${line}`).join('          or\n')}`,
  );
}
if (process.env['UPDATE_GOLDENS']) writeFileSync(rulesPath, withServices(readFileSync(rulesPath, 'utf8')));

test('that a service is gone is looked for of each that the chart installs', () => {
  const text = readFileSync(rulesPath, 'utf8');
  expect(text).toBe(withServices(text));
  const gone = rules.find(({ alert }) => alert === 'FrontdeskServiceGone')!.expr;
  const missed = [...gone.matchAll(/service="([\w-]+)"/g)].map(([, name]) => name);
  const installed = ofKind(render('production'), 'Deployment').map(({ metadata }) => metadata.labels!['app.kubernetes.io/name']);
  expect(missed).toEqual(installed.sort());
});

test('a bucket is matched as Prometheus 2 names it and as 3 does, which makes floats of le and quantile', () => {
  const panels = Object.values(dashboards).flatMap(({ panels: all }) => all ?? []);
  const queries = panels.flatMap((panel) => ('targets' in panel ? (panel.targets as { expr: string }[]) : []));
  const matchers = [...rules, ...queries].flatMap(({ expr }) => expr.match(/\b(?:le|quantile)\s*!?=[^,}]+/g) ?? []);
  expect(matchers.length).toBeGreaterThan(0);
  expect(matchers.filter((matcher) => /=\s*"\d+([.]0)?"/.test(matcher))).toEqual([]);
});

test('promtool accepts the rules and their tests', () => {
  const { status, out, err } = run(toolPath('promtool'), ['test', 'rules', join(chart, 'rules/frontdesk.test.yaml')]);
  expect([status, `${out}${err}`]).toEqual([0, expect.stringContaining('SUCCESS')]);
});

describe.each(rules.map((rule) => [rule.alert, rule] as const))('%s', (name, { expr, labels, annotations }) => {
  test('is shown to fire, and to be silent', () => {
    const expectations = tests.flatMap(({ alert_rule_test: all }) => all).filter(({ alertname }) => alertname === name);
    expect(new Set(expectations.map(({ exp_alerts: alerts }) => alerts.length > 0))).toEqual(new Set([true, false]));
  });

  test('rests on metrics that are set', () => {
    expect(used(expr).length).toBeGreaterThan(0);
    for (const metric of used(expr)) expect([metric, exported.includes(metric), isSet(metric)]).toEqual([metric, true, true]);
  });

  test('says how bad it is, and links to a step of the runbook that exists', () => {
    expect(['page', 'ticket']).toContain(labels.severity);
    const [page, anchor] = annotations.runbook_url.split('#');
    expect(page).toBe('https://frontdesk.example/docs/runbook.md');
    expect(steps).toContain(anchor);
    expect(onCall.filter(({ alert }) => alert === name)).toEqual([{ alert: name, severity: labels.severity, step: anchor }]);
  });
});

test("an installation's alerts are these, with its own runbook", () => {
  const [rendered] = ofKind(render('production'), 'PrometheusRule');
  const shown = (rendered!.spec as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
  expect(shown.map(({ alert }) => alert)).toEqual(rules.map(({ alert }) => alert));
  expect(shown.map(({ expr }) => expr.replaceAll('namespace="frontdesk",', ''))).toEqual(rules.map(({ expr }) => expr));
  const gone = shown.find(({ alert }) => alert === 'FrontdeskServiceGone')!.expr;
  expect(gone.match(/absent\(frontdesk_ready\{namespace="frontdesk",service=/g)).toHaveLength(gone.split('\nor\n').length);
  expect(shown.filter(({ annotations }) => !annotations.runbook_url.startsWith('https://runbooks.example.com/frontdesk#'))).toEqual([]);
});

test('alerts of slow answers and the dashboards link to traces, where the installation says where they are', () => {
  const traces = 'https://jaeger.example.com/search?service=gateway&lookback=1h&minDuration=20s';
  const linked = (...options: string[]) => {
    const manifests = render('production', ...options);
    const alerts = (ofKind(manifests, 'PrometheusRule')[0]!.spec as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
    const shown = ofKind(manifests, 'ConfigMap')
      .flatMap(({ data }) => Object.entries((data ?? {}) as Record<string, string>))
      .filter(([file]) => file in dashboards)
      .map(([, json]) => (JSON.parse(json) as { links: { url: string }[] }).links.map(({ url }) => url));
    return { alerts: alerts.flatMap(({ alert, annotations: { traces_url: url } }) => (url ? [[alert, url]] : [])), shown };
  };
  expect(linked()).toEqual({
    alerts: ['FrontdeskBotSilent', 'FrontdeskFirstResponseBurnFast', 'FrontdeskFirstResponseBurnSlow'].map((alert) => [alert, traces]),
    shown: Object.keys(dashboards).map(() => ['https://runbooks.example.com/frontdesk', traces]),
  });
  expect(linked('--set', 'monitoring.tracesUrl=')).toEqual({
    alerts: [],
    shown: Object.keys(dashboards).map(() => ['https://runbooks.example.com/frontdesk']),
  });
});

describe.each(Object.entries(dashboards))('the dashboard %s', (file, dashboard) => {
  const path = join(chart, 'dashboards', file);
  const text = `${JSON.stringify(dashboard, null, 2)}\n`;
  if (process.env['UPDATE_GOLDENS']) writeFileSync(path, text);
  const queries = (dashboard.panels ?? []).flatMap((panel) =>
    ('targets' in panel ? (panel.targets as { expr: string }[]) : []).map(({ expr }) => expr),
  );

  test('is committed as it is generated', () => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('has only queries that promtool can parse', () => {
    // Grafana's variables become values, as it does itself.
    const expressions = queries.map((expr, index) => ({
      record: `q${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$namespace', '.*'),
    }));
    const asRules = join(folder, file);
    writeFileSync(asRules, stringify({ groups: [{ name: 'queries', rules: expressions }] }));
    const { status, out, err } = run(toolPath('promtool'), ['check', 'rules', '--lint=none', asRules]);
    expect([status, `${out}${err}`]).toEqual([0, expect.stringContaining(`${expressions.length} rules found`)]);
  });

  test('leads from each latency to traces', async () => {
    const targets = (dashboard.panels ?? []).flatMap((panel) =>
      'targets' in panel ? (panel.targets as { expr: string; exemplar: boolean }[]) : [],
    );
    const latencies = targets.filter(({ expr }) => expr.startsWith('histogram_quantile'));
    expect(latencies.filter(({ exemplar }) => !exemplar)).toEqual([]);
    const kinds = (await new Meters().registry.getMetricsAsJSON()) as unknown as { name: string; type: string }[];
    for (const metric of latencies.flatMap(({ expr }) => used(expr))) {
      expect(kinds.find(({ name }) => name === metric)?.type).toBe('histogram');
      expect(new RegExp(`name: '${metric}'[^}]*enableExemplars: true`).test(declared)).toBe(true);
    }
  });

  test('rests on metrics that are set', () => {
    for (const metric of queries.flatMap(used)) expect([metric, exported.includes(metric), isSet(metric)]).toEqual([metric, true, true]);
  });
});
