import type { Batch } from '../port.ts';

/** A batch's records of one type, as their headers tell it, and the others; each part in log order. */
export function apart(batch: Batch, type: string): readonly [ofType: Batch, others: Batch] {
  const isOfType = batch.records.map(({ headers }) => headers['type'] === type);
  return [
    { ...batch, records: batch.records.filter((_, index) => isOfType[index]) },
    { ...batch, records: batch.records.filter((_, index) => !isOfType[index]) },
  ];
}
