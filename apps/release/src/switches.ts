import { pack, recordsFor } from '@frontdesk/bus';
import { stoppableIntents } from '@frontdesk/business';
import { fact } from '@frontdesk/contracts';
import { redact } from '@frontdesk/vault';
import type { Client } from 'pg';

export interface Turned {
  readonly switch: 'bot' | 'outbound' | 'model';
  /** '*', a number of ours, or of the bot intent:<intent> */
  readonly scope: string;
  readonly on: boolean;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

export class SwitchError extends Error {
  readonly retriable = false;
  constructor(
    readonly code: 'SCOPE_UNKNOWN' | 'REASON_MISSING',
    message: string,
  ) {
    super(message);
  }
}

const account = 'account:*';

/** As the console turns it: handoff's row, and in handoff's outbox what it says of it, so that it is said if it is done. @throws SwitchError */
export async function turn(client: Client, asked: Turned): Promise<void> {
  const { switch: name, scope, on, by, at } = asked;
  if (!(await mayTurn(client, asked)))
    throw new SwitchError('SCOPE_UNKNOWN', `${name} cannot be switched ${on ? 'on' : 'off'} for ${scope}`);
  // it goes into the audit, which holds nobody's data in clear
  const reason = redact(asked.reason.trim().slice(0, 200)).redacted;
  if (!on && reason.length < 3) throw new SwitchError('REASON_MISSING', 'say why: --reason "…"');
  const changed = { switch: name, scope, on, by, reason };
  const cause = {
    id: `switch ${name} ${scope} ${on} ${by} ${at}`,
    at: Date.parse(at),
    conversationId: account,
    actor: { kind: 'admin', id: by },
  };
  const now = Date.now();
  const records = recordsFor('handoff', cause, [fact('SwitchChanged', changed)], now);
  // one statement: both or neither
  await client.query(
    `WITH turned AS (INSERT INTO handoff.switches (switch, scope, is_on, changed_by, changed_at, applied, reason) VALUES ($1, $2, $3, $4, $5, false, $6)
       ON CONFLICT (switch, scope) DO UPDATE SET is_on = excluded.is_on, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
         applied = false, reason = excluded.reason)
     INSERT INTO handoff.outbox (id, conversations, records, created_at) VALUES (nextval('handoff.outbox_id'), $7, $8, $9)`,
    [name, scope, on, by, new Date(at), reason, [account], pack(records), new Date(now)],
  );
}

/** Back on may be whatever is off, also on a number that is ours no longer. */
async function mayTurn(client: Client, { switch: name, scope, on }: Turned): Promise<boolean> {
  if (scope === '*') return true;
  if (name === 'model') return false;
  if (name === 'bot' && stoppableIntents.some((intent) => scope === `intent:${intent}`)) return true;
  const known = await client.query(
    `SELECT FROM gateway.numbers WHERE number_id = $1 UNION ALL SELECT FROM gateway.threads WHERE number_id = $1
     UNION ALL SELECT FROM handoff.switches WHERE switch = $2 AND scope = $1 AND $3 LIMIT 1`,
    [scope, name, on],
  );
  return known.rows.length > 0;
}
