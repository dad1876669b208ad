import { expect, test } from '@jest/globals';
import { loadConfig } from './config.ts';
import type { ConfigError } from './config.ts';
import { runtimeConfig } from './runtime-config.ts';

const good = { DATABASE_URL: 'postgres://a:b@c/d', VAULT_KEK: `k1:${Buffer.alloc(32).toString('base64')}` };

const problemsOf = (changed: Record<string, string>) => {
  try {
    loadConfig(runtimeConfig, { ...good, ...changed });
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

test('what every service needs is enough', () => expect(problemsOf({})).toEqual([]));

test.each([
  ['VAULT_KEK', 'k1:c2hvcnQ='],
  ['VAULT_KEK', `+${good.VAULT_KEK}`],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'jaeger:4318'],
  ['FRONTDESK_CLOCK_URL', 'twin:3000'],
])('%s=%s does not start, and is named without its value', (name, value) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  expect(problems[0]).not.toContain(value);
});
