import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { clockTime } from './time.tsx';
import { mayLead } from '../domain/roles.ts';

export function AwayBanner() {
  return (
    <p className="banner away" role="status">
      No connection to the server. Trying again; what you have typed stays here.
    </p>
  );
}

/** While the bot is off everybody sees it, whatever they are doing. */
export function BotBanner() {
  const { desk } = useSeat();
  const { value: me } = useResource(desk.me);
  if (!me || me.switches.bot.on) return null;
  const { by_name: by, since, applied } = me.switches.bot;
  return (
    <div className="banner bot-off" role="alert">
      <b>The bot is off{applied ? '' : ' (taking effect)'}.</b>
      <span>
        Customers are acknowledged and queued for people{since ? `, since ${clockTime(since)}` : ''}
        {by ? `, switched off by ${by}` : ''}.
      </span>
      {mayLead(me.user.role) && <BotSwitch on={false} />}
    </div>
  );
}

export function BotSwitch({ on }: { on: boolean }) {
  const { desk } = useSeat();
  const { busy, run } = useAction();
  const set = (): Promise<void> =>
    run(async () => {
      await desk.client.command('switches', { switch: 'bot', scope: '*', on: !on });
      await desk.me.load();
    });
  return (
    <button type="button" className={on ? 'danger' : 'primary'} disabled={busy} onClick={() => void set()}>
      {on ? 'Switch the bot off' : 'Switch the bot on'}
    </button>
  );
}
