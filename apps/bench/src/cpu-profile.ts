import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/** Where a process's time went: self time by part, and by function; ms. */
export interface Spent {
  readonly parts: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, number>;
}

const library = (url: string): string => {
  if (url === '') return 'v8 and native';
  if (url.startsWith('node:')) return 'node';
  const own = /\/(libs|services|apps)\/([^/]+)\/(?:dist|src)\/(\w[\w-]*)?/.exec(url);
  if (own) return own[1] === 'libs' && own[2] === 'bus' ? `libs/bus/${own[3]}` : `${own[1]}/${own[2]}`;
  const third = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  return third ? third[1]! : 'other';
};

/** Reads the profiles that `--cpu-prof` has written into a folder, by file. */
export function readProfiles(folder: string): Map<string, Spent> {
  const spent = new Map<string, Spent>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const parts = new Map<string, number>();
    const functions = new Map<string, number>();
    for (const [index, sample] of samples.entries()) {
      const { functionName, url, lineNumber } = byId.get(sample)!.callFrame;
      if (functionName === '(idle)' || functionName === '(program)') continue;
      const ms = timeDeltas[index]! / 1000;
      const part = functionName === '(garbage collector)' ? 'garbage collector' : library(url);
      parts.set(part, (parts.get(part) ?? 0) + ms);
      const name = `${functionName || '(anonymous)'} ${library(url)}:${lineNumber + 1}`;
      functions.set(name, (functions.get(name) ?? 0) + ms);
    }
    spent.set(file, { parts, functions });
  }
  return spent;
}

/** The largest first. */
export const largest = (spent: ReadonlyMap<string, number>, count: number): [string, number][] =>
  [...spent].sort(([, a], [, b]) => b - a).slice(0, count);
