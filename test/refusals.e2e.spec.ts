import { expect, test } from '@jest/globals';
import { call, findTicket, saying, takeOver, until } from '@frontdesk/demo';
import { eventually } from '@frontdesk/testing';
import { twinDefaults } from '@frontdesk/twin';
import { findLeaks } from './canary.ts';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

onBus('embedded', 'what Meta takes and then refuses, in a status', (system) => {
  const told = (code: number) =>
    query<{ final: boolean; action: string }>(
      system(),
      `SELECT coalesce((payload->'data'->>'final')::boolean, false) AS final, payload->'data'->>'action' AS action
    FROM audit_logger.wa_events WHERE event_type = 'SendFailed' AND (payload->'data'->>'code')::int = $1 ORDER BY ts`,
      [code],
    );
  const status =
    ({ number }: { number: string }) =>
    async (index: number) =>
      (
        await call<{ direction: string; status: string }[]>(`${system().world.url}/_sim/customers/${encodeURIComponent(number)}/thread`)
      ).data.filter(({ direction }) => direction === 'out')[index]?.status;

  /** Summed over what the pattern finds. */
  const metric = async (pattern: RegExp): Promise<number> => {
    const text = await (await fetch(`${system().url}/metrics`)).text();
    return [...text.matchAll(new RegExp(pattern, 'g'))].reduce((sum, [, value]) => sum + Number(value), 0);
  };

  test('131056: too fast for this customer; the answer goes out again after the wait, and arrives once', async () => {
    const phone = system().world.phone('+15550100671');
    await system().world.fault({ name: '131056', way: 'async', match: { phone: '+15550100671', type: 'text' } });
    const [, again] = await phone.ask('What is your returns policy?', 2);
    expect(again!.text).toMatch(/30 days/);
    await until('the second copy to arrive', async () => /delivered|read/.test((await status(phone)(1)) ?? ''));
    expect(await status(phone)(0)).toBe('failed');
    await eventually(async () => expect(await told(131056)).toEqual([{ final: false, action: 'retry' }]));
    expect(saying(await phone.ask('What are your opening hours?'))).toMatch(/open|hours/i);
    expect(await phone.received()).toHaveLength(3);
  }, 90_000);

  test('131050: the customer has stopped marketing; that is noted, and answers go on', async () => {
    const phone = system().world.phone('+15550100672');
    await system().world.fault({ name: '131050', way: 'async', match: { phone: '+15550100672', type: 'text' } });
    await phone.ask('What is your returns policy?');
    await until(
      'the opt-out',
      async () =>
        (
          await query(
            system(),
            `SELECT 1 FROM policy.consents
      WHERE basis = 'opted_out' AND category = 'marketing' AND source = 'template_error'`,
          )
        ).length === 1,
    );
    await eventually(async () => expect(await told(131050)).toEqual([{ final: true, action: 'opt_out' }]));
    // the lost answer is a person's task, not silence
    await findTicket(await system().seat('lena@frontdesk.example'), (one) => one.reason === 'SILENCE', 'the ticket');
  }, 90_000);

  test('131047 inside the window: one template instead, the contact is flagged, and the alert counts it', async () => {
    const phone = system().world.phone('+15550100673');
    const agent = await system().seat('ana@frontdesk.example');
    await agent.present('available');
    await phone.ask('Can I speak to a real person please?');
    await phone.write('yes');
    const ticketId = (await findTicket(agent, (one) => ['waiting', 'offered'].includes(one.state) && one.reason !== 'SILENCE', 'the case'))
      .id;
    await until('the opt-in', async () => (await agent.ticket(ticketId)).consent === 'opt_in');
    await takeOver(agent, ticketId);
    await until(
      'the catalogue',
      async () => (await query(system(), `SELECT 1 FROM policy.templates WHERE name = 'conversation_update'`)).length > 0,
    );
    const before = (await phone.received()).length;
    await system().world.fault({ name: '131047', way: 'async', match: { phone: '+15550100673', text: 'I am looking' } });
    await agent.reply(ticketId, 'I am looking into it.');
    const [refused, template] = await phone.next(before, 2, 'the template');
    expect([refused!.text, template!.type]).toEqual(['I am looking into it.', 'template']);
    await eventually(async () => expect(await told(131047)).toEqual([{ final: true, action: 'template' }]));
    expect(await metric(/frontdesk_contact_flags_total\{reason="WINDOW_CLOSED_AT_META"\} (\d+)/)).toBe(1);
    const { conversation_id: thread } = await agent.ticket(ticketId);
    const line = await until('the flag on the line', async () => (await agent.thread(thread)).find(({ flag }) => flag !== null));
    expect(line).toMatchObject({ text: 'I am looking into it.', flag: 'WINDOW_CLOSED_AT_META', error: { code: 131047 } });
  }, 90_000);

  test('131047 to the bot, no opt-in: one template stands for the answer, and who takes it up is answered', async () => {
    const phone = system().world.phone('+15550100674');
    const flags = await metric(/frontdesk_contact_flags_total\{reason="WINDOW_CLOSED_AT_META"\} (\d+)/);
    await system().world.fault({ name: '131047', way: 'async', match: { phone: '+15550100674', type: 'text' } });
    const [refused, template] = await phone.ask('What is your returns policy?', 2);
    expect([refused!.text, template!.type]).toEqual([expect.stringMatching(/30 days/), 'template']);
    await until('the template to arrive', async () => /delivered|read/.test((await status(phone)(1)) ?? ''));
    expect(await status(phone)(0)).toBe('failed');
    await eventually(async () =>
      expect(
        await query(
          system(),
          `SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'ContactFlagged'
      AND conversation_id = (SELECT conversation_id FROM audit_logger.wa_events
        WHERE event_type = 'SendFailed' AND payload->'data'->>'code' = '131047' ORDER BY ts DESC LIMIT 1)`,
        ),
      ).toHaveLength(1),
    );
    expect(await metric(/frontdesk_contact_flags_total\{reason="WINDOW_CLOSED_AT_META"\} (\d+)/)).toBe(flags + 1);
    await until('what arrived to be counted', async () => (await metric(/frontdesk_messages_delivered_total\{billable="\w+"\} (\d+)/)) > 0);
    expect(saying(await phone.ask('continue'))).toMatch(/30 days/);
  }, 90_000);

  test("a person's long reply arrives in parts, whole and in order, though the second one is refused at first", async () => {
    const phone = system().world.phone('+15550100677');
    const agent = await system().seat('ana@frontdesk.example');
    await agent.present('available');
    await phone.ask('Can I speak to a real person please?');
    const ticketId = (await findTicket(agent, (one) => ['waiting', 'offered'].includes(one.state) && one.reason !== 'SILENCE', 'the case'))
      .id;
    await takeOver(agent, ticketId);
    const before = (await phone.received()).length;
    const long = [1, 2, 3]
      .map((part) => `Here begins part ${part}. ${'These are the terms. '.repeat(194)}`)
      .join('')
      .trim();
    await system().world.fault({ name: '131000', match: { phone: '+15550100677', text: 'Here begins part 2' } });
    await agent.reply(ticketId, long);
    const parts = (await phone.next(before, 3, 'the three parts')).map(({ text }) => text ?? '');
    expect(parts.map((part) => part.length <= 4096 && part.endsWith('.') && part.slice(0, 19))).toEqual(
      [1, 2, 3].map((part) => `Here begins part ${part}.`),
    );
    expect(parts.join(' ')).toBe(long);
    await eventually(async () => expect(await told(131000)).toEqual([{ final: false, action: 'retry' }]));
    await until('all of it to arrive', async () => /delivered|read/.test((await status(phone)(before + 2)) ?? ''));
    expect(await phone.received()).toHaveLength(before + 3);
  }, 90_000);

  test('whatever fails: token, app secret and verify token are in no line of the log, no span, no fact and no row', async () => {
    const { accessToken, appSecret, verifyToken } = twinDefaults;
    const phone = system().world.phone('+15550100675');
    const failures = () =>
      query<{ count: number }>(
        system(),
        `SELECT count(*)::int AS count FROM audit_logger.wa_events WHERE event_type = 'SendFailed' AND payload->'data'->>'code' = '190'`,
      );
    const before = (await failures())[0]!.count;
    await system().world.fault({ name: 'expired_token', times: 2 });
    await system().world.fault({ name: 'cut', match: { phone: '+15550100676', type: 'text' } });
    await phone.write('What is your returns policy?');
    await system().world.phone('+15550100676').write('What is your returns policy?');
    await until('the expired token', async () => (await failures())[0]!.count > before);
    const query1 = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken}`;
    expect((await fetch(`${system().url}/webhooks/whatsapp?${query1}`)).status).toBe(200);
    expect((await fetch(`${system().url}/webhooks/whatsapp?${query1}-wrong`)).status).toBe(403);
    await until('spans', async () => system().telemetry.spans.some(({ name }) => name === 'webhook'));
    expect(system().output.join('')).toContain('send failed');
    expect(await findLeaks(system(), { accessToken, appSecret, verifyToken })).toEqual([]);
  }, 90_000);
});
