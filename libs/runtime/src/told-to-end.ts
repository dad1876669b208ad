/** Calls back at SIGTERM, at SIGINT, and when whoever started this process is gone (its channel closed), be it before this was asked. */
export function whenToldToEnd(stop: (why: 'SIGTERM' | 'SIGINT' | 'disconnect') => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  process.on('disconnect', () => stop('disconnect'));
  if (process.connected === false) stop('disconnect');
}
