import { expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { latest, policyReplayed, read, record, replay, replayed, report, write } from '@frontdesk/replay';
import { policy } from '@frontdesk/policy';
import { adminUrl } from './database.ts';
import { onBus } from './on-both-buses.ts';

onBus('embedded', 'a recorded conversation', (system) => {
  async function recorded(): Promise<string> {
    const db = await connect({ url: adminUrl(system()), schema: 'policy', poolSize: 1 });
    try {
      const manifests = replayed().map(({ manifest }) => manifest);
      const { recording, leftOut } = await record(db, await latest(db, 1), manifests);
      expect(leftOut).toEqual([]);
      return write(recording);
    } finally {
      await db.destroy();
    }
  }

  test('gives the same decisions again, and with a rule changed what is otherwise', async () => {
    const phone = system().world.phone('+15550100971');
    await phone.ask('What is your returns policy?');
    await phone.ask('Where is my order FD-10234?');
    await phone.ask('FD-10234 0000');
    await phone.ask('FD-10234 2767');
    await phone.ask('I want to talk to a human');
    const file = await recorded();
    expect(file).not.toContain('15550100971');

    const recording = read(file);
    const outcomes = replay(recording, replayed());
    expect(report(outcomes)).not.toMatch(/otherwise/);
    for (const { decided } of outcomes) expect(decided).toBeGreaterThanOrEqual(5);

    const strict: typeof policy = {
      ...policy,
      decide: (state, input, context) => policy.decide(state, input, { ...context, switches: [{ switch: 'bot', scope: '*', on: false }] }),
    };
    const [otherwise] = replay(recording, [policyReplayed(strict)]);
    expect(otherwise!.changed.flatMap(({ differences }) => differences)).toContainEqual({
      what: 'VerdictGiven.reason',
      after: 'BOT_OFF',
    });
  }, 120_000);
});
