/** A part of something long, and before what the next part goes on; null: that is all. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** How something long stands on the page: lists begin with the newest, a conversation ends with it. */
export interface Order<T> {
  readonly idOf: (item: T) => string;
  /** where it stood when it was read, of what moves in its list */
  readonly placeOf?: (item: T) => string;
  readonly newestFirst: boolean;
}

/** What is known with the newest part looked at again: what stood behind it stays, unless it is not known what came between. */
export function refreshed<T>(known: Page<T> | undefined, fresh: Page<T>, { idOf, placeOf = idOf, newestFirst }: Order<T>): Page<T> {
  if (!known) return fresh;
  const places = new Set(fresh.items.map(placeOf));
  if (fresh.next === null || !known.items.some((item) => places.has(placeOf(item)))) return fresh;
  const ids = new Set(fresh.items.map(idOf));
  if (newestFirst) {
    const rest = known.items.filter((item) => !ids.has(idOf(item)));
    return rest.length > 0 ? { items: [...fresh.items, ...rest], next: known.next } : fresh;
  }
  const at = known.items.findIndex((item) => idOf(item) === idOf(fresh.items[0]!));
  return at > 0 ? { items: [...known.items.slice(0, at), ...fresh.items], next: known.next } : fresh;
}

/** What is known with the part behind it. */
export function extended<T>(known: Page<T>, more: Page<T>, { idOf, newestFirst }: Order<T>): Page<T> {
  const ids = new Set(known.items.map(idOf));
  const behind = more.items.filter((item) => !ids.has(idOf(item)));
  return { items: newestFirst ? [...known.items, ...behind] : [...behind, ...known.items], next: more.next };
}
