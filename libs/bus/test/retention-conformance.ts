import { expect, test } from '@jest/globals';
import { trimRows } from '../src/process/inbox-rows.ts';
import type { World } from './process-world.ts';

/** What is past its horizon goes, a few rows at a time. */
export function retentionConformance(world: () => World): void {
  test('ids past their horizon are forgotten in steps of at most 250 rows, younger ones and unpublished ones are kept', async () => {
    const day = 86_400_000;
    const add = (rows: number, created: number, published: number | null) =>
      world().rows(
        `INSERT INTO nlu_router.inbox (cause_id, conversation_id, n, caused_at, created_at, published_at)
       SELECT gen_random_uuid(), 'retention-' || $2::bigint || coalesce($3::bigint, 0), n,
         to_timestamp($2 / 1000.0), to_timestamp($2 / 1000.0), to_timestamp($3 / 1000.0)
       FROM generate_series(1, $1) AS n`,
        [rows, created, published],
      );
    await add(600, day, day);
    await add(7, 3 * day, 3 * day);
    await add(1, day, null);
    expect(await trimRows(world().dataSource, { inbox: 2 * day, deadLetters: day })).toEqual([250, 250, 100, 0, 0]);
    expect(await world().rows(`SELECT count(*)::int AS n FROM nlu_router.inbox WHERE conversation_id LIKE 'retention-%'`)).toEqual([
      { n: 8 },
    ]);
    await world().rows(`DELETE FROM nlu_router.inbox WHERE conversation_id LIKE 'retention-%'`);
  }, 60_000);
}
