import { useState } from 'react';
import type { SwitchName } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useSwitch } from '../desk/use-switch.ts';
import { isReason, scopesOf, scopeWords, switchWords } from '../domain/switches.ts';
import { Confirm } from './confirm.tsx';

/** A lead's switch. Off asks once more, and why, because every customer feels it. */
export function SwitchControl({ name }: { name: SwitchName }) {
  const { desk } = useSeat();
  const { value: me } = useResource(desk.me);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [scope, setScope] = useState('*');
  const { busy, turn } = useSwitch(name);
  const state = me?.switches[name];
  if (!me || !state) return null;
  const { on } = state;
  const words = switchWords[name];
  const scopes = scopesOf(name, me);
  const close = (): void => {
    setAsking(false);
    setReason('');
    setScope('*');
  };
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        className="switch"
        disabled={busy}
        onClick={() => (on ? setAsking(true) : void turn({ on: true }))}
      >
        <i aria-hidden="true" />
        {on ? words.on : words.off}
      </button>
      {asking && (
        <Confirm
          title={words.title}
          action="Switch off"
          danger
          ready={isReason(reason)}
          onCancel={close}
          onConfirm={() => {
            close();
            void turn({ on: false, scope, reason });
          }}
        >
          {scopes.length > 1 && (
            <label className="reason">
              For what?
              <select value={scope} onChange={(event) => setScope(event.target.value)}>
                {scopes.map((one) => (
                  <option key={one} value={one}>
                    {scopeWords(one)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <p>{scope === '*' ? words.consequence : words.consequenceThere}</p>
          <label className="reason">
            Why? Everybody here reads it; no names of customers.
            <input maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
        </Confirm>
      )}
    </>
  );
}
