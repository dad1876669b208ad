import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { until } from '@frontdesk/demo';
import { adminUrl, query } from './database.ts';
import { onBus } from './on-both-buses.ts';

const dayMs = 24 * 60 * 60_000;

onBus('embedded', 'a legal hold', (system) => {
  const command = async (name: 'holds' | 'erasures', ...args: string[]): Promise<string> =>
    (
      await promisify(execFile)(process.execPath, [`apps/release/dist/${name}-main.js`, ...args], {
        env: { ...process.env, NODE_OPTIONS: '', DATABASE_MIGRATION_URL: adminUrl(system()) },
      })
    ).stdout;
  const conversationOf = (words: string): Promise<string> =>
    until(`the line "${words}"`, async () => {
      const sql = 'SELECT conversation_id AS id FROM audit_logger.messages WHERE body = $1';
      return (await query<{ id: string }>(system(), sql, [words]))[0]?.id;
    });
  const kept = async (conversation: string): Promise<Record<string, number>> => {
    const tables = {
      transcript: 'audit_logger.messages WHERE conversation_id = $1',
      summaries: 'response_builder.summaries WHERE conversation_id = $1',
      'last words': "policy.conversations WHERE id = $1 AND decider->>'lines' <> '[]'",
      'what people saw': "handoff.threads WHERE conversation_id = $1 AND state->>'lastLine' <> ''",
      'ids of messages': 'gateway.received WHERE conversation_id = $1',
    };
    const counted: Record<string, number> = {};
    for (const [what, from] of Object.entries(tables))
      counted[what] = (await query<{ n: number }>(system(), `SELECT count(*)::int AS n FROM ${from}`, [conversation]))[0]!.n;
    return counted;
  };

  test('keeps what is past its time in every service, and from an erasure; it is audited, and once it is lifted all of that goes', async () => {
    const { world, dataDir } = system();
    const list = join(dataDir, 'holds.jsonl');
    await world.phone('+15550100881').ask('What is your returns policy?');
    await world.phone('+15550100882').ask('What are your opening hours?');
    const [mara, theo] = [await conversationOf('What is your returns policy?'), await conversationOf('What are your opening hours?')];
    expect(await command('holds', 'place', list, mara, 'LH-1', 'litigation')).toBe(`${mara}: held\n`);
    const before = await kept(mara);
    expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);

    await world.advance(dayMs + 60_000);
    const closed = "SELECT FROM audit_logger.wa_events WHERE event_type = 'CaseClosed'";
    await until('both cases to end', async () => (await query(system(), closed)).length === 2, 60_000);
    await world.advance(400 * dayMs);
    const nothing = Object.fromEntries(Object.keys(before).map((what) => [what, 0]));
    const isForgotten = (conversation: string) => async () => JSON.stringify(await kept(conversation)) === JSON.stringify(nothing);
    await until("all of theo's to go", isForgotten(theo), 150_000);
    expect(await kept(mara)).toEqual(before);

    await expect(command('erasures', 'erase', join(dataDir, 'erasures.jsonl'), mara)).rejects.toMatchObject({
      stderr: 'a legal hold stands (LH-1): lift it first, then erase\n',
    });
    expect(await command('holds', 'list', list)).toMatch(new RegExp(`^LH-1 litigation .*: ${mara}\n$`));
    await command('holds', 'lift', list, 'LH-1');
    await until("all of mara's to go", isForgotten(mara), 150_000);
    const audited = `SELECT payload -> 'data' AS data FROM audit_logger.wa_events WHERE event_type = 'LegalHoldChanged' ORDER BY ts`;
    await until('the audit', async () => (await query(system(), audited)).length === 2);
    expect(await query(system(), audited)).toMatchObject([
      { data: { change: 'placed', reference: 'LH-1', reason: 'litigation', conversationIds: [mara] } },
      { data: { change: 'lifted', reference: 'LH-1' } },
    ]);
  }, 420_000);
});
