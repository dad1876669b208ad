import { useSyncExternalStore } from 'react';
import { useSeat } from './context.ts';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((one) => one()), 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The system's time, ms, to the second; whoever asks is drawn again each second. */
export function useNow(): number {
  const { client } = useSeat().desk;
  return useSyncExternalStore(subscribe, () => Math.floor(client.now() / 1000) * 1000);
}
