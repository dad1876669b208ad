import { parseArgs } from 'node:util';
import { runCommand, UsageError } from './command.ts';
import { customer } from './scenes/first-contact.ts';
import { playAll } from './scenes/all.ts';
import { lena } from './scenes/handoff.ts';
import { decisions, traceTree, transcript } from './report.ts';
import { Stage } from './stage.ts';
import { System } from './system.ts';
import type { BusName } from './system.ts';
import { until } from './until.ts';

/** `npm run demo [-- --bus kafka]`: plays the whole conversation, explains it, and fails if any of it did not hold. */
async function main(): Promise<number> {
  const { bus } = parseArgs({ options: { bus: { type: 'string', default: 'embedded' } } }).values;
  if (bus !== 'embedded' && bus !== 'kafka') throw new UsageError('--bus: expected embedded or kafka');
  return play(bus);
}

async function play(bus: BusName): Promise<number> {
  console.log(`Starting a Frontdesk of its own (${bus === 'kafka' ? 'nine processes, Apache Kafka' : 'one process, embedded bus'})…`);
  const system = await System.start({ bus });
  const stage = new Stage(system, console.log);
  try {
    await playAll(stage);
    await explain(stage);
  } finally {
    stage.check('the system stops cleanly', await system.stop());
  }
  const failed = stage.checks.filter((check) => !check.held);
  console.log(`\n${stage.checks.length - failed.length} of ${stage.checks.length} held.`);
  for (const { scene, what } of failed) console.log(`  did not hold: ${scene}: ${what}`);
  if (failed.length > 0)
    console.log(
      system.output
        .filter((line) => /"level":(40|50|60)/.test(line))
        .slice(-20)
        .join(''),
    );
  return failed.length > 0 ? 1 : 0;
}

async function explain(stage: Stage): Promise<void> {
  const lead = await stage.seat(lena);
  const { conversations } = await lead.get<{ conversations: { conversation_id: string; last_at: number }[] }>('api/conversations');
  const found = await Promise.all(conversations.map(async ({ conversation_id: id }) => ({ id, lines: await lead.thread(id) })));
  const { id, lines } = found.find((one) => one.lines.some((line) => line.text.includes(`where is my order ${customer.orders[0]}`)))!;
  console.log(`\n━━ The transcript of ${customer.name}\n\n${transcript(lines)}`);
  const rows = await stage.decisions(id);
  console.log(`\n━━ Why each message was sent (${rows.length} audit rows)\n\n${decisions(rows, lines)}`);
  const states = rows
    .filter((row) => row.event_type === 'StateChanged')
    .sort((one, other) => Number(one.payload.data['seq']) - Number(other.payload.data['seq'])) // policy's commit order; two may be of one millisecond
    .map((row) => String(row.payload.data['to']));
  stage.check(
    'the state went from authenticated to automated, to people, and back',
    states.join(' ').startsWith('authenticated automated human automated'),
  );
  stage.check(
    '"customer wrote first" is the basis of the first case',
    rows.some((row) => row.event_type === 'ConsentChanged' && row.payload.data['basis'] === 'customer_wrote_first'),
  );
  const answered = rows.find((row) => row.event_type === 'StatusReceived' && row.payload.data['status'] === 'read');
  const traceId = answered?.payload.trace_id ?? '';
  const tree = await until('the trace', async () => traceTree(stage.system.telemetry.spans, traceId) || undefined, 10_000).catch(() => '');
  stage.check('one trace leads from the webhook to the tick', /webhook/.test(tree) && /gateway StatusReceived|StatusReceived/.test(tree));
  console.log(`\n━━ The first answer's trace, from webhook to tick\n\n${tree}`);
}

runCommand('npm run demo [-- --bus embedded|kafka]', main);
