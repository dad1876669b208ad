import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { findTicket, saying, until } from '@frontdesk/demo';
import pg from 'pg';
import { adminUrl, query } from './database.ts';
import { onBus } from './on-both-buses.ts';

const lena = 'lena@frontdesk.example';
const dead = async (dataDir: string, ...args: string[]) =>
  (
    await promisify(execFile)(process.execPath, ['apps/local/dist/dead-main.js', ...args], {
      env: { ...process.env, NODE_OPTIONS: '', FRONTDESK_DATA_DIR: dataDir },
    })
  ).stdout;

onBus('embedded', 'never silence', (system) => {
  test('nobody answers: "typing…" first, one word after 20 s, after 45 s the failure text, and a person has the case; the late answer stays unsaid', async () => {
    const phone = system().world.phone('+15550100991');
    const holder = new pg.Client({ connectionString: adminUrl(system()) });
    await holder.connect();
    // rag-tools waits for its own table: a hang, as a dependency's would be
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE rag_tools.passages IN ACCESS EXCLUSIVE MODE');
    await phone.write('What is your returns policy?');
    await until(
      'the question to reach rag-tools',
      async () => (await query(system(), "SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'Routed'")).length > 0,
    );
    const isTyped = async () => {
      const customers = (await (await fetch(`${system().world.url}/_sim/customers`)).json()) as {
        key: string;
        typing_until: string | null;
      }[];
      return customers.some(({ key, typing_until: until }) => key === '15550100991' && until !== null);
    };
    await until('"typing…"', isTyped);
    await system().world.advance(21_000);
    const [notice] = await phone.next(0, 1, '"still on it"');
    expect(await isTyped()).toBe(false);
    await system().world.advance(25_000);
    const overdue = await phone.next(1, 1, 'the failure text');
    expect(notice!.text).not.toMatch(/30 days/);
    expect(saying(overdue)).not.toMatch(/30 days/);
    const ticket = await findTicket(await system().seat(lena), (one) => one.reason === 'SILENCE', 'the ticket');
    expect(ticket.state).toMatch(/waiting|offered/);
    await holder.query('ROLLBACK');
    await holder.end();
    const verdicts = () =>
      query<{ reason: string }>(
        system(),
        `SELECT payload->'data'->>'reason' AS reason FROM audit_logger.wa_events
      WHERE event_type = 'VerdictGiven' AND payload->'data'->>'verdict' = 'REFUSE'`,
      );
    await until("the late answer's verdict", async () => (await verdicts()).some(({ reason }) => reason.startsWith('STALE')));
    expect((await phone.received()).some((bubble) => bubble.text.includes('30 days'))).toBe(false);
  }, 90_000);

  test('a message that cannot be processed: the customer gets the failure text at once, a person the case, neighbours are answered', async () => {
    const [phone, neighbour] = [system().world.phone('+15550100992'), system().world.phone('+15550100993')];
    await query(system(), 'REVOKE SELECT ON rag_tools.passages FROM frontdesk_rag_tools');
    const failed = saying(await phone.ask('What is your returns policy?'));
    await query(system(), 'GRANT SELECT ON rag_tools.passages TO frontdesk_rag_tools');
    expect(failed).not.toMatch(/30 days/);
    await until(
      'the ticket',
      async () =>
        (
          await query(
            system(),
            `SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'TurnOverdue' AND payload->'data'->>'cause' = 'DEAD_LETTER'`,
          )
        ).length === 1,
    );
    expect(await query(system(), 'SELECT record_type FROM rag_tools.dead_letters')).toEqual([{ record_type: 'Routed' }]);
    expect(saying(await neighbour.ask('What is your returns policy?'))).toMatch(/30 days/);
  }, 90_000);

  test('a dead letter is listed, shown without its words, and dealt with; what was done is audited', async () => {
    const listed = await dead(system().dataDir, 'list');
    const [id] = listed.split(' ');
    expect(listed).toMatch(/rag-tools\s+\S+\s+Routed on conversation\.routed\.v1/);
    expect(await dead(system().dataDir, 'show', id!)).not.toContain('returns policy');
    await dead(system().dataDir, 'redrive', id!);
    await until(
      'the record of it',
      async () =>
        (
          await query(
            system(),
            `SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'DeadLetterHandled'
      AND payload->'data'->>'deadId' = $1 AND payload->'data'->>'action' = 'redriven' AND actor LIKE 'admin:%'`,
            [id],
          )
        ).length === 1,
    );
    await until('nothing to be left', async () => (await dead(system().dataDir, 'list')) === '');
  }, 60_000);
});
