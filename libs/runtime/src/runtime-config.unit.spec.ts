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

const sasl = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'frontdesk-auth', KAFKA_SASL_PASSWORD: 'secret' };

test('a name and a password for Kafka belong together with a protocol that takes them: else they would go there in clear, or not at all', () => {
  const namesOf = (changed: Record<string, string>) => problemsOf(changed).map((problem) => problem.split(':')[0]);
  expect(namesOf({ ...sasl, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' })).toEqual([]);
  expect(namesOf({ KAFKA_SECURITY_PROTOCOL: 'SSL' })).toEqual([]);
  expect(namesOf(sasl)).toEqual(['KAFKA_SECURITY_PROTOCOL']);
  expect(namesOf({ ...sasl, KAFKA_SECURITY_PROTOCOL: 'SSL' })).toEqual(['KAFKA_SECURITY_PROTOCOL']);
  expect(namesOf({ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', VAULT_KEK: '' })).toEqual([
    'VAULT_KEK',
    'KAFKA_SASL_MECHANISM',
    'KAFKA_SASL_USERNAME',
    'KAFKA_SASL_PASSWORD',
  ]);
});

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
