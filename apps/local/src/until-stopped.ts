import { whenToldToEnd } from '@frontdesk/runtime';

/** Resolves when this process is told to end, or the launcher that started it is gone. A second Ctrl-C ends at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    whenToldToEnd((why) => {
      if (why === 'SIGINT' && asked) process.exit(130);
      asked ||= why === 'SIGINT';
      resolve();
    });
  });
}
