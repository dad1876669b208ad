import { saying } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { lena } from './handoff.ts';

/** 11: STOP ends what the business starts, and nothing else. */
export async function stop(stage: Stage): Promise<void> {
  const phone = stage.phone('+15550100776');
  await phone.ask('What is your returns policy?');
  const confirmed = saying(await phone.ask('STOP'));
  stage.check('STOP is confirmed', /start/i.test(confirmed));
  const answered = saying(await phone.ask('What are your opening hours?'));
  stage.check('a question after it is answered', /open|hours/i.test(answered));
  stage.check('it was confirmed once', (await phone.received()).length === 3);
}

/** 12: a lead switches the bot off, and on again. */
export async function botOff(stage: Stage): Promise<void> {
  const lead = await stage.seat(lena);
  await lead.bot(false);
  await until(
    'the switch to be in force',
    async () => {
      const { switches } = await lead.get<{ switches: { bot: { on: boolean; applied: boolean } } }>('api/me');
      return !switches.bot.on && switches.bot.applied;
    },
    10_000,
  );
  stage.check('the bot is off within 10 s, and the console says so', true);
  const phone = stage.phone('+15550100777');
  const before = new Set((await lead.queue()).queue.map((one) => one.id));
  const text = saying(await phone.ask('What is your returns policy?'));
  stage.check('it only acknowledges', /\d/.test(text) && !/https:\/\/\S*return/.test(text));
  const ticket = await until('the ticket', async () => (await lead.queue()).queue.find((one) => !before.has(one.id)));
  stage.check('and queues for people', ticket.reason === 'BOT_OFF');
  await lead.bot(true);
  await until(
    'the switch to be in force',
    async () => {
      const { switches } = await lead.get<{ switches: { bot: { on: boolean; applied: boolean } } }>('api/me');
      return switches.bot.on && switches.bot.applied;
    },
    10_000,
  );
  const answered = saying(await stage.phone('+15550100778').ask('What is your returns policy?'));
  const switched = await until('the audit rows', async () => {
    const rows = (await stage.decisions('account:*')).filter((row) => row.event_type === 'SwitchChanged');
    return rows.length >= 2 ? rows : undefined;
  });
  stage.check(
    'who switched it is on record',
    switched.every((row) => row.actor === 'lead:lena'),
  );
  stage.check('on again, it answers', /https:\/\/\S+/.test(answered) && /return/i.test(answered));
}
