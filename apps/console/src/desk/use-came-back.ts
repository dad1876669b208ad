import { useEffect, useRef } from 'react';
import type { Detail } from '../api/types.ts';
import { useSeat } from './context.ts';

type Stood = Pick<Detail, 'id' | 'state' | 'yours'>;

/** A case that was let go of is its owner's again: refused, because the customer wrote before that was read. */
export const cameBack = (before: Stood, now: Stood): boolean =>
  before.id === now.id && ['handing_back', 'resolving'].includes(before.state) && now.yours;

/** Says so, as the buttons are simply there again. */
export function useCameBack(ticket: Detail): void {
  const { say } = useSeat();
  const before = useRef<Stood>(ticket);
  useEffect(() => {
    if (cameBack(before.current, ticket))
      say('It is still yours: the customer wrote something meanwhile. Read it, then press again.', 'bad', ticket.id);
    before.current = ticket;
  }, [ticket, say]);
}
