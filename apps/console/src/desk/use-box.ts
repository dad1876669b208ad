import { useEffect, useSyncExternalStore } from 'react';
import type { Detail } from '../api/types.ts';
import type { Box, Unsent } from './box.ts';
import { useSeat } from './context.ts';

/** The box of a case; the server has what stands in it before one looks away. */
export function useBox(ticket: Detail): readonly [Unsent, Box] {
  const box = useSeat().desk.box(ticket);
  const unsent = useSyncExternalStore(box.subscribe, box.unsent);
  useEffect(() => {
    window.addEventListener('pagehide', box.keep);
    return () => {
      window.removeEventListener('pagehide', box.keep);
      box.keep();
    };
  }, [box]);
  return [unsent, box];
}
