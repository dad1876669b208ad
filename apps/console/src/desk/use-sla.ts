import { useState } from 'react';
import { nameOf } from '../domain/failure.ts';
import { edited, latest, noEdits } from '../domain/sla.ts';
import type { Edits } from '../domain/sla.ts';
import type { SlaPolicy, SlaSettings } from '../api/sla.ts';
import { useAction } from './use-action.ts';
import { useSeat } from './context.ts';

export interface SlaDraft {
  readonly edits: Edits;
  /** as it would be saved */
  readonly policy: SlaPolicy;
  /** fields that the server refused the last time */
  readonly refused: readonly string[];
  /** who has changed it meanwhile, and was told of first */
  readonly quicker: string | undefined;
  readonly busy: boolean;
  readonly change: (edits: Edits) => void;
  /** @returns whether it was saved */
  readonly save: (reason: string) => Promise<boolean>;
}

/** What somebody changes of the SLA policy; it outlives a refusal, what colleagues save, and a look at something else. */
export function useSla(settings: SlaSettings): SlaDraft {
  const { desk, say } = useSeat();
  const { busy, run } = useAction();
  const [edits, setEdits] = useState(desk.slaEdits);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [quicker, setQuicker] = useState<string>();
  const policy = edited(latest(settings), edits);
  const change = (next: Edits): void => {
    desk.slaEdits = next;
    setEdits(next);
    setRefused([]);
    if (next === noEdits) setQuicker(undefined);
  };
  const save = async (reason: string): Promise<boolean> => {
    let saved = false;
    await run(
      async () => {
        const of = settings.revisions[0]?.revision ?? 0;
        const answer = await desk.client.command<SlaSettings>('settings/sla', { of, policy, reason });
        desk.sla.update(() => answer);
        change(noEdits);
        saved = true;
        say('Saved. It holds in a few seconds, for what begins then.');
      },
      ({ code, body }) => {
        if (code === 'CHANGED_MEANWHILE') {
          setQuicker(nameOf(body));
          void desk.sla.load();
          return true;
        }
        if (code === 'BAD_REQUEST') setRefused(body['fields'] as string[]);
        return code === 'BAD_REQUEST';
      },
    );
    return saved;
  };
  return { edits, policy, refused, quicker, busy, change, save };
}
