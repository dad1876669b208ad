import { useState } from 'react';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { mayUnmask } from '../domain/roles.ts';

interface Props {
  conversationId: string;
  /** null: WhatsApp hides it, or it is not kept any more */
  masked: string | null;
}

/** A customer's number, masked. Who has the right may see all of it, which is on record; it is gone with this part of the page. */
export function PhoneNumber({ conversationId, masked }: Props) {
  const { desk, user } = useSeat();
  const { busy, run } = useAction();
  const [whole, setWhole] = useState<string>();
  const show = (): Promise<void> => run(async () => setWhole(await desk.phone(conversationId)));
  return (
    <span className="phone-number">
      <span className="number" aria-live="polite">
        {whole ?? masked ?? 'hidden'}
      </span>
      {masked !== null && mayUnmask(user.role) && (
        <button
          type="button"
          className="plain"
          disabled={busy}
          title={whole ? undefined : 'It is recorded that you looked'}
          onClick={() => (whole ? setWhole(undefined) : void show())}
        >
          {whole ? 'Hide' : 'Show number'}
        </button>
      )}
    </span>
  );
}
