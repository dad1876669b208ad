import type { Presence } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { presenceWords } from '../domain/words.ts';

const choices: Presence[] = ['available', 'away', 'off'];

export function PresenceSwitch() {
  const { desk } = useSeat();
  const { value: me } = useResource(desk.me);
  const { busy, run } = useAction();
  if (!me) return null;
  const set = (presence: Presence): Promise<void> =>
    run(async () => {
      const answer = await desk.client.command<{ presence: Presence }>('presence', { presence });
      desk.me.update((before) => ({ ...before, presence: answer.presence }));
    });
  return (
    <div className="segments" role="radiogroup" aria-label="Your presence">
      {choices.map((presence) => (
        <button
          key={presence}
          type="button"
          role="radio"
          aria-checked={me.presence === presence}
          disabled={busy}
          className={`presence-${presence}`}
          onClick={() => void set(presence)}
        >
          {presenceWords(presence)}
        </button>
      ))}
    </div>
  );
}
