import { kafkaConfig, runtimeConfig, withSasl } from '@frontdesk/runtime';
import { z } from 'zod';

const postgres = 'expected postgres://role:password@host:port/database';

export const ownerConfig = z.object({
  /** a role that may create roles and schemas; it owns every table */
  DATABASE_MIGRATION_URL: z.string({ error: postgres }).regex(/^postgres(ql)?:\/\//, postgres),
});

export const releaseConfig = withSasl(
  z.object({
    ...ownerConfig.shape,
    /** a folder with a file `<service>-url` for each service whose role this release gives its password: the `DATABASE_URL` of that service */
    DATABASE_ROLE_URLS: z.string().optional(),
    /** false: somebody else creates topics, they are only checked */
    KAFKA_CREATE_TOPICS: z
      .enum(['true', 'false'])
      .default('true')
      .transform((value) => value === 'true'),
    ...kafkaConfig.shape,
    LOG_LEVEL: runtimeConfig.shape.LOG_LEVEL,
  }),
);
