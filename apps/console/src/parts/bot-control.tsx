import { useState } from 'react';
import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { Confirm } from './confirm.tsx';

/** A lead's switch. Off asks once more, because every customer feels it. */
export function BotControl() {
  const { desk } = useSeat();
  const { value: me } = useResource(desk.me);
  const [asking, setAsking] = useState(false);
  const { busy, run } = useAction();
  if (!me) return null;
  const { on } = me.switches.bot;
  const set = (next: boolean): Promise<void> =>
    run(async () => {
      await desk.client.command('switches', { switch: 'bot', scope: '*', on: next });
      await desk.me.load();
    });
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        className="switch"
        disabled={busy}
        onClick={() => (on ? setAsking(true) : void set(true))}
      >
        <i aria-hidden="true" />
        Bot {on ? 'on' : 'off'}
      </button>
      {asking && (
        <Confirm
          title="Switch the bot off?"
          action="Switch off"
          danger
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void set(false);
          }}
        >
          Within 10 seconds it stops answering. Customers get an acknowledgement with an expected time, and every case goes to people.
        </Confirm>
      )}
    </>
  );
}
