import { expect, test } from '@jest/globals';
import { findTicket, nextTuesdayMorning, saying, takeOver, until } from '@frontdesk/demo';
import type { Phone, Seat } from '@frontdesk/demo';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

const minute = 60_000;
const hour = 60 * minute;

interface Page {
  at: string;
  channel: string;
  body: { ticket_id?: string; calls?: { ticket_id: string; number: string; permalink: string }[]; cleared?: number };
}

onBus('embedded', 'who waits for people', (system) => {
  const pages = async () => ((await system().world.outbox()) as unknown as Page[]).filter(({ channel }) => channel === 'support');
  const noticed = async (seat: Seat): Promise<string[]> =>
    (await seat.get<{ notices: { kind: string; ticket_id: string }[] }>('api/notices')).notices
      .filter(({ kind }) => kind === 'silent')
      .map(({ ticket_id }) => ticket_id);

  const answered = async (phone: Phone, words: string) => {
    const ana = await system().seat('ana@frontdesk.example');
    await ana.present('available');
    await phone.ask('I want to talk to a human');
    const { id } = await findTicket(ana, ({ state }) => state === 'offered', 'the offer');
    await takeOver(ana, id);
    const before = (await phone.received()).length;
    await ana.reply(id, words);
    await phone.next(before, 1, 'the answer');
    await until('that it is known to be answered', async () => (await ana.ticket(id)).answered);
    return { ana, id };
  };

  test('a customer who has not written for 72 h: who has their case is told, and it stays theirs', async () => {
    const phone = system().world.phone('+15550100704');
    const { id } = await answered(phone, 'Could you send me a picture of it?');
    await system().world.advance(71 * hour);
    const early = await system().seat('ana@frontdesk.example');
    expect(await noticed(early)).not.toContain(id);
    await system().world.advance(hour + minute);
    const late = await system().seat('ana@frontdesk.example');
    await until('the notice', async () => (await noticed(late)).includes(id));
    expect(await noticed(await system().seat('ben@frontdesk.example'))).not.toContain(id);
    expect(await late.ticket(id)).toMatchObject({ state: 'held' });
  }, 90_000);

  test('before the window ends who still waits is asked once whether we may write later, where the question asked first stands no longer', async () => {
    const phone = system().world.phone('+15550100705');
    const { ana, id } = await answered(phone, 'Which order is it?');
    // Meta's times are whole seconds, and who writes in that of the answer counts as answered
    await system().world.advance(minute);
    await phone.write('FD-10234');
    await until('that they wrote', async () => !(await ana.ticket(id)).answered);
    await system().world.advance(23.5 * hour + minute);
    const asked = async () => (await phone.received()).filter(({ text }) => /May we write to you here about it later/.test(text)).length;
    await until('the question', async () => (await asked()) === 1);
    await phone.write('yes');
    const late = await system().seat('ana@frontdesk.example');
    await until('the opt-in', async () => (await late.ticket(id)).consent === 'opt_in');
    expect(await asked()).toBe(1);
  }, 90_000);

  test('who may be written to is told by a template, once their window has ended, that somebody else takes over', async () => {
    const phone = system().world.phone('+15550100706');
    const ana = await system().seat('ana@frontdesk.example');
    await ana.present('available');
    await phone.ask('I want to talk to a human');
    const { id } = await findTicket(ana, ({ state }) => state === 'offered', 'the offer');
    await phone.write('yes');
    await until('the opt-in', async () => (await ana.ticket(id)).consent === 'opt_in');
    await takeOver(ana, id);
    const before = (await phone.received()).length;
    await system().world.advance(24 * hour + minute);
    const templates = async () => (await phone.received()).slice(before).filter(({ type }) => type === 'template').length;
    // they may be gone already: nobody has heard of them since the clock moved
    await (await system().seat('ana@frontdesk.example')).post(`tickets/${id}/transfer`, { from: 'ana', to: null }).catch(() => undefined);
    await until('the template', async () => (await templates()) === 1);
  }, 90_000);

  test('who is asked how it was chooses from a list: the rating is on the ticket, and a second choice is told that the list is closed', async () => {
    const phone = system().world.phone('+15550100708');
    const { ana, id } = await answered(phone, 'There you are.');
    const before = (await phone.received()).length;
    await ana.resolve(id);
    const [asked] = await phone.next(before, 1, 'the request');
    const { list } = asked as unknown as { list: { sections: { rows: { id: string }[] }[] } };
    expect(list.sections.flatMap(({ rows }) => rows.map((row) => row.id))).toEqual([5, 4, 3, 2, 1].map((rating) => `rating-${rating}`));
    await phone.send({ type: 'list', id: 'rating-4' });
    await until('the rating', async () => (await ana.ticket(id)).rating === 4);
    await phone.send({ type: 'list', id: 'rating-1' });
    const [closed] = await phone.next(before + 1, 1, 'the word on it');
    expect(closed!.text).toMatch(/no longer open/);
    expect(await ana.ticket(id)).toMatchObject({ state: 'resolved', rating: 4 });
  }, 90_000);

  test('many whose promise is at risk at once are one page an interval, each named once', async () => {
    const numbers = ['+15550100701', '+15550100702', '+15550100703'];
    await system().world.setClock(nextTuesdayMorning(await system().world.now()));
    const earlier = (await pages()).length;
    const lead = await system().seat('lena@frontdesk.example');
    const tickets = async () => {
      const { queue, mine, others } = await lead.queue();
      return [...queue, ...mine, ...others].map(({ id }) => id);
    };
    const known = await tickets();
    for (const number of numbers) await system().world.phone(number).ask('I want to talk to a human');
    const theirs = await until('their tickets', async () => {
      const opened = (await tickets()).filter((id) => !known.includes(id));
      return opened.length === numbers.length ? opened : undefined;
    });
    const since = async () => (await pages()).slice(earlier);
    await system().world.advance(56 * minute);
    await until('a page', async () => (await since()).length > 0);
    const named = async () =>
      (await since())
        .flatMap(({ body }) => body.calls?.map(({ ticket_id }) => ticket_id) ?? [body.ticket_id!])
        .filter((id) => theirs.includes(id));
    // whoever was found a moment later is in the next one, and those of the scenes before may come first
    await until('all of them named', async () => {
      if ((await named()).length === numbers.length) return true;
      await system().world.advance(5 * minute);
      return undefined;
    });
    expect(new Set(await named()).size).toBe(numbers.length);
    const times = (await since()).map(({ at }) => Date.parse(at));
    expect(times.slice(1).every((at, index) => at - times[index]! >= 5 * minute)).toBe(true);
  }, 90_000);

  test('what the bot has kept while the shop is away: they are asked before their window ends, and told in it that people have it', async () => {
    const phone = system().world.phone('+4915550100101');
    await phone.ask('Hi, where is my order FD-10234?');
    await system().world.fault({ name: 'shop_down', on: true });
    expect(saying(await phone.ask('FD-10234 2767'))).toMatch(/kept your question/);
    const before = (await phone.received()).length;
    const since = async () => saying((await phone.received()).slice(before));
    await system().world.advance(23.5 * hour + minute);
    await until('the question', async () => /May we write to you here about it later.*STOP/s.test(await since()));
    expect(await since()).not.toMatch(/our team/i);
    // the clock that moved made it due, and it is looked at once more
    await until(
      'that it is kept again',
      async () => (await query(system(), 'SELECT 1 FROM policy.held WHERE released_at IS NULL')).length > 0,
    );
    await system().world.advance(20 * minute);
    await until('that people have it', async () => /Our team will take it from here.*(ticket|colleague)/s.test(await since()));
    expect((await since()).match(/yes or no/g)).toHaveLength(1);
    await system().world.noFaults();
  }, 90_000);
});
