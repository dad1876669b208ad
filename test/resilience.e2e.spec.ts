import { expect, test } from '@jest/globals';
import { until } from '@frontdesk/demo';
import type { Phone } from '@frontdesk/demo';
import { postmaster, query } from './database.ts';
import { onBus } from './on-both-buses.ts';

/** Waits for as many answers; the word that it takes longer, where coming back takes a while, is none. @returns them, oldest first */
const answers = (phone: Phone, count: number) =>
  until(`${count} answers`, async () => {
    const said = (await phone.received()).filter(({ text }) => !text.startsWith('Still on it'));
    return said.length >= count ? said.map(({ text }) => text) : undefined;
  });

onBus('embedded', 'a killed process', (system) => {
  test('goes on where it was: what was written before, while and after is answered once, in order', async () => {
    const phone = system().world.phone('+15550100881');
    await phone.ask('What is your returns policy?');
    await phone.write('What are your opening hours?');
    await system().kill();
    await system().launch();
    expect((await answers(phone, 2))[1]).toMatch(/open|hours/i);
    await phone.write('How long does delivery take?');
    expect((await answers(phone, 3))[2]).toMatch(/deliver/i);
    expect(await answers(phone, 3)).toHaveLength(3);
    expect(await query(system(), 'SELECT 1 FROM policy.dead_letters')).toEqual([]);
  }, 120_000);

  test('goes on where it was when PostgreSQL alone is killed: it is started again, and says so', async () => {
    const phone = system().world.phone('+15550100882');
    await phone.ask('What is your returns policy?');
    process.kill(postmaster(system()), 'SIGKILL');
    await phone.write('What are your opening hours?');
    expect((await answers(phone, 2))[1]).toMatch(/open|hours/i);
    expect(system().output.join('')).toMatch(/PostgreSQL ended \(SIGKILL\) and is started again/);
  }, 120_000);

  test('stops cleanly when asked', async () => {
    await until('ready', async () => (await fetch(`${system().url}/readyz`)).ok);
    expect((await fetch(`${system().url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${system().url}/metrics`)).text()).toContain('frontdesk_hop_seconds_bucket{le="0.005",service="policy"}');
  });
});
