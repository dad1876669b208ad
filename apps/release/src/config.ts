import { runtimeConfig } from '@frontdesk/runtime';
import { z } from 'zod';

const postgres = 'expected postgres://role:password@host:port/database';

export const releaseConfig = z.object({
  /** a role that may create roles and schemas; it owns every table */
  DATABASE_MIGRATION_URL: z.string({ error: postgres }).regex(/^postgres(ql)?:\/\//, postgres),
  /** a folder with a file `<service>-url` for each service whose role this release gives its password: the `DATABASE_URL` of that service */
  DATABASE_ROLE_URLS: z.string().optional(),
  /** false: somebody else creates topics, they are only checked */
  KAFKA_CREATE_TOPICS: z
    .enum(['true', 'false'])
    .default('true')
    .transform((value) => value === 'true'),
  ...runtimeConfig.pick({
    KAFKA_BROKERS: true,
    KAFKA_SECURITY_PROTOCOL: true,
    KAFKA_SASL_MECHANISM: true,
    KAFKA_SASL_USERNAME: true,
    KAFKA_SASL_PASSWORD: true,
    KAFKA_SSL_CA: true,
    KAFKA_PARTITIONS: true,
    LOG_LEVEL: true,
  }).shape,
});
