import type { SwitchName } from '../api/types.ts';
import { useSeat } from './context.ts';
import { useAction } from './use-action.ts';

interface Turn {
  readonly on: boolean;
  /** "*": all of it */
  readonly scope?: string;
  readonly reason?: string;
}

/** Turns one of a lead's switches for everybody. */
export function useSwitch(name: SwitchName): { readonly busy: boolean; readonly turn: (turn: Turn) => Promise<void> } {
  const { desk } = useSeat();
  const { busy, run } = useAction();
  const turn = ({ on, scope = '*', reason = '' }: Turn): Promise<void> =>
    run(async () => {
      await desk.client.command('switches', { switch: name, scope, on, reason });
      await desk.me.load();
    });
  return { busy, turn };
}
