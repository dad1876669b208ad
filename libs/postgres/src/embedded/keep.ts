import { setTimeout as pause } from 'node:timers/promises';

const WAIT_MS = [250, 500, 1_000, 2_000, 5_000] as const;

/** A server that runs. */
export interface Server {
  readonly pid: number;
  /** resolves when its process has ended, however, with the words for it */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface Kept {
  /** of the process that runs now, or ran last */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * The rule: a server that ends without being asked is started again, at once and then every few seconds, for as long as it takes; its disk may be
 * full. Who rests on it finds it away meanwhile. `say` is told when it ended, why it does not start (once for each reason), and when it runs again.
 */
export function keep(first: Server, start: () => Promise<Server>, say: (words: string) => void): Kept {
  let server = first;
  let stopping = false;
  const running = (async () => {
    for (;;) {
      const how = await server.ended;
      if (stopping) return;
      say(`PostgreSQL ended (${how}) and is started again; nothing is taken in until it runs`);
      const again = await startAgain();
      if (!again) return;
      if (stopping) return again.stop();
      server = again;
      say('PostgreSQL runs again');
    }
  })();

  async function startAgain(): Promise<Server | undefined> {
    let told = '';
    for (let attempt = 0; !stopping; attempt += 1) {
      try {
        return await start();
      } catch (error) {
        const reason = (error as Error).message;
        if (reason !== told) say(`${reason}\nIt is tried again every ${WAIT_MS.at(-1)! / 1000} s.`);
        told = reason;
      }
      await pause(WAIT_MS[Math.min(attempt, WAIT_MS.length - 1)], undefined, { ref: false });
    }
    return undefined;
  }

  return {
    get pid() {
      return server.pid;
    },
    stop: async () => {
      stopping = true;
      await server.stop();
      await running;
    },
  };
}
