import { EmbeddedBus, KafkaBus } from '@frontdesk/bus';
import type { Bus, BusLog } from '@frontdesk/bus';
import { topicsConfig } from './topics-config.ts';
import type { Logger } from './logger.ts';
import type { KafkaConfig, RuntimeConfig } from './runtime-config.ts';

type BusConfig = Pick<RuntimeConfig, 'DATABASE_URL'> & Partial<KafkaConfig>;

/** The log of this installation: Kafka if brokers are named (in plain text, if nothing else is said), else the embedded one on PostgreSQL. */
export function openBus(env: BusConfig, clientId: string, logger: Logger): Bus {
  const log: BusLog = (level, message, fields) => {
    if (level === 'error') logger.error(message, undefined, codes(fields));
    else logger[level](message, codes(fields));
  };
  const expected = Object.fromEntries(topicsConfig(env.KAFKA_PARTITIONS).map(({ topic, partitions }) => [topic, { partitions }]));
  if (!env.KAFKA_BROKERS) return new EmbeddedBus({ url: env.DATABASE_URL, topicsConfig: expected, log });
  const secure = env.KAFKA_SECURITY_PROTOCOL?.endsWith('SSL');
  return new KafkaBus({
    brokers: env.KAFKA_BROKERS.split(',').map((broker) => broker.trim()),
    clientId,
    topicsConfig: expected,
    log,
    ...(secure ? { ssl: env.KAFKA_SSL_CA ? { ca: [env.KAFKA_SSL_CA] } : true } : {}),
    ...(env.KAFKA_SASL_MECHANISM
      ? { sasl: { mechanism: env.KAFKA_SASL_MECHANISM, username: env.KAFKA_SASL_USERNAME ?? '', password: env.KAFKA_SASL_PASSWORD ?? '' } }
      : {}),
  });
}

// A driver's message may quote what it was given: only its kind and code are logged.
const codes = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => name !== 'reason' && ['string', 'number', 'boolean'].includes(typeof value)),
  ) as Record<string, string | number | boolean>;
