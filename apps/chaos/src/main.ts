import { parseArgs } from 'node:util';
import { play } from './play.ts';

/** `npm run chaos -- --bus embedded|kafka --kills N --seed S [--customers C] [--json]`: exit 0 only if nothing was violated. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      bus: { type: 'string', default: 'embedded' }, kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' },
      customers: { type: 'string', default: '8' }, json: { type: 'boolean', default: false },
    },
  });
  const { bus, json } = values;
  if (bus !== 'embedded' && bus !== 'kafka') throw new Error('--bus: expected embedded or kafka');
  const say = (line: string) => console.error(line);
  const outcome = await play({ bus, kills: Number(values.kills), seed: Number(values.seed), customers: Number(values.customers), say });
  const { schedule, ...rest } = outcome;
  const failed = outcome.violations.length > 0;
  if (json) console.log(JSON.stringify(failed ? outcome : rest));
  else {
    for (const [key, value] of Object.entries(rest)) if (key !== 'violations') console.log(`${key.padEnd(14)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
    for (const violation of outcome.violations) console.log(`VIOLATED       ${violation}`);
    if (failed) console.log(`schedule of seed ${outcome.seed}\n${schedule.map((fault) => JSON.stringify(fault)).join('\n')}`);
    console.log(failed ? `${outcome.violations.length} violations` : 'nothing was violated');
  }
  return failed ? 1 : 0;
}

main().then((code) => process.exit(code), (error: unknown) => {
  console.error(error);
  process.exit(1);
});
