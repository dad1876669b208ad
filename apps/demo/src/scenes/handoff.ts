import { HttpError } from '../http.ts';
import { saying } from '../stage.ts';
import type { Stage } from '../stage.ts';
import type { Detail, Seat, Ticket } from '../console.ts';
import { until } from '../until.ts';
import { customer } from './first-contact.ts';

export const ana = 'ana@frontdesk.example';
export const ben = 'ben@frontdesk.example';
export const lena = 'lena@frontdesk.example';

/** The one ticket of a conversation that waits, or is held. */
export const findTicket = (seat: Seat, match: (ticket: Ticket) => boolean, what: string): Promise<Ticket> =>
  until(what, async () => {
    const { queue, mine, others } = await seat.queue();
    return [...queue, ...mine, ...others].find(match);
  });

/** Accepts, and waits until the console says "yours". */
export async function takeOver(seat: Seat, id: string): Promise<Detail> {
  await seat.accept(id);
  return until('the console to say "yours"', async () => {
    const ticket = await seat.ticket(id);
    return ticket.yours ? ticket : undefined;
  });
}

/** 5, at length: who is not understood three times in a row gets a person without asking for one. */
export async function notUnderstood(stage: Stage): Promise<void> {
  const lead = await stage.seat(lena);
  const phone = stage.phone('+15550100791');
  await phone.ask('florp zanty quib wobbledy');
  await phone.ask('glimp frandle noxy');
  await phone.ask('vorp snizzle quandry bip');
  const ticket = await findTicket(lead, (one) => one.reason === 'LOW_CONFIDENCE', 'the ticket of who was not understood');
  stage.check('who is not understood three times in a row gets a person', ticket.number !== '');
}

/** 6 cold: nobody is there. */
export async function coldHandoff(stage: Stage): Promise<void> {
  const lead = await stage.seat(lena);
  const phone = stage.phone('+15550100773');
  const text = saying(await phone.ask('I want to talk to a human'));
  const ticket = await findTicket(lead, (one) => one.mode === 'cold', 'a cold ticket in the queue');
  stage.check('the reply names the ticket', text.includes(ticket.number));
  stage.check('and an expected time', /\d{1,2}[:.]\d{2}/.test(text));
  const { transcript_url: permalink } = await lead.ticket(ticket.id);
  const path = new URL(permalink).pathname;
  stage.check('the permalink is never sent to the customer', !text.includes(path));
  stage.check('it is 404 for strangers', (await fetch(`${stage.system.url}${path}`)).status === 404);
  const opened = await lead.get<{ ticket_id: string }>(path.replace('/console/', 'api/'));
  stage.check('and opens for staff', opened.ticket_id === ticket.id);
}

/** 6 and 7 warm: an agent is there, takes the same thread, and hands it back. */
export async function warmHandoff(stage: Stage): Promise<void> {
  const [agent, other] = [await stage.seat(ana), await stage.seat(ben)];
  await agent.present('available');
  const phone = stage.phone(customer.phone);
  const acknowledged = saying(await phone.ask('I want to talk to a human'));
  stage.check('acknowledged at once, with an expected time', /\d/.test(acknowledged));
  stage.check('it asks whether we may write here after 24 hours', /24/.test(acknowledged) && /yes/i.test(acknowledged));
  const waiting = await findTicket(agent, (one) => one.mode === 'warm', 'a warm case in the queue');
  await phone.write('yes');
  const { tier, topic, priority, due_at: due } = waiting;
  stage.check('the case has tier, topic, priority and a due time', tier !== '' && topic !== '' && priority >= 1 && due > 0);
  await until('the opt-in', async () => (await agent.ticket(waiting.id)).consent === 'opt_in');
  stage.check('the yes is an opt-in', true);

  const [first, second] = await Promise.allSettled([agent.accept(waiting.id), other.accept(waiting.id)]);
  const loser = [first, second].find((one) => one.status === 'rejected');
  stage.check(
    'two accept at once: one wins, the other is told',
    loser !== undefined && loser.reason instanceof HttpError && loser.reason.status === 409,
  );
  const winner = first.status === 'fulfilled' ? agent : other;
  const held = await until('the console to say "yours"', async () => {
    const ticket = await winner.ticket(waiting.id);
    return ticket.yours ? ticket : undefined;
  });
  stage.check('who the customer is and how that was proved', held.identity?.level === 'order' && held.identity.method !== '');
  stage.check('the evidence', held.evidence.length > 0 || held.citations.length > 0);
  stage.check("the window's countdown", (held.window_ends_at ?? 0) > 0);
  const thread = await winner.thread(held.conversation_id);
  stage.check(
    'the whole transcript, opened',
    thread.some((line) => line.sender === 'customer' && line.text.includes('where is my order')),
  );
  stage.check(
    'with its ticks',
    thread.some((line) => line.sender === 'bot' && line.status === 'read'),
  );

  const before = (await phone.received()).length;
  await phone.write('??');
  await winner.reply(waiting.id, 'Hello, this is a person. Your parcel is with the carrier, I have just called them.');
  const answer = saying(await phone.next(before, 1, "the agent's answer"));
  stage.check('the agent\'s words arrive as written, "??" or not', answer.includes('I have just called them'));
  await winner.letGo(waiting.id, 'handBack');
  const again = saying(await askBot(stage, 'What are your opening hours?'));
  stage.check('after the hand-back the bot answers the next question', /\d{1,2}[:.]?\d{0,2}/.test(again) && /open|hours/i.test(again));
}

/** Asks, and waits for a message that is no mere notice about who speaks. */
async function askBot(stage: Stage, text: string) {
  const phone = stage.phone(customer.phone);
  const before = (await phone.received()).length;
  await phone.write(text);
  return until(`an answer to "${text}"`, async () => {
    const received = (await phone.received()).slice(before).filter((bubble) => /hours|open/i.test(bubble.text));
    return received.length > 0 ? received : undefined;
  });
}

/** 8: resolved, rated, closed; "thanks" starts nothing, a later question opens the next case without the old proof. */
export async function resolveAndRate(stage: Stage): Promise<void> {
  const agent = await stage.seat(ana);
  const phone = stage.phone(customer.phone);
  await phone.ask('Please let me talk to a human again');
  const ticket = await findTicket(
    agent,
    (one) => ['waiting', 'offered'].includes(one.state) && one.mode === 'warm',
    'the case in the queue',
  );
  await takeOver(agent, ticket.id);
  const before = (await phone.received()).length;
  await agent.letGo(ticket.id, 'resolve');
  // the word about who speaks may come after the console said "yours"
  const isRequest = ({ text }: { text: string }) => /1/.test(text) && /5/.test(text);
  const request = await until('the question for a rating', async () => (await phone.received()).slice(before).find(isRequest));
  stage.check('resolving asks for a rating', isRequest(request));
  await phone.write('5');
  await until('the rating to be recorded', async () => (await agent.ticket(ticket.id)).rating === 5);
  stage.check('the rating is recorded', true);
  const quiet = (await phone.received()).length;
  await phone.write('Thanks!');
  await phone.send({ type: 'reaction', message_id: (await phone.received()).at(-1)!.wamid, emoji: '👍' });
  const next = saying(await phone.ask(`Where is my order ${customer.orders[0]}?`));
  stage.check('"thanks" and a thumb start nothing', (await phone.received()).length === quiet + 1);
  stage.check('a later question is a new case, without the old proof', /postcode/i.test(next));
  stage.check('which says again who answers', /automated assistant/i.test(next));
}
