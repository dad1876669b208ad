import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from './clock.ts';

const Reading = z.object({ offset_ms: z.number(), version: z.number() });

/**
 * Keeps a clock at the offset of the twin's (`FRONTDESK_CLOCK_URL`). Each long poll acknowledges the version it has applied, which is what
 * lets the twin answer an advance only when all processes have followed.
 * @returns stops following
 */
export async function followClock(clock: Clock, url: string): Promise<() => void> {
  const stopped = new AbortController();
  const follower = randomUUID();
  let seen = -1;
  const poll = async (waitMs: number) => {
    const query = new URLSearchParams({ follower, seen: String(seen), wait_ms: String(waitMs) });
    const response = await fetch(`${url}?${query}`, { signal: stopped.signal });
    const reading = Reading.parse(await response.json());
    clock.set(reading.offset_ms);
    seen = reading.version;
  };
  await poll(0).catch(() => undefined);
  void (async () => {
    while (!stopped.signal.aborted) {
      await poll(25_000).catch(() => pause(250, undefined, { signal: stopped.signal }).catch(() => undefined));
    }
  })();
  return () => stopped.abort();
}
