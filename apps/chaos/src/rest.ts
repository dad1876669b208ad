import { setTimeout as pause } from 'node:timers/promises';
import { manifests } from '@frontdesk/local';
import type { People } from './people.ts';
import type { Stand } from './stand.ts';

interface Pending {
  readonly what: string;
  readonly count: number;
}

const inAll = (table: string) =>
  manifests.map(({ owns: [schema] }) => `SELECT '${schema}.${table.split(' ')[0]}', count(*)::int FROM ${schema}.${table}`);
const UNDER_WAY = `
  SELECT 'sends' AS what, count(*)::int AS count FROM gateway.sends WHERE state IN ('queued', 'sending', 'unknown')
  UNION ALL SELECT 'statuses', count(*)::int FROM gateway.statuses
  UNION ALL SELECT 'fences', count(*)::int FROM gateway.fences WHERE owed <> '[]'
  UNION ALL ${[...inAll('slow_work WHERE concluded_at IS NULL'), ...inAll('outbox')].join(' UNION ALL ')}
  UNION ALL SELECT 'open', count(*)::int FROM policy.conversations WHERE owner = 'bot' AND jsonb_array_length(decider->'open') > 0`;

/** What the tables say is not done yet: what a killed process committed and did not publish too, which is on no topic for five seconds. */
export const underWay = async (read: (sql: string) => Promise<Pending[]>): Promise<Pending[]> =>
  (await read(UNDER_WAY)).filter(({ count }) => count > 0);

/** @returns what /readyz says, if it says no */
async function notReady(stand: Stand): Promise<string[]> {
  const answer = await fetch(`${stand.system.url}/readyz`).catch(() => undefined);
  return answer?.ok ? [] : [`not ready: ${(await answer?.text())?.slice(0, 300) ?? 'no answer'}`];
}

/**
 * Waits until nothing is under way: webhooks delivered, statuses joined, sends settled, outputs published, everything read. It is looked at one after
 * the other, so what moved on in between may have been seen nowhere: rest is what is seen twice in a row.
 */
export async function restOf(
  stand: Stand,
  people: People,
  withinMs: number,
  say: (line: string) => void,
): Promise<{ seconds: number; lag: number; problems: string[] }> {
  const from = performance.now();
  const bus = stand.openBus();
  let left: string[] = [];
  let askedAt = from;
  let movedAt = from;
  let lag = 0;
  let rested = 0;
  for (;;) {
    const pending = await stand.pending();
    const lags = await Promise.all(manifests.map(({ name, reads }) => bus.lag(name, reads))).catch(() => undefined);
    lag = lags ? lags.flatMap((one) => Object.values(one)).reduce((sum, records) => sum + records, 0) : 1;
    const rows = [...(await underWay((sql) => stand.read(sql))), { what: 'webhooks', count: pending }, { what: 'lag', count: lag }];
    const before = left.join();
    left = [...rows.filter(({ count }) => count > 0).map(({ what, count }) => `${what} ${count}`), ...(await notReady(stand))];
    if (left.join() !== before) movedAt = performance.now();
    if (pending > 0) await stand.register(2_000).catch(() => undefined);
    rested = left.length === 0 ? rested + 1 : 0;
    if (rested === 2 || performance.now() - movedAt > withinMs || performance.now() - from > 5 * withinMs) break;
    // A send of which nobody knows waits for other statuses of its number; a silent number would mean that Meta is away.
    if (left.some((one) => one.startsWith('sends')) && performance.now() - askedAt > 5_000) {
      askedAt = performance.now();
      say(`waiting for: ${left.join(', ')}`);
      await people.writeOnce();
    }
    await pause(250);
  }
  await bus.close();
  return { seconds: Math.round((performance.now() - from) / 1000), lag, problems: left.map((one) => `does not come to rest: ${one}`) };
}
