/** What the address names: a ticket, a conversation, why a message of it was sent, a day's numbers, somebody's permalink, the settings, or just the desk. */
export type Route =
  | { readonly at: 'desk' }
  | { readonly at: 'settings' }
  | { readonly at: 'ticket' | 'conversation'; readonly id: string; /** the message that is looked for in it */ readonly line?: string }
  | { readonly at: 'why'; readonly id: string; readonly message: string }
  | { readonly at: 'numbers'; /** undefined: today */ readonly day: string | undefined }
  | { readonly at: 'permalink'; readonly token: string };

/** @param address path, and the line behind a #; one that is cut or mistyped is the desk */
export function parseRoute(address: string): Route {
  try {
    return routeOf(address);
  } catch (error) {
    if (error instanceof URIError) return { at: 'desk' };
    throw error;
  }
}

function routeOf(address: string): Route {
  const [path = '', line] = address.split('#', 2);
  const [, of, message] = /^\/console\/conversations\/([^/]+)\/messages\/([^/]+)\/?$/.exec(path) ?? [];
  if (of && message) return { at: 'why', id: decodeURIComponent(of), message: decodeURIComponent(message) };
  const [isNumbers, day] = /^\/console\/numbers(?:\/(\d{4}-\d\d-\d\d))?\/?$/.exec(path) ?? [];
  if (isNumbers && isDay(day)) return { at: 'numbers', day };
  if (/^\/console\/settings\/?$/.test(path)) return { at: 'settings' };
  const [, kind, id] = /^\/console\/(tickets|conversations|t)\/([^/]+)\/?$/.exec(path) ?? [];
  if (!kind || !id) return { at: 'desk' };
  const name = decodeURIComponent(id);
  if (kind === 't') return { at: 'permalink', token: name };
  return { at: kind === 'tickets' ? 'ticket' : 'conversation', id: name, ...(line && { line: decodeURIComponent(line) }) };
}

/** One that no calendar has, as somebody may type it, names nothing that could be shown. */
const isDay = (day: string | undefined): boolean => day === undefined || !Number.isNaN(Date.parse(day));

export function pathOf(route: Route): string {
  if (route.at === 'desk') return '/console';
  if (route.at === 'numbers') return route.day === undefined ? '/console/numbers' : `/console/numbers/${route.day}`;
  if (route.at === 'settings') return '/console/settings';
  if (route.at === 'permalink') return `/console/t/${encodeURIComponent(route.token)}`;
  if (route.at === 'why') return `/console/conversations/${encodeURIComponent(route.id)}/messages/${encodeURIComponent(route.message)}`;
  return `/console/${route.at}s/${encodeURIComponent(route.id)}${route.line === undefined ? '' : `#${encodeURIComponent(route.line)}`}`;
}
