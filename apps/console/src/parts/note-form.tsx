import { useEffect, useRef, useState } from 'react';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { writeNote } from '../desk/write.ts';
import { longestNote } from '../domain/note.ts';

interface Props {
  conversationId: string;
  onDone: () => void;
}

/** Apart from the box for answers, and looking different, so that nobody takes one for the other. */
export function NoteForm({ conversationId, onDone }: Props) {
  const seat = useSeat();
  const { notes } = seat.desk;
  const { busy, run } = useAction();
  const [text, setText] = useState(notes.get(conversationId) ?? '');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const change = (value: string): void => {
    notes.set(conversationId, value);
    setText(value);
  };
  const done = (): void => {
    notes.delete(conversationId);
    onDone();
  };
  const add = (): Promise<void> =>
    run(async () => {
      await writeNote(seat, conversationId, text);
      done();
    });
  return (
    <form
      className="note-form"
      aria-label="Internal note"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label>
        <span>
          <b>Internal note</b> · only colleagues see it, the customer does not
        </span>
        <textarea
          ref={area}
          rows={2}
          maxLength={longestNote}
          value={text}
          readOnly={busy}
          onChange={(event) => change(event.target.value)}
        />
      </label>
      <footer>
        <button type="submit" disabled={busy || text.trim() === ''}>
          {busy ? 'Adding…' : 'Add note'}
        </button>
        <button type="button" className="plain" disabled={busy} onClick={done}>
          Cancel
        </button>
      </footer>
    </form>
  );
}
