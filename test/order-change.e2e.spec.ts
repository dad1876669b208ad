import { expect, test } from '@jest/globals';
import { call, Mailbox, saying, until } from '@frontdesk/demo';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

onBus('embedded', 'an order whose address shall be another', (system) => {
  test('goes there once the customer has proved by a mail that it is theirs, and said yes; nothing else knows where', async () => {
    const { world, url } = system();
    const phone = world.phone('+15550100771');
    const mailbox = new Mailbox(world.url, url, 'orders@nair-interiors.example.com');
    await phone.ask('FD-20417 M1 1AE');
    expect(saying(await phone.ask('Can I change the delivery address?'))).toMatch(/write "code".*"New address:"/s);
    await phone.ask('code');
    await phone.ask(await until('a mail with a link', () => mailbox.code()));
    const [asked] = await phone.ask('New address: Musterweg 5, 22767 Hamburg');
    expect(asked!.text).toMatch(/FD-20417\?\nNew address: Musterweg 5, 22767 Hamburg\n\n/);
    // a yes counts once policy has heard that Meta took the words that ask: nobody reads them faster but a spec
    const heard = "SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'MessageSent'";
    await until('policy to know that it was sent', async () => (await query(system(), heard)).length >= (await phone.received()).length);
    const [done] = await phone.ask('Yes');
    expect(done!.text).toBe('Done: the delivery address of your order FD-20417 is changed.');

    const { data } = await call<{ delivery_address?: unknown }>(`${world.url}/shop/orders/FD-20417`);
    expect(JSON.stringify(data)).toContain('Musterweg 5');
    const rows = await query(
      system(),
      `SELECT payload::text AS said FROM audit_logger.wa_events UNION ALL SELECT body FROM audit_logger.messages`,
    );
    expect(rows.length).toBeGreaterThan(50);
    expect(JSON.stringify(rows)).not.toMatch(/Musterweg|22767/);
  }, 90_000);
});
