import type { DataInit, Turn } from '@frontdesk/contracts';

/** A model with its prompt, and the share of the contacts whose answers it words. */
export interface Candidate {
  readonly name: string;
  /** per cent */
  readonly share: number;
}

export type Drawn = NonNullable<DataInit<'ReplyProposed'>['trial']>;

/**
 * On which side a case stands: the one that it was drawn for, whatever the share has become. One that was not, or for another candidate, is drawn:
 * the same contact for the same candidate alike.
 * @returns undefined where nothing is tried
 */
export function trialOf(turn: Pick<Turn, 'contact' | 'modelOff' | 'trial'>, candidate: Candidate | undefined): Drawn | undefined {
  if (!candidate || turn.modelOff) return undefined;
  if (turn.trial?.candidate === candidate.name) return turn.trial;
  const isIn = placeOf(`${candidate.name} ${turn.contact!.contactId}`) < candidate.share / 100;
  return { candidate: candidate.name, cohort: isIn ? 'candidate' : 'control' };
}

/** 0 to below 1: FNV-1a, and murmur's last steps, because names that differ in their end alone would lie side by side. */
function placeOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
