import type { Colleague } from './types.ts';

/** Somebody who answers customers, as whoever leads them sees it. */
export interface Serving extends Colleague {
  held: number;
  /** null: as many as everybody */
  own_limit: number | null;
}

export interface People {
  /** of who has none of their own */
  case_limit: number;
  people: Serving[];
}
