import { Pace } from '../pace.ts';

const SPACING_MS = 20;
const LONGEST_SPACING_MS = 100;
const PATIENT_SPACING_MS = 400;

/**
 * From a fetch that brought something to the next: a fetch names all partitions, so a small one costs as much as a large one, and where batches take
 * long because the machine is busy, fewer and larger ones help. An empty one waits at the broker, and is answered as soon as there is anything.
 */
export class FetchSpacing {
  private readonly pace = new Pace(SPACING_MS, LONGEST_SPACING_MS);
  private quickestMs = Infinity;
  private readonly isPatient: boolean;

  constructor(isPatient: boolean) {
    this.isPatient = isPatient;
  }

  /** A batch took its handler so long. Of those between two fetches the quickest counts: others may have waited for company. */
  handled(tookMs: number): void {
    this.quickestMs = Math.min(this.quickestMs, tookMs);
  }

  /** After a fetch that brought something, ms. */
  next(): number {
    if (this.isPatient) return PATIENT_SPACING_MS;
    if (this.quickestMs < Infinity) this.pace.ended(this.quickestMs);
    this.quickestMs = Infinity;
    return this.pace.gap;
  }
}
