import { useEffect, useRef, useState } from 'react';
import type { Detail } from '../api/types.ts';
import { useSeat } from './context.ts';

const keepAfterMs = 500;

/** What stands in the box: kept by the server while it is typed, so that it survives a reload; `sent` empties it. */
export function useUnsent(ticket: Detail): readonly [string, (text: string) => void, () => void] {
  const { client } = useSeat().desk;
  const [text, setText] = useState(ticket.unsent);
  const unkept = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const keep = useRef(() => {
    clearTimeout(timer.current);
    const value = unkept.current;
    unkept.current = undefined;
    if (value !== undefined) client.post(`tickets/${ticket.id}/draft`, { text: value }).catch(() => undefined);
  });

  useEffect(() => {
    const flush = keep.current;
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, []);

  const change = (value: string): void => {
    setText(value);
    unkept.current = value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => keep.current(), keepAfterMs);
  };
  const sent = (): void => {
    setText('');
    unkept.current = '';
    keep.current();
  };
  return [text, change, sent];
}
