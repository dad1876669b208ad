import type { SwitchName } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useSwitch } from '../desk/use-switch.ts';
import { mayLead } from '../domain/roles.ts';
import { switchWords } from '../domain/switches.ts';
import { clockTime } from './time.tsx';

export function AwayBanner() {
  return (
    <p className="banner away" role="status">
      No connection to the server. Trying again; what you have typed stays here.
    </p>
  );
}

/** While a switch is off everybody sees it, and why, whatever they are doing. */
export function SwitchBanner({ name }: { name: SwitchName }) {
  const { desk } = useSeat();
  const { value: me } = useResource(desk.me);
  const { busy, turn } = useSwitch(name);
  if (!me || me.switches[name].on) return null;
  const { by_name: by, since, applied, reason } = me.switches[name];
  const words = switchWords[name];
  return (
    <div className="banner switched-off" role="alert">
      <b>
        {words.banner}
        {applied ? '' : ' (taking effect)'}.
      </b>
      <span>
        {words.meanwhile}
        {since ? `, since ${clockTime(since)}` : ''}
        {by ? `, switched off by ${by}` : ''}
        {reason ? `: ${reason}` : ''}
      </span>
      {mayLead(me.user.role) && (
        <button type="button" className="primary" disabled={busy} onClick={() => void turn(true)}>
          {words.again}
        </button>
      )}
    </div>
  );
}
