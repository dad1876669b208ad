/** What one step of forgetting looked at and deleted, and where the next goes on. */
export interface Step<Place> {
  readonly looked: number;
  readonly deleted: number;
  readonly next: Place;
}
