/** What is not as it was recorded. `seq`: of which decision, where it is one's */
export interface Difference {
  readonly block: number;
  readonly what:
    | 'DECISION_CHANGED'
    | 'DECISION_MISSING'
    | 'DECISION_ADDED'
    | 'LEAVES_CHANGED'
    | 'LEAVES_MISSING'
    | 'BLOCK_CHANGED'
    | 'BLOCK_MISSING'
    | 'CHAIN_BROKEN';
  readonly seq?: string;
  /** the last of those that are missing in a row, where it is several */
  readonly upTo?: number;
}

export interface Block {
  readonly number: number;
  readonly afterSeq: string;
  readonly lastSeq: string;
  readonly hash: string;
  readonly previous: string;
  /** its hash is that of its columns */
  readonly isWhole: boolean;
  /** of the leaves that it was closed over; undefined: they are not there */
  readonly areLeavesWhole: boolean | undefined;
  /** some of its decisions were past their horizon already: they may have been forgotten */
  readonly isOld: boolean;
}

/** A decision's number and the digest of what it says. */
export type Leaf = readonly [seq: string, digest: string];

const beginning = { number: 0, lastSeq: '0', hash: '' };

/** How a block hangs on the one before. @param before undefined: it has to be the first of all */
export function linkOf(block: Block, before: Pick<Block, 'number' | 'lastSeq' | 'hash'> = beginning): Difference[] {
  const gap = block.number - before.number - 1;
  if (gap > 0) return [{ block: before.number + 1, what: 'BLOCK_MISSING', ...(gap > 1 ? { upTo: block.number - 1 } : {}) }];
  const hangs = block.previous === before.hash && block.afterSeq === before.lastSeq;
  return hangs ? [] : [{ block: block.number, what: 'CHAIN_BROKEN' }];
}

export interface Looked {
  readonly same: number;
  readonly forgotten: number;
  readonly differences: readonly Difference[];
}

/** @param closed the leaves it was closed over @param now those of what is there now */
export function contentOf(block: Block, closed: readonly Leaf[], now: readonly Leaf[]): Looked {
  const differences: Difference[] = [];
  const differs = (what: Difference['what'], seq?: string): void => {
    differences.push({ block: block.number, what, ...(seq === undefined ? {} : { seq }) });
  };
  if (!block.isWhole) differs('BLOCK_CHANGED');
  if (block.areLeavesWhole === undefined) {
    if (!block.isOld || now.length > 0) differs('LEAVES_MISSING');
    return { same: 0, forgotten: 0, differences };
  }
  if (!block.areLeavesWhole) {
    differs('LEAVES_CHANGED');
    return { same: 0, forgotten: 0, differences };
  }
  const known = new Map(closed);
  const isRecorded = ([seq, digest]: Leaf): boolean => known.get(seq) === digest;
  const met = new Set<string>();
  let same = 0;
  // who has the number of another comes behind it
  for (const leaf of [...now.filter(isRecorded), ...now.filter((one) => !isRecorded(one))]) {
    const [seq] = leaf;
    if (!known.has(seq) || met.has(seq)) differs('DECISION_ADDED', seq);
    else if (isRecorded(leaf)) same += 1;
    else differs('DECISION_CHANGED', seq);
    met.add(seq);
  }
  const gone = closed.filter(([seq]) => !met.has(seq));
  if (!block.isOld) for (const [seq] of gone) differs('DECISION_MISSING', seq);
  return { same, forgotten: block.isOld ? gone.length : 0, differences };
}
