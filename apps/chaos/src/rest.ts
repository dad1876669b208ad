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
  UNION ALL SELECT 'changes in the shop', count(*)::int FROM gateway.order_changes WHERE state IN ('queued', 'asking')
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

/** What was seen at one time, or rather one after the other: first how many records have their audit row, then the topics, then the tables. */
export interface Look {
  readonly records: number;
  /** what is under way */
  readonly left: readonly string[];
}

const LOOKS = 4;

/**
 * What moves on while it is looked for, from a table to a topic and from one service to the next, may be seen nowhere, several times in a row. But each
 * record has its audit row: where four looks find nothing, and no more records at the last than at the first, nothing moved behind the second.
 */
export function isRest(looks: readonly Look[]): boolean {
  const last = looks.slice(-LOOKS);
  return last.length === LOOKS && last.every(({ left, records }) => left.length === 0 && records === last[0]!.records);
}

/** Waits until nothing is under way: webhooks delivered, statuses joined, sends settled, outputs published, everything read. */
export async function restOf(
  stand: Stand,
  people: People,
  withinMs: number,
  say: (line: string) => void,
): Promise<{ seconds: number; lag: number; problems: string[] }> {
  const from = performance.now();
  const bus = stand.openBus();
  const looks: Look[] = [];
  let askedAt = from;
  let movedAt = from;
  let lag = 0;
  let left: readonly string[] = [];
  for (;;) {
    const [audited] = await stand.read<{ count: number }>('SELECT count(*)::int FROM audit_logger.wa_events');
    const pending = await stand.pending();
    const lags = await Promise.all(manifests.map(({ name, reads }) => bus.lag(name, reads))).catch(() => undefined);
    lag = lags ? lags.flatMap((one) => Object.values(one)).reduce((sum, behind) => sum + behind, 0) : 1;
    const rows = [...(await underWay((sql) => stand.read(sql))), { what: 'webhooks', count: pending }, { what: 'lag', count: lag }];
    left = [...rows.filter(({ count }) => count > 0).map(({ what, count }) => `${what} ${count}`), ...(await notReady(stand))];
    const before = looks.at(-1);
    looks.push({ records: audited!.count, left });
    if (left.join() !== before?.left.join() || audited!.count !== before.records) movedAt = performance.now();
    if (pending > 0) await stand.register(2_000).catch(() => undefined);
    if (isRest(looks) || performance.now() - movedAt > withinMs || performance.now() - from > 5 * withinMs) break;
    // A send of which nobody knows waits for other statuses of its number; a silent number would mean that Meta is away.
    if (left.some((one) => one.startsWith('sends')) && performance.now() - askedAt > 5_000) {
      askedAt = performance.now();
      say(`waiting for: ${left.join(', ')}`);
      await people.writeOnce();
    }
    await pause(250);
  }
  await bus.close();
  const restless = isRest(looks) ? [] : left.length > 0 ? left : ['something is said again and again'];
  return { seconds: Math.round((performance.now() - from) / 1000), lag, problems: restless.map((one) => `does not come to rest: ${one}`) };
}
