import { pathOf } from '../domain/route.ts';
import type { Route } from '../domain/route.ts';
import { useResource, useSeat } from '../desk/context.ts';
import type { Search } from '../desk/search.ts';
import { foundWords, nothingWords, ofWords, pieces, routeOf } from '../domain/found.ts';
import { More } from './more.tsx';
import { ReadState } from './read-state.tsx';
import { fullTime } from './time.tsx';

/** What a search found, the newest first; each opens where it was said. */
export function SearchResults({ search, route }: { search: Search; route: Route }) {
  const { go } = useSeat();
  const { value: part } = useResource(search.found.part);
  const state = <ReadState of={search.found.part} text="Nothing can be searched at the moment." />;
  if (!part) return state;
  return (
    <section className="group" aria-label="Found">
      {state}
      <p className="quiet" role="status">
        {part.items.length === 0 ? nothingWords(part.next !== null) : `${part.items.length} found, the newest first`}
      </p>
      <ul>
        {part.items.map((one) => {
          const to = routeOf(one);
          const current = pathOf(to) === pathOf(route);
          return (
            <li key={one.id} className={current ? 'item current' : 'item'}>
              <button type="button" className="item-open" aria-current={current ? 'true' : undefined} onClick={() => go(to)}>
                <span className="line">
                  <b>{foundWords(one)}</b>
                  <span className="reason">{ofWords(one)}</span>
                </span>
                <span className="excerpt">
                  {pieces(one.excerpt, search.query).map((piece, index) =>
                    piece.isFound ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
                  )}
                </span>
                <span className="line quiet">{fullTime(one.at)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {search.until !== null && part.next !== null && <p className="quiet">Looked back to {fullTime(search.until)}.</p>}
      <More of={search.found}>Look further back</More>
    </section>
  );
}
