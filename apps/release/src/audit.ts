import { parseArgs } from 'node:util';
import { checkChain, headOf, outside } from '@frontdesk/audit-logger';
import type { Query } from '@frontdesk/audit-logger';
import { z } from 'zod';

const date = z.union([z.iso.date(), z.iso.datetime()]).transform((text) => new Date(text));
/** A block as it was kept elsewhere. */
const head = z
  .string()
  .regex(/^\d{1,15}:[0-9a-f]{64}$/)
  .transform((text) => {
    const [number, hash] = text.split(':');
    return { number: Number(number), hash };
  });
const operands = z.strictObject({ from: date.optional(), to: date.optional(), head: head.optional() });

type Verify = { readonly verb: 'verify' } & Readonly<z.output<typeof operands>>;
export type Asked = { readonly verb: 'head' } | Verify;

/** @returns undefined: they are none of the usage's */
export function auditArguments([verb, ...args]: readonly string[]): Asked | undefined {
  if (verb === 'head' && args.length === 0) return { verb };
  if (verb !== 'verify') return undefined;
  const one = { type: 'string' } as const;
  try {
    return { verb, ...operands.parse(parseArgs({ args, options: { from: one, to: one, head: one } }).values) };
  } catch {
    return undefined;
  }
}

const words = {
  DECISION_CHANGED: 'is not what was recorded',
  DECISION_MISSING: 'is missing, and is not past its horizon',
  DECISION_ADDED: 'was not there when the block was closed',
  LEAVES_CHANGED: 'its digests are not those it was closed over',
  LEAVES_MISSING: 'its digests are missing',
  BLOCK_CHANGED: 'was changed',
  BLOCK_MISSING: 'is missing',
  CHAIN_BROKEN: 'the chain is broken: it does not follow the block before',
};

/** Looks at every block, and tells of each that differs, then of all. @returns the exit code */
export async function report(query: Query, { from, to, head: kept }: Verify, tell: (line: string) => void): Promise<number> {
  const sum = { blocks: 0, same: 0, forgotten: 0, differences: 0 };
  let isKept = kept === undefined;
  for await (const { block, same, forgotten, differences } of checkChain(query, { from, to })) {
    sum.blocks += 1;
    sum.same += same;
    sum.forgotten += forgotten;
    sum.differences += differences.length;
    for (const { block: number, what, seq, upTo } of differences)
      tell(`block ${number}${upTo === undefined ? '' : ` to ${upTo}`}: ${seq === undefined ? '' : `decision ${seq} `}${words[what]}`);
    if (block.number === kept?.number && block.hash === kept.hash) isKept = true;
  }
  if (!isKept) {
    sum.differences += 1;
    tell(`block ${kept!.number}: its hash is not the one that was kept, or it is not among these`);
  }
  const { open, unnumbered } = await outside(query);
  if (unnumbered > 0) tell(`decisions without a number, so not recorded as the others: ${unnumbered}`);
  const newest = await headOf(query);
  tell(
    `blocks: ${sum.blocks}; decisions as recorded: ${sum.same}, past their horizon and forgotten: ${sum.forgotten}, in no block yet: ${open}`,
  );
  if (newest)
    tell(`horizon, as audit-logger was set: ${newest.forgottenBefore.toISOString()}; newest block: ${newest.number}:${newest.hash}`);
  else tell('no block is closed yet');
  return sum.differences + unnumbered > 0 ? 2 : 0;
}
