import type { Dashboard, DashboardLink, Panel } from '@grafana/schema';

/** A panel: queries over the metrics of libs/runtime/src/meters.ts, each with its legend. */
interface Drawn {
  readonly title: string;
  readonly description?: string;
  readonly unit: string;
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  /** from which value on it is red */
  readonly red?: number;
  readonly stat?: true;
}

const total = (by: string) => (by ? `sum by (${by}) ` : 'sum');
export const rate = (metric: string, by: string, more = '') =>
  `${total(by)}(rate(${metric}{namespace=~"$namespace"${more}}[$__rate_interval]))`;
export const increase = (metric: string, by: string, over: '1h' | '24h', more = '') =>
  `${total(by)}(increase(${metric}{namespace=~"$namespace"${more}}[${over}]))`;
export const quantile = (q: number, metric: string, by: string) =>
  `histogram_quantile(${q}, ${rate(`${metric}_bucket`, by ? `le, ${by}` : 'le')})`;
export const gauge = (metric: string, by: string, fold = 'max') => `${fold} by (${by}) (${metric}{namespace=~"$namespace"})`;

const datasource = { type: 'prometheus', uid: '${datasource}' };

function panel({ title, description, unit, queries, red, stat }: Drawn, index: number): Panel {
  return {
    id: index + 1,
    type: stat ? 'stat' : 'timeseries',
    title,
    ...(description ? { description } : {}),
    datasource,
    gridPos: { x: (index % 3) * 8, y: Math.floor(index / 3) * 8, w: 8, h: 8 },
    // An exemplar is a dot on the curve that opens its trace in Jaeger: where a histogram is drawn, because only they have any.
    targets: queries.map(([expr, legendFormat], at) => ({
      refId: 'ABCDEF'[at]!,
      expr,
      legendFormat,
      datasource,
      exemplar: expr.includes('_bucket{'),
      range: true,
    })),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(red === undefined
          ? {}
          : {
              thresholds: {
                mode: 'absolute' as never,
                steps: [
                  { value: null, color: 'green' },
                  { value: red, color: 'red' },
                ],
              },
            }),
      },
      overrides: [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom' } },
  };
}

const link = (title: string, url: string, icon: string): DashboardLink => ({
  title,
  type: 'link',
  url,
  icon,
  tooltip: '',
  tags: [],
  asDropdown: false,
  targetBlank: true,
  includeVars: false,
  keepTime: false,
});

export function dashboard(uid: string, title: string, description: string, panels: readonly Drawn[]): Dashboard {
  return {
    uid,
    title,
    description,
    tags: ['frontdesk'],
    schemaVersion: 42,
    timezone: 'browser',
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    links: [
      link('Runbook', 'https://frontdesk.example/docs/runbook.md', 'doc'),
      // stands where the installation has an address for them: templates/monitoring.yaml
      link('Slow traces', 'https://frontdesk.example/traces', 'external link'),
    ],
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
        {
          name: 'namespace',
          type: 'query',
          label: 'Namespace',
          datasource,
          query: 'label_values(frontdesk_clock_skew_seconds, namespace)',
          includeAll: true,
          multi: true,
          current: { text: 'All', value: '$__all' },
          allValue: '.*',
        },
      ],
    },
    panels: panels.map(panel),
  };
}
