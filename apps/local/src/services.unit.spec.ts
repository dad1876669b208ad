import { afterEach, expect, test } from '@jest/globals';
import { kafkaConfig } from '@frontdesk/runtime';
import { checkConfiguration } from './services.ts';

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

const problems = (given: Record<string, string>, ...more: Parameters<typeof checkConfiguration>): string[] => {
  Object.assign(process.env, given);
  try {
    checkConfiguration(...more);
    return [];
  } catch (error) {
    return (error as { problems: string[] }).problems.map((problem) => problem.split(':', 1)[0]!);
  }
};

test('nothing is needed', () => expect(problems({}, [kafkaConfig])).toEqual([]));

test('one start names what is wrong for any of the nine', () =>
  expect(
    problems({
      WHATSAPP_GRAPH_URL: 'https://graph.example',
      COMMERCE_URL: 'nowhere',
      SUPPORT_WEBHOOK_URL: 'nowhere',
      WHATSAPP_APP_SECRET: '',
      SLA_POLICY: 'vip: 5',
      WHATSAPP_RATES: '{"currency":"EUR"}',
    }),
  ).toEqual(expect.arrayContaining(['WHATSAPP_APP_SECRET', 'COMMERCE_URL', 'SUPPORT_WEBHOOK_URL', 'SLA_POLICY', 'WHATSAPP_RATES.cards'])));

const wrong = {
  HOST: '192.0.2.7',
  PORT: 'http',
  DATABASE_URL: 'db.example',
  VAULT_KEK: 'k1:short',
  FRONTDESK_CLOCK_URL: 'noon',
  COMMERCE_URL: 'nowhere',
  TEXTS_KEEP_DAYS: 'long',
  BUSINESS_NAME: 'Acme.com',
};
test('what is wrong for this machine is named beside what is wrong for the nine', () =>
  expect(problems(wrong).toSorted()).toEqual(Object.keys(wrong).toSorted()));

test('where services talk over Kafka, beside what is wrong for it', () =>
  expect(problems({ PORT: 'http', KAFKA_PARTITIONS: 'many', COMMERCE_URL: 'nowhere' }, [kafkaConfig])).toEqual([
    'PORT',
    'KAFKA_PARTITIONS',
    'COMMERCE_URL',
  ]));

test('a Graph URL that cannot be read is one of them', () =>
  expect(problems({ PORT: 'http', WHATSAPP_GRAPH_URL_FILE: '/nowhere/at/all' })).toEqual(
    expect.arrayContaining(['PORT', 'WHATSAPP_GRAPH_URL_FILE']),
  ));
