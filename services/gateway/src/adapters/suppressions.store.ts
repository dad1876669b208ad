import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Alias } from '../domain/identity.ts';

/** What somebody had ended who was erased since. `category`: as of ConsentChanged; `at`: ms. */
export interface Suppression {
  readonly category: string;
  readonly at: number;
}

/** From where somebody writes, and to which of our numbers. */
interface Presented {
  readonly numberId: string;
  readonly aliases: readonly Alias[];
}

interface Row extends Alias {
  readonly number_id: string;
  readonly category: string;
  readonly at: Date;
}

/** Addresses of erased contacts that had ended what the business starts; an erasure (apps/release) writes them down, by what `erasure.sql` says. */
@Injectable()
export class SuppressionsStore {
  /** Whoever writes from such an address has it from here on in policy's own record, so the entry goes. Under the locks of all their aliases. @returns for each */
  async take(tx: EntityManager, all: readonly Presented[]): Promise<Suppression[][]> {
    const addresses = all.flatMap(({ numberId, aliases }) => aliases.map((alias) => ({ numberId, ...alias })));
    if (addresses.length === 0) return all.map(() => []);
    const [rows] = await tx.query<[Row[], number]>(
      `DELETE FROM suppressions s USING unnest($1::text[], $2::text[], $3::text[]) AS p (number_id, kind, hash)
       WHERE (s.number_id, s.kind, s.hash) = (p.number_id, p.kind, p.hash) RETURNING s.number_id, s.kind, s.hash, s.category, s.at`,
      [addresses.map(({ numberId }) => numberId), addresses.map(({ kind }) => kind), addresses.map(({ hash }) => hash)],
    );
    let left = rows;
    return all.map(({ numberId, aliases }) => {
      const isTheirs = (row: Row): boolean =>
        row.number_id === numberId && aliases.some(({ kind, hash }) => row.kind === kind && row.hash === hash);
      const theirs = left.filter(isTheirs);
      left = left.filter((row) => !isTheirs(row));
      return newest(theirs);
    });
  }
}

/** One of each category, whichever of the addresses it was kept under. */
function newest(rows: readonly Row[]): Suppression[] {
  const found = new Map<string, number>();
  for (const { category, at } of rows) found.set(category, Math.max(found.get(category) ?? 0, at.getTime()));
  return [...found].map(([category, at]) => ({ category, at })).toSorted((a, b) => (a.category < b.category ? -1 : 1));
}
