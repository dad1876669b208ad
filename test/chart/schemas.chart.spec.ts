import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { renderText, run, toolPath } from './render.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-chart-'));
afterAll(() => rmSync(folder, { recursive: true }));
const renders = [
  ['default', renderText('default')],
  ['production', renderText('production')],
  ['twin', renderText('default', '--set', 'twin.enabled=true')],
] as const;

// The oldest version that Chart.yaml accepts, and the newest there is.
describe.each(['1.30.0', '1.37.0'])('Kubernetes %s', (version) => {
  test.each(renders)('knows every field of %s', (name, text) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, text);
    const { status, out, err } = run(toolPath('kubernetes-validate'), ['--strict', '--quiet', '-k', version, file]);
    // No schema of its own: what an operator brings.
    const lines = `${out}${err}`
      .split('\n')
      .filter((line) => line !== '' && !/Couldn't find schema for kind (PrometheusRule|ServiceMonitor)/.test(line));
    expect([status, lines]).toEqual([0, []]);
  });
});
