import { useState } from 'react';
import type { Presence } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { offWords } from '../domain/leaving.ts';
import { presenceWords } from '../domain/words.ts';
import { Confirm } from './confirm.tsx';

const choices: Presence[] = ['available', 'away', 'off'];

export function PresenceSwitch() {
  const { desk } = useSeat();
  const { value: me } = useResource(desk.me);
  const { busy, run } = useAction();
  const { value: queue } = useResource(desk.queue);
  const [asking, setAsking] = useState<string>();
  if (!me) return null;
  const set = (presence: Presence): Promise<void> =>
    run(async () => {
      const answer = await desk.client.command<{ presence: Presence }>('presence', { presence });
      desk.me.update((before) => ({ ...before, presence: answer.presence }));
    });
  const choose = (presence: Presence): void => {
    const lost = presence === 'off' ? offWords(queue?.mine ?? []) : undefined;
    if (lost) setAsking(lost);
    else void set(presence);
  };
  return (
    <>
      <div className="segments" role="radiogroup" aria-label="Your presence">
        {choices.map((presence) => (
          <button
            key={presence}
            type="button"
            role="radio"
            aria-checked={me.presence === presence}
            disabled={busy}
            className={`presence-${presence}`}
            onClick={() => choose(presence)}
          >
            {presenceWords(presence)}
          </button>
        ))}
      </div>
      {asking && (
        <Confirm
          title="Go off?"
          action="Go off"
          danger
          onCancel={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined);
            void set('off');
          }}
        >
          <p>{asking}</p>
        </Confirm>
      )}
    </>
  );
}
