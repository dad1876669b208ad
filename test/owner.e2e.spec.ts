import { expect, test } from '@jest/globals';
import { findTicket, saying, takeOver, until } from '@frontdesk/demo';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

onBus('embedded', 'a person who leaves', (system) => {
  test('while the customer waits gives the case back to the queue: at its old due time, with a word, for somebody else to take', async () => {
    const phone = system().world.phone('+15550100995');
    const ana = await system().seat('ana@frontdesk.example');
    await ana.present('available');
    await phone.ask('I want to talk to a human');
    const offered = await findTicket(ana, ({ state }) => state === 'offered', 'the offer');
    const { due_at: promised } = await takeOver(ana, offered.id);
    const before = (await phone.received()).length;
    await ana.post('sign-out');
    expect(saying(await phone.next(before, 1, 'the word'))).toMatch(/^Somebody else of our team takes over your request T-\d+/);

    const lena = await system().seat('lena@frontdesk.example');
    const back = await findTicket(lena, ({ id, state }) => id === offered.id && state === 'waiting', 'the case in the queue');
    expect(back.due_at).toBe(promised);
    const { notices } = await lena.get<{ notices: { kind: string; ticket_id: string }[] }>('api/notices');
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'returned', ticket_id: offered.id }));
    await takeOver(lena, offered.id);
    const answered = (await phone.received()).length;
    await lena.reply(offered.id, 'I have read everything.');
    expect(saying(await phone.next(answered, 1, 'the answer'))).toContain('I have read everything.');
    await until(
      'its audit row',
      async () =>
        (
          await query(
            system(),
            `SELECT 1 FROM audit_logger.wa_events WHERE event_type = 'CaseReturned' AND payload->'data'->>'reason' = 'SIGNED_OUT'`,
          )
        ).length === 1,
    );
  }, 90_000);
});
