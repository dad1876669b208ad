import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chart, helm, renderText } from './render.ts';

describe.each(['default', 'production'])('the example %s', (example) => {
  test('passes lint, strictly', () => {
    const { status, out } = helm('lint', '--strict', chart, '-f', join(chart, 'examples', example, 'values.yaml'));
    expect([status, out]).toEqual([0, expect.stringContaining('0 chart(s) failed')]);
  });

  // After a change that is meant: UPDATE_GOLDENS=1 npm run test:chart, and read the difference.
  test('renders what is committed beside it', () => {
    const path = join(chart, 'examples', example, 'rendered.yaml');
    const rendered = renderText(example);
    if (process.env['UPDATE_GOLDENS']) writeFileSync(path, rendered);
    expect(rendered).toBe(readFileSync(path, 'utf8'));
  });
});
