import { reconnectAfter } from '../domain/reconnect.ts';

export interface LiveHandlers {
  changed(scopes: string[]): void;
  /** what the server calls this line, as long as it stands: `POST api/viewing` */
  opened(line: string): void;
  /** the line stands again after it was lost: what happened meanwhile is not known */
  reconnected(): void;
  signedOut(): void;
  away(away: boolean): void;
}

/** Listens to the server until the returned function is called. Reconnects by itself, ever more slowly, at once when the browser is back online. */
export function listen(handlers: LiveHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let everOpen = false;

  const connect = (): void => {
    clearTimeout(timer);
    source?.close();
    const line = new EventSource('/console/api/events');
    source = line;
    line.onopen = () => {
      const again = everOpen;
      everOpen = true;
      failures = 0;
      handlers.away(false);
      if (again) handlers.reconnected();
    };
    line.addEventListener('changed', (event) => handlers.changed(scopesOf(event.data as string)));
    line.addEventListener('line', (event) => handlers.opened((JSON.parse(event.data as string) as { line: string }).line));
    line.addEventListener('signed-out', () => handlers.signedOut());
    line.onerror = () => {
      line.close();
      failures += 1;
      handlers.away(true);
      timer = setTimeout(connect, reconnectAfter(failures, Math.random()));
    };
  };

  connect();
  window.addEventListener('online', connect);
  return () => {
    window.removeEventListener('online', connect);
    clearTimeout(timer);
    source?.close();
  };
}

function scopesOf(data: string): string[] {
  const parsed = JSON.parse(data) as { scopes?: unknown };
  return Array.isArray(parsed.scopes) ? parsed.scopes.filter((scope) => typeof scope === 'string') : [];
}
