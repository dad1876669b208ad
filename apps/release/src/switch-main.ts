import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { ownerCommand } from './owner-main.ts';
import { turn } from './switches.ts';
import type { Turned } from './switches.ts';

const usage = `npm run switch -- bot|outbound|model off --reason "…" [--number ID] [--intent INTENT]
npm run switch -- bot|outbound|model on [--number ID] [--intent INTENT]
for all, bot and outbound for one of our numbers, or the bot for one intent; DATABASE_MIGRATION_URL is the installation's`;

function asked(args: string[]): Pick<Turned, 'switch' | 'scope' | 'on' | 'reason'> | undefined {
  try {
    const one = { type: 'string' } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { number: one, intent: one, reason: one } });
    const [name, to, ...more] = positionals;
    const { number, intent, reason = '' } = values;
    if (
      (name !== 'bot' && name !== 'outbound' && name !== 'model') ||
      (to !== 'off' && to !== 'on') ||
      more.length > 0 ||
      (number && intent)
    )
      return undefined;
    return { switch: name, on: to === 'on', reason, scope: number ?? (intent ? `intent:${intent}` : '*') };
  } catch {
    return undefined;
  }
}

/** `npm run switch`: for whoever has the database and no browser that is signed in. */
ownerCommand(usage, (args) => {
  const what = asked(args);
  if (!what) return undefined;
  return async (client) => {
    await turn(client, { ...what, by: userInfo().username, at: new Date().toISOString() });
    console.log(`${what.switch} ${what.on ? 'on' : 'off'} for ${what.scope}: said by handoff within seconds`);
  };
});
