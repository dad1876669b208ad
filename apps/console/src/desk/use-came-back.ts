import { useEffect, useRef } from 'react';
import type { Ticket } from '../api/types.ts';
import { useSeat } from './context.ts';

type Stood = Pick<Ticket, 'id' | 'state' | 'yours' | 'revision'>;
/** Cases that somebody lets go of, with what was known of them then. */
export type LetGo = ReadonlyMap<string, number>;

/** Which of them are their owner's again: refused, because the customer wrote before that was read. What is older than the letting go says nothing. */
export function cameBack<T extends Stood>(before: LetGo, mine: readonly T[]): { readonly letGo: LetGo; readonly back: T[] } {
  const since = (one: T): number => before.get(one.id) ?? Infinity;
  const leaves = ({ state }: T): boolean => state === 'handing_back' || state === 'resolving';
  const back = mine.filter((one) => one.yours && one.revision > since(one));
  const letGo = mine
    .filter((one) => leaves(one) || (before.has(one.id) && !back.includes(one)))
    .map((one) => [one.id, leaves(one) ? one.revision : since(one)] as const);
  return { letGo: new Map(letGo), back };
}

/** Says so wherever one looks by then, as the buttons are simply there again. */
export function useCameBack(mine: readonly Ticket[] | undefined): void {
  const { say } = useSeat();
  const letGo = useRef<LetGo>(new Map());
  useEffect(() => {
    if (!mine) return;
    const now = cameBack(letGo.current, mine);
    letGo.current = now.letGo;
    for (const { id, number } of now.back)
      say(`${number} is still yours: the customer wrote something meanwhile. Read it, then press again.`, 'bad', id);
  }, [mine, say]);
}
