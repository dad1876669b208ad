import { migrate } from '@frontdesk/postgres';
import { openBus, topicsConfig } from '@frontdesk/runtime';
import type { Logger } from '@frontdesk/runtime';
import type { z } from 'zod';
import type { releaseConfig } from './config.ts';
import { rolePasswords } from './role-passwords.ts';
import { services } from './services.ts';

/**
 * What a release does before its services start, safe to run again: roles, schemas, tables and grants; then topics, created or checked, never shrunk.
 * @returns the migrations that were applied, and what is wrong with the topics; none: the services can start
 * @throws MigrationError, PasswordsError, BusError
 */
export async function release(env: z.output<typeof releaseConfig>, logger: Logger): Promise<{ applied: string[]; problems: string[] }> {
  const manifests = services.map(({ manifest }) => manifest);
  const passwords = env.DATABASE_ROLE_URLS ? rolePasswords(env.DATABASE_ROLE_URLS, manifests) : {};
  const applied = await migrate({ adminUrl: env.DATABASE_MIGRATION_URL, services: manifests, passwords });
  logger.info("the database is this release's", { applied, roles_with_password: Object.keys(passwords) });

  const bus = openBus({ ...env, DATABASE_URL: env.DATABASE_MIGRATION_URL }, 'frontdesk-release', logger);
  try {
    const topics = topicsConfig(env.KAFKA_PARTITIONS);
    if (env.KAFKA_CREATE_TOPICS) await bus.createTopics(topics);
    return { applied, problems: await bus.check(topics.map(({ topic }) => topic)) };
  } finally {
    await bus.close();
  }
}
