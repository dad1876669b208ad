import { migrate } from '@frontdesk/postgres';
import { ConfigError, loadConfig, Logger, openBus, topicsConfig } from '@frontdesk/runtime';
import { releaseConfig } from './config.ts';
import { rolePasswords } from './role-passwords.ts';
import { services } from './services.ts';

/** The one job of a release, safe to run again: roles, schemas, tables and grants; then topics, created or checked, never shrunk. */
async function main(): Promise<number> {
  const env = loadConfig(releaseConfig);
  const logger = new Logger('release', env.LOG_LEVEL);
  const manifests = services.map(({ manifest }) => manifest);
  const passwords = env.DATABASE_ROLE_URLS ? rolePasswords(env.DATABASE_ROLE_URLS, manifests) : {};
  const applied = await migrate({ adminUrl: env.DATABASE_MIGRATION_URL, services: manifests, passwords });
  logger.info("the database is this release's", { applied, roles_with_password: Object.keys(passwords) });

  const bus = openBus({ ...env, DATABASE_URL: env.DATABASE_MIGRATION_URL }, 'frontdesk-release', logger);
  const topics = topicsConfig(env.KAFKA_PARTITIONS);
  if (env.KAFKA_CREATE_TOPICS) await bus.createTopics(topics);
  const problems = await bus.check(topics.map(({ topic }) => topic));
  await bus.close();
  if (problems.length > 0) logger.error('topics are not what this release needs', undefined, { problems });
  else logger.info('the topics are there', { topics: topics.length });
  return problems.length > 0 ? 1 : 0;
}

// What went wrong here is for the one who installs: our own errors say it whole, a driver's says its name and code.
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const { message, code, name } = error as Error & { code?: string };
    const ours = error instanceof ConfigError || (error instanceof Error && 'retriable' in error);
    new Logger('release').error(ours ? message : `the release's job failed: ${name} ${code ?? ''}`, error);
    process.exit(error instanceof ConfigError ? 78 : 1);
  },
);
