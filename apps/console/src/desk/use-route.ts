import { useCallback, useEffect, useState } from 'react';
import { parseRoute, pathOf } from '../domain/route.ts';
import type { Route } from '../domain/route.ts';

/** What the address names, and the way to another place; the browser's own back and forward work. */
export function useRoute(): readonly [Route, (route: Route) => void] {
  const [route, setRoute] = useState<Route>(() => parseRoute(location.pathname));
  useEffect(() => {
    const back = (): void => setRoute(parseRoute(location.pathname));
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const go = useCallback((next: Route) => {
    const replaces = parseRoute(location.pathname).at === 'permalink';
    history[replaces ? 'replaceState' : 'pushState']({}, '', pathOf(next));
    setRoute(next);
  }, []);
  return [route, go];
}
