import { headOf } from '@frontdesk/audit-logger';
import { auditArguments, report } from './audit.ts';
import { ownerCommand } from './owner-main.ts';
import { queryOn } from './query.ts';

const usage = `npm run audit -- verify [--from DATE] [--to DATE] [--head BLOCK:HASH]   says what in the audit is not as it was recorded
npm run audit -- head   the newest block and its hash, BLOCK:HASH: keep it where whoever runs the database cannot write
DATE, 2026-11-30 or 2026-11-30T09:00:00Z: of blocks that were closed from the one on and before the other; DATABASE_MIGRATION_URL may be of a role that only reads the schema audit_logger
exit: 0 all is as it was recorded, 2 it is not, 1 it could not be looked at`;

/** `npm run audit`: for whoever has to prove that the audit was not changed. */
ownerCommand(usage, (given) => {
  const asked = auditArguments(given);
  if (!asked) return undefined;
  return async (client) => {
    await client.query('SET default_transaction_read_only = on; SET search_path TO audit_logger');
    const query = queryOn(client);
    if (asked.verb === 'head') {
      const head = await headOf(query);
      console.log(head ? `${head.number}:${head.hash} closed ${head.closedAt.toISOString()}` : 'no block is closed yet');
      return 0;
    }
    return report(query, asked, (line) => console.log(line));
  };
});
