import { useState } from 'react';
import type { ReactNode } from 'react';
import { useResource } from '../desk/context.ts';
import type { Pages } from '../desk/pages.ts';

/** Asks for what is behind, where there is something. */
export function More<T>({ of, children }: { of: Pages<T>; children: ReactNode }) {
  const { value } = useResource(of.part);
  const [state, setState] = useState<'idle' | 'reading' | 'failed'>('idle');
  if (!value?.next) return null;
  const read = async (): Promise<void> => {
    setState('reading');
    await of.more().then(
      () => setState('idle'),
      () => setState('failed'),
    );
  };
  return (
    <button type="button" className="plain more" disabled={state === 'reading'} onClick={() => void read()}>
      {state === 'failed' ? 'It cannot be read at the moment. Try again' : children}
    </button>
  );
}
