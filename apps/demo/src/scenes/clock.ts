import { demoCustomers } from '@frontdesk/twin';
import { saying } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { ana, findTicket, lena, takeOver } from './handoff.ts';

const hour = 60 * 60 * 1000;

/** 9: the window closes on an agent. */
export async function windowCloses(stage: Stage): Promise<void> {
  const agent = await stage.seat(ana);
  await agent.present('available');
  const withOptIn = stage.phone('+15550100774');
  await withOptIn.ask('Can I speak to a real person please?');
  await withOptIn.write('yes');
  const ticket = await findTicket(
    agent,
    (one) => ['waiting', 'offered'].includes(one.state) && one.mode === 'warm',
    'the case in the queue',
  );
  await until('the opt-in', async () => (await agent.ticket(ticket.id)).consent === 'opt_in');
  await takeOver(agent, ticket.id);
  await stage.world.advance(24 * hour + 60_000);
  await (await stage.seat(ana)).present('available');
  const draft = await agent.reply(ticket.id, 'Good news, your order has left our warehouse.');
  const refused = await until('the refusal', async () =>
    (await agent.ticket(ticket.id)).drafts.find((one) => one.id === draft.id && one.status === 'refused'),
  );
  stage.check('after 24 hours free text comes back as a draft with the reason', refused.reason === 'WINDOW_CLOSED');
  stage.check('and the approved template is offered', refused.offered_template !== null);
  const before = (await withOptIn.received()).length;
  const { name, language, variables } = refused.offered_template!;
  await agent.template(ticket.id, { name, language, variables: Array.from({ length: variables }, () => 'your request') });
  // What was under way when the clock moved may still arrive between these.
  stage.check(
    'the template arrives',
    await until('the template', async () => (await withOptIn.received()).slice(before).some((one) => one.type === 'template')),
  );
  const written = (await withOptIn.received()).length;
  await withOptIn.write('I am here');
  await until('the open window', async () => ((await agent.ticket(ticket.id)).window_ends_at ?? 0) > (await stage.world.now()));
  await agent.reply(ticket.id, 'Your order has left our warehouse.');
  stage.check(
    'after the customer wrote, free text passes',
    await until("the agent's text", async () =>
      saying((await withOptIn.received()).slice(written)).includes('Your order has left our warehouse'),
    ),
  );
  await agent.letGo(ticket.id, 'resolve');

  const without = stage.phone('+15550100779');
  await without.ask('Can I speak to a real person please?');
  const second = await findTicket(
    agent,
    (one) => one.id !== ticket.id && ['waiting', 'offered'].includes(one.state) && one.mode === 'warm',
    'the second case',
  );
  await takeOver(agent, second.id);
  await stage.world.advance(24 * hour + 60_000);
  const later = await stage.seat(ana);
  const unsent = await later.reply(second.id, 'Are you still there?');
  const told = await until('the refusal', async () =>
    (await later.ticket(second.id)).drafts.find((one) => one.id === unsent.id && one.status === 'refused'),
  );
  stage.check('without an opt-in the other channel is offered instead', told.offered_template === null && told.other_channel !== null);
}

/** 10: nobody accepts; the watcher tells support-p1 once. And a VIP goes to a person by rule. */
export async function nobodyAccepts(stage: Stage): Promise<void> {
  const lead = await stage.seat(lena);
  const phone = stage.phone('+15550100775');
  const seen = (await stage.world.outbox()).length;
  // an earlier case may come back to the queue meanwhile: its owner has not been heard of since the clock moved
  const { now: began } = await lead.queue();
  await phone.ask('human please');
  const ticket = await findTicket(lead, (one) => one.opened_at >= began, 'the ticket');
  const { now } = await lead.queue();
  await stage.world.advance(Math.max(ticket.due_at - now - 30_000, 0));
  const again = await stage.seat(lena); // the clock moved past what a session may be idle
  await until('the notice', async () => {
    const { notices } = await again.get<{ notices: { kind: string; ticket_id: string }[] }>('api/notices');
    return notices.some((one) => one.kind === 'support-p1' && one.ticket_id === ticket.id);
  });
  stage.check('support-p1 is notified in the console', true);
  // a team is paged once in five minutes: where an earlier case had it called at the same time, this one is in the next page
  await stage.world.advance(5 * 60_000);
  const notified = await until('the webhook', async () => {
    const sent = (await stage.world.outbox()).slice(seen).filter((one) => JSON.stringify(one).includes(ticket.id));
    return sent.length > 0 ? sent : undefined;
  });
  stage.check('and on a webhook, once', notified.length === 1);

  const vip = demoCustomers.find((one) => one.tier === 'vip')!;
  await stage.phone(vip.phone).ask('Hello, where is my parcel?');
  await findTicket(again, (one) => one.reason === 'VIP', "the VIP's ticket");
  stage.check('a VIP goes to a person by rule', true);
}
