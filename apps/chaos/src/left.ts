import { violations } from './checks.ts';
import { gather } from './evidence.ts';
import type { Evidence, Fact } from './evidence.ts';
import { brokenRules } from './invariants/invariants.ts';
import type { PassedOver } from './invariants/kernel.ts';
import { keepWhatIsLeft } from './keep.ts';
import type { People } from './people.ts';
import { restOf } from './rest.ts';
import type { Stand } from './stand.ts';

/** How a run is made, whatever goes wrong in it. */
export interface RunOptions {
  readonly seed: number;
  readonly customers?: number;
  /** told as it happens */
  readonly say?: (line: string) => void;
  /** once it is aborted all that was started ends, and the run fails with its reason */
  readonly signal?: AbortSignal | undefined;
}

/** What is said of every run. */
export interface Seen {
  readonly written: number;
  readonly shown: number;
  readonly takeovers: number;
  /** codes from a mail that were good */
  readonly codes: number;
  /** changes in the shop that were agreed to, by what became of them */
  readonly changes: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly violations: readonly string[];
  /** of a violated run: the directory with its tables */
  readonly kept?: string;
}

/** What a run left behind. */
export interface Left {
  readonly seen: Seen;
  readonly evidence: Evidence;
  readonly restSeconds: number;
}

/**
 * The end of a run: nobody writes any more, all comes to rest, people go home, what they did last is done, and what is left is looked at.
 * @param restMs how long it may stand still before it is at rest
 * @param before of an upgrade: what the release before passes over
 */
export async function leftBy(
  stand: Stand,
  people: People,
  { startedAt, restMs, say, before }: { startedAt: number; restMs: number; say: (line: string) => void; before?: PassedOver },
): Promise<Left> {
  people.stopWriting();
  const { seconds } = await restOf(stand, people, restMs, say);
  await people.stop();
  const rest = await restOf(stand, people, restMs, say);
  const evidence = await gather(stand, people, rest.lag);
  const broken = await brokenRules((sql) => stand.read(sql), stand.bus, before);
  const found = [...rest.problems, ...violations(evidence), ...broken];
  return {
    seen: {
      written: evidence.written.length,
      shown: evidence.bubbles,
      takeovers: evidence.takeovers.length,
      codes: evidence.facts.filter(provedByCode).length,
      changes: byState(evidence.changes),
      seconds: Math.round((performance.now() - startedAt) / 1000),
      violations: found,
      ...(found.length > 0 ? { kept: await keepWhatIsLeft((sql) => stand.read(sql), stand.lastWords()) } : {}),
    },
    evidence,
    restSeconds: seconds + rest.seconds,
  };
}

const provedByCode = ({ type, data }: Fact): boolean =>
  type === 'CaseUpdated' && (data['identity'] as { method?: string } | undefined)?.method === 'emailed_code';

function byState(changes: Evidence['changes']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of changes) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
