import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** µs since the sample before; the first one's since `startTime` */
  readonly timeDeltas: readonly number[];
  /** µs of the machine's monotonic clock, which `process.hrtime` tells too */
  readonly startTime: number;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** µs of the monotonic clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the thread of JavaScript was while it had something to do; ms. */
export interface Spent {
  readonly kinds: ReadonlyMap<Kind, number>;
  readonly parts: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, number>;
}

export const kinds = ['bus', 'database', 'codec', 'sealing', 'telemetry', 'http', 'logic', 'node', 'garbage'] as const;
export type Kind = (typeof kinds)[number];

const NODE = 'node and v8';
const GARBAGE = 'garbage collector';

/** What a library is there for; the first that fits. What fits nowhere is how a service is held together and spoken to. */
const kindOf: readonly (readonly [RegExp, Kind])[] = [
  [/^node and v8$/, 'node'],
  [/^garbage collector$/, 'garbage'],
  [/^services\/|^libs\/(business|decider|sla|commerce)/, 'logic'],
  [/^libs\/bus|^kafkajs$/, 'bus'],
  [/^libs\/postgres|^pg(-|$)|^postgres-|^typeorm$/, 'database'],
  [/^libs\/(contracts|whatsapp)|^@bufbuild|^zod$/, 'codec'],
  [/^libs\/vault/, 'sealing'],
  [/^libs\/runtime|^@opentelemetry|^prom-client$|^pino$|^sonic-boom$/, 'telemetry'],
];

/** @returns the library that a script belongs to; none for Node's own and for what has no script */
function library(url: string): string | undefined {
  const own = /\/(libs|services|apps)\/([^/]+)\/(?:dist|src)\/(\w[\w-]*)?/.exec(url);
  if (own) return own[1] === 'libs' && own[2] === 'bus' ? `libs/bus/${own[3]}` : `${own[1]}/${own[2]}`;
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
}

/** What Node and V8 do for somebody is his: a write to a socket is `pg`'s, a cipher is `libs/vault`'s. */
export function spentIn({ nodes, samples, timeDeltas, startTime }: Profile, { from, to }: Span): Spent {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id] as const)));
  const owners = new Map<number, string>();
  const ownerOf = (id: number): string => {
    let owner = owners.get(id);
    if (owner !== undefined) return owner;
    const { functionName, url } = byId.get(id)!.callFrame;
    const parent = parents.get(id);
    if (functionName === `(${GARBAGE})`) owner = GARBAGE;
    else owner = library(url) ?? (parent === undefined ? NODE : ownerOf(parent));
    owners.set(id, owner);
    return owner;
  };
  const spent = { kinds: new Map<Kind, number>(), parts: new Map<string, number>(), functions: new Map<string, number>() };
  let at = startTime;
  for (const [index, sample] of samples.entries()) {
    at += timeDeltas[index]!;
    const { functionName, lineNumber } = byId.get(sample)!.callFrame;
    if (at < from || at > to || functionName === '(idle)' || functionName === '(program)') continue;
    const ms = timeDeltas[index]! / 1000;
    const owner = ownerOf(sample);
    add(spent.parts, owner, ms);
    add(spent.kinds, kindOf.find(([pattern]) => pattern.test(owner))?.[1] ?? 'http', ms);
    if (owner !== GARBAGE) add(spent.functions, `${functionName || '(anonymous)'} ${owner}:${lineNumber + 1}`, ms);
  }
  return spent;
}

const add = <Key>(sums: Map<Key, number>, key: Key, ms: number): void => void sums.set(key, (sums.get(key) ?? 0) + ms);

/** Reads the profiles that `--cpu-prof` has written into a folder, by process id; of what each did within the span. */
export function readProfiles(folder: string, span: Span): Map<number, Spent> {
  const spent = new Map<number, Spent>();
  for (const file of readdirSync(folder)) {
    const named = /^CPU\.\d+\.\d+\.(\d+)\.0\.\d+\.cpuprofile$/.exec(file); // the main thread is 0
    if (named) spent.set(Number(named[1]), spentIn(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, span));
  }
  return spent;
}

export const total = (spent: ReadonlyMap<unknown, number>): number => [...spent.values()].reduce((sum, ms) => sum + ms, 0);

/** The largest first. */
export const largest = (spent: ReadonlyMap<string, number>, count: number): [string, number][] =>
  [...spent].sort(([, a], [, b]) => b - a).slice(0, count);
