import { parseArgs } from 'node:util';
import type { Doubt } from '@frontdesk/audit-logger';
import { whatsappRates } from '@frontdesk/business';
import { loadConfig } from '@frontdesk/runtime';
import type { Client } from 'pg';
import { z } from 'zod';
import { costs, csvOf, tableOf } from './costs.ts';
import type { Doubtful } from './costs.ts';
import { ownerCommand } from './owner-main.ts';

const usage = `npm run costs -- --from DAY --to DAY [--csv]   what Meta asks for what was delivered from the one day to the other (2026-11-01, UTC, both included)
What does not add up is told on the error output. WHATSAPP_RATES or WHATSAPP_RATES_FILE: the rates; without them amounts are not known.
DATABASE_MIGRATION_URL is the installation's, or of a role that may read schema audit_logger: nothing is written`;

const day = z.iso.date().transform((text) => Date.parse(text));
const dayMs = 24 * 60 * 60_000;
const operands = z.strictObject({ from: day, to: day, csv: z.boolean().default(false) }).refine(({ from, to }) => from <= to);

const words: Readonly<Record<Doubt, string>> = {
  NO_PRICING: 'delivered more than three days ago, and no status had a pricing object',
  PRICING_CHANGED: 'its statuses had different pricing objects; the last counts',
  OTHER_CATEGORY: 'billed as another category than it was sent as',
  BILLED_TWICE: 'went out twice, and both are billed',
};

/** `npm run costs`: for whoever compares Meta's invoice. */
ownerCommand(usage, (given) => {
  const asked = operandsIn(given);
  return asked && ((client) => told(client, asked));
});

function operandsIn(args: string[]): z.output<typeof operands> | undefined {
  try {
    const options = { from: { type: 'string' }, to: { type: 'string' }, csv: { type: 'boolean' } } as const;
    return operands.parse(parseArgs({ args, options }).values);
  } catch {
    return undefined;
  }
}

async function told(client: Client, { from, to, csv }: z.output<typeof operands>): Promise<void> {
  const { WHATSAPP_RATES: rates } = loadConfig(z.object({ WHATSAPP_RATES: whatsappRates }));
  const doubts: Partial<Record<Doubt, number>> = {};
  const doubtful = ({ doubt, conversationId, sendId, message }: Doubtful): void => {
    doubts[doubt] = (doubts[doubt] ?? 0) + 1;
    console.error(`${doubt} ${conversationId} ${sendId}${message && ` ${message}`}`);
  };
  const lines = await costs(client, { from, to: to + dayMs, rates, now: Date.now() }, doubtful);
  process.stdout.write((csv ? csvOf : tableOf)(lines, rates?.currency ?? ''));
  for (const [doubt, messages] of Object.entries(doubts)) console.error(`${messages} ${doubt}: ${words[doubt as Doubt]}`);
}
