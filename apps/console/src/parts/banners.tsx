import type { Stop } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useSwitch } from '../desk/use-switch.ts';
import { mayLead } from '../domain/roles.ts';
import { byWhom, partWords, stopsOf, switchWords } from '../domain/switches.ts';
import { clockTime } from './time.tsx';

export function AwayBanner() {
  return (
    <p className="banner away" role="status">
      No connection to the server. Trying again; what you have typed stays here.
    </p>
  );
}

/** While a switch is off, for all or for a part, everybody sees it, and why, whatever they are doing. */
export function SwitchBanners() {
  const { desk } = useSeat();
  const { value: me } = useResource(desk.me);
  if (!me) return null;
  const off = stopsOf(me);
  if (off.length === 0) return null;
  return (
    <div className="stops">
      {off.map((stop) => (
        <SwitchBanner key={`${stop.switch} ${stop.scope}`} stop={stop} mayTurn={mayLead(me.user.role)} />
      ))}
    </div>
  );
}

function SwitchBanner({ stop, mayTurn }: { stop: Stop; mayTurn: boolean }) {
  const { switch: name, scope, since, applied, reason } = stop;
  const { busy, turn } = useSwitch(name);
  const words = switchWords[name];
  const part = partWords(name, scope);
  return (
    <div className="banner switched-off" role="alert">
      <b>
        {words.banner}
        {part}
        {applied ? '' : ' (taking effect)'}.
      </b>
      <span>
        {words.meanwhile}
        {since ? `, since ${clockTime(since)}` : ''}
        {byWhom(stop)}
        {reason ? `: ${reason}` : ''}
      </span>
      {mayTurn && (
        <button
          type="button"
          className="primary"
          aria-label={`${words.again}${part}`}
          disabled={busy}
          onClick={() => void turn({ on: true, scope })}
        >
          {words.again}
        </button>
      )}
    </div>
  );
}
