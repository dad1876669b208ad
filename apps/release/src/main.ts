import { ConfigError, loadConfig, Logger } from '@frontdesk/runtime';
import { releaseConfig } from './config.ts';
import { release } from './release.ts';

async function main(): Promise<number> {
  const env = loadConfig(releaseConfig);
  const logger = new Logger('release', env.LOG_LEVEL);
  const { problems } = await release(env, logger);
  if (problems.length > 0) logger.error('topics are not what this release needs', undefined, { problems });
  else logger.info('the topics are there');
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
