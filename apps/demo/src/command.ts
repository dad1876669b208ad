import { endedBySignal } from './ended.ts';

/** An option that is wrong; the message names it and what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError || String((error as { code?: unknown } | undefined)?.code).startsWith('ERR_PARSE_ARGS');

/** @returns what is told of a command that failed, and the exit code: 64 (EX_USAGE of sysexits.h) for a wrong option, else 1 */
export function failure(error: unknown, usage: string, signal: AbortSignal): { readonly told: unknown; readonly code: number } {
  if (signal.aborted) return { told: (signal.reason as Error).message, code: 1 };
  return isUsage(error) ? { told: `${error.message}\n${usage}`, code: 64 } : { told: error, code: 1 };
}

/** Runs a command and ends the process with the code that it returns. @param main `signal`: aborted when the process is told to end */
export function runCommand(usage: string, main: (signal: AbortSignal) => Promise<number>): void {
  const signal = endedBySignal();
  main(signal).then(
    (code) => process.exit(code),
    (error: unknown) => {
      const { told, code } = failure(error, usage, signal);
      console.error(told);
      process.exit(code);
    },
  );
}
