import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const root = join(import.meta.dirname, '../..');
export const chart = join(root, 'charts/frontdesk');

/** A tool that `npm run test:chart` has found or built. */
export const toolPath = (name: 'helm' | 'promtool' | 'kustomize' | 'kubernetes-validate'): string => {
  const path = process.env[`FRONTDESK_${name.toUpperCase().replaceAll('-', '_')}`];
  if (!path) throw new Error('run these by npm run test:chart: it finds the tools');
  return path;
};

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export function run(command: string, args: readonly string[], input?: string): Ran {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024 });
  return { status: status ?? 1, out: stdout, err: stderr };
}

/** An object of Kubernetes, as loosely typed as YAML is. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly [field: string]: unknown;
}

export const manifestsIn = (text: string): Manifest[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);

export const helm = (...args: string[]): Ran => run(toolPath('helm'), args);

/** What `helm template` makes of an example, with further options. */
export function renderText(example: string, ...options: string[]): string {
  const { status, out, err } = helm(
    'template',
    'frontdesk',
    chart,
    '--namespace',
    'frontdesk',
    '-f',
    join(chart, 'examples', example, 'values.yaml'),
    ...options,
  );
  if (status !== 0) throw new Error(err);
  return out;
}

export const render = (example: string, ...options: string[]): Manifest[] => manifestsIn(renderText(example, ...options));

export const yamlFile = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'));

export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] => manifests.filter((manifest) => manifest.kind === kind);
