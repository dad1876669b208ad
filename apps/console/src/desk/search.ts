import type { Client } from '../api/client.ts';
import type { Found, FoundPage } from '../api/found.ts';
import { Pages } from './pages.ts';

/** One search, and what it found so far. What it is for goes to the server in a body and stands in no address. */
export class Search {
  readonly found: Pages<Found>;
  /** how far back was looked; null: through all that is kept */
  until: number | null = null;

  constructor(
    client: Client,
    readonly query: string,
  ) {
    this.found = new Pages<Found>(
      async (before) => {
        const { found, next, until } = await client.post<FoundPage>('search', { query, ...(before && { before }) });
        this.until = until;
        return { items: found, next };
      },
      { idOf: ({ id }) => id, newestFirst: true },
    );
  }
}
