import type { Logger } from './logger.ts';

/** What nobody caught ends the process, and is logged like any error before: Node's own report would quote a driver, and a customer with it. */
export function logLastWords(logger: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    logger.error('nobody caught this, the process ends', error, { origin });
    process.exit(1);
  });
}
