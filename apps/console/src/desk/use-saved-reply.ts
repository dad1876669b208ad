import { useState } from 'react';
import type { SavedReplies, SavedReply } from '../api/saved-replies.ts';
import { nameOf } from '../domain/failure.ts';
import { asKept, editOf, over } from '../domain/saved-reply.ts';
import type { Edit, Words } from '../domain/saved-reply.ts';
import { useSeat } from './context.ts';
import { useAction } from './use-action.ts';

/** Who was quicker, and what they made of it; undefined: they removed it. */
export interface Quicker {
  readonly name: string;
  readonly newer: SavedReply | undefined;
}

export interface ReplyEditing {
  readonly edit: Edit | undefined;
  readonly quicker: Quicker | undefined;
  readonly busy: boolean;
  /** undefined: a new one */
  readonly begin: (reply: SavedReply | undefined) => void;
  readonly change: (words: Partial<Words>) => void;
  readonly leave: () => void;
  readonly save: () => Promise<void>;
  readonly remove: (reply: SavedReply) => Promise<void>;
}

/** The saved reply that a lead makes or changes; it outlives a refusal, what colleagues save, and a look at something else. */
export function useSavedReply(): ReplyEditing {
  const { desk, say } = useSeat();
  const { busy, run } = useAction();
  const [edit, setEdit] = useState(desk.replyEdit);
  const [quicker, setQuicker] = useState<Quicker>();
  const set = (next: Edit | undefined): void => {
    desk.replyEdit = next;
    setEdit(next);
  };
  const leave = (): void => {
    set(undefined);
    setQuicker(undefined);
  };
  const again = async (name: string, mine: Edit): Promise<void> => {
    await desk.savedReplies.load();
    const newer = desk.savedReplies.state().value?.find(({ id }) => id === mine.id);
    setQuicker({ name, newer });
    set(over(newer, crypto.randomUUID(), mine));
  };
  const save = async (): Promise<void> => {
    if (!edit) return;
    await run(
      async () => {
        const { replies } = await desk.client.command<SavedReplies>(`saved-replies/${edit.id}`, asKept(edit));
        desk.savedReplies.update(() => replies);
        leave();
        say('Saved. Whoever answers can pick it now.');
      },
      ({ code, body }) => {
        if (code === 'CHANGED_MEANWHILE') void again(nameOf(body), edit);
        return code === 'CHANGED_MEANWHILE';
      },
    );
  };
  const remove = ({ id, version: of }: SavedReply): Promise<void> =>
    run(
      async () => {
        const { replies } = await desk.client.command<SavedReplies>(`saved-replies/${id}/remove`, { of });
        desk.savedReplies.update(() => replies);
      },
      ({ code }) => {
        if (code === 'CHANGED_MEANWHILE') void desk.savedReplies.load();
        return false;
      },
    );
  return {
    edit,
    quicker,
    busy,
    begin: (reply) => {
      setQuicker(undefined);
      set(editOf(reply, crypto.randomUUID()));
    },
    change: (words) => edit && set({ ...edit, words: { ...edit.words, ...words } }),
    leave,
    save,
    remove,
  };
}
