import { useCallback, useEffect, useState } from 'react';
import { parseRoute, pathOf } from '../domain/route.ts';
import type { Route } from '../domain/route.ts';

const here = (): Route => parseRoute(`${location.pathname}${location.hash}`);

/** What the address names, and the way to another place; the browser's own back and forward work. */
export function useRoute(): readonly [Route, (route: Route) => void] {
  const [route, setRoute] = useState<Route>(here);
  useEffect(() => {
    const back = (): void => setRoute(here());
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const go = useCallback((next: Route) => {
    const replaces = here().at === 'permalink';
    history[replaces ? 'replaceState' : 'pushState']({}, '', pathOf(next));
    setRoute(next);
  }, []);
  return [route, go];
}
