import { expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { latest, read, record, replay, replayed, report, write } from '@frontdesk/replay';
import { parseKeks } from '@frontdesk/vault';
import { adminUrl } from './database.ts';
import { onBus } from './on-both-buses.ts';

onBus('embedded', 'a conversation', (system) => {
  test('is recorded while the system runs, without who it was, and all of it is decided again as it was', async () => {
    const phone = system().world.phone('+15550100971');
    await phone.ask('What is your returns policy?');
    await phone.ask('Where is my order FD-10234?');
    await phone.ask('FD-10234 0000');
    await phone.ask('FD-10234 2767');
    await phone.ask('I want to talk to a human');

    const services = replayed();
    const db = await connect({ url: adminUrl(system()), schema: 'policy', poolSize: 1 });
    const keks = parseKeks(system().secret('VAULT_KEK'));
    const deciders = services.map(({ manifest }) => manifest);
    const { recording, leftOut } = await record(db, await latest(db, 1), deciders, keks).finally(() => db.destroy());
    expect(leftOut).toEqual([]);
    const file = write(recording);
    expect(file).not.toContain('15550100971');

    const outcomes = replay(read(file), services);
    expect([report(outcomes), outcomes.every(({ changed }) => changed.length === 0)]).toEqual([expect.anything(), true]);
    for (const { service, decided, left } of outcomes) expect([service, decided >= 4, left]).toEqual([service, true, {}]);
  }, 120_000);
});
