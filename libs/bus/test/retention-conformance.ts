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

  test('dead letters and work of who is under a legal hold stay until it is lifted', async () => {
    const day = 86_400_000;
    await world().rows(
      `INSERT INTO nlu_router.dead_letters (id, conversation_id, error_code, sealed, created_at)
       SELECT gen_random_uuid(), of, 'E', '', to_timestamp($1 / 1000.0) FROM unnest(ARRAY['retention-held', 'retention-old']) AS of`,
      [day],
    );
    await world().rows(
      `INSERT INTO nlu_router.slow_work (id, conversation_id, n, topic, record, headers, created_at, concluded_at)
       SELECT id, conversation_id, 1, 't', '', '{}', created_at, created_at FROM nlu_router.dead_letters WHERE conversation_id LIKE 'retention-%'`,
      [],
    );
    await world().rows(`INSERT INTO nlu_router.legal_holds VALUES ('retention-held', 'LH-1', 'mara')`, []);
    const left = async () => {
      await trimRows(world().dataSource, { inbox: 2 * day, deadLetters: 2 * day });
      const both = 'SELECT conversation_id AS of FROM nlu_router.dead_letters UNION ALL SELECT conversation_id FROM nlu_router.slow_work';
      return world().rows(`SELECT of FROM (${both}) AS rows WHERE of LIKE 'retention-%'`, []);
    };
    expect(await left()).toEqual([{ of: 'retention-held' }, { of: 'retention-held' }]);
    await world().rows('DELETE FROM nlu_router.legal_holds', []);
    expect(await left()).toEqual([]);
  }, 60_000);
}
