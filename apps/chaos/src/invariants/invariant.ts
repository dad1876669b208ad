/** What must hold in the tables when nothing is under way. `rows` selects, as `what`, each row that breaks it. */
export interface Invariant {
  readonly table: string;
  readonly holds: string;
  readonly rows: string;
}
