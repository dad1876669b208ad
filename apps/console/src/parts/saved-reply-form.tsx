import { useEffect, useRef } from 'react';
import type { Language } from '../api/saved-replies.ts';
import type { Quicker, ReplyEditing } from '../desk/use-saved-reply.ts';
import { isTouched, isWhole, languages, longestName, longestText, textsOf } from '../domain/saved-reply.ts';
import type { Edit } from '../domain/saved-reply.ts';

/** One saved reply, while it is made or changed. */
export function SavedReplyForm({ editing: { quicker, busy, change, leave, save }, edit }: { editing: ReplyEditing; edit: Edit }) {
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);
  return (
    <form
      className="saved-reply"
      aria-label={edit.of === 0 ? 'New saved reply' : `Change ${edit.before.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {quicker && <Newer quicker={quicker} />}
      <label>
        Name
        <input
          ref={name}
          maxLength={longestName}
          required
          readOnly={busy}
          value={edit.words.name}
          onChange={(event) => change({ name: event.target.value })}
        />
      </label>
      {Object.entries(languages).map(([language, title]) => (
        <label key={language}>
          {title}
          <textarea
            rows={3}
            lang={language}
            maxLength={longestText}
            readOnly={busy}
            value={edit.words[language as Language]}
            onChange={(event) => change({ [language]: event.target.value })}
          />
        </label>
      ))}
      <p className="quiet">A text in one language is enough: who is answered in the other gets it, and whoever picks it is told so.</p>
      <footer>
        <button type="submit" className="primary" disabled={busy || !isTouched(edit) || !isWhole(edit)}>
          {busy ? 'Saving…' : 'Save'}
        </button>
        <button type="button" className="plain" disabled={busy} onClick={leave}>
          Cancel
        </button>
      </footer>
    </form>
  );
}

function Newer({ quicker: { name, newer } }: { quicker: Quicker }) {
  if (!newer)
    return (
      <p className="note" role="alert">
        This was removed meanwhile, so nothing of yours was saved. Save again, and it is made anew.
      </p>
    );
  return (
    <div className="note" role="alert">
      <p>
        {name} has changed this meanwhile, so nothing of yours was saved. Yours stands here over theirs; save again to keep yours. Theirs:
      </p>
      <p>
        <b>{newer.name}</b>
      </p>
      {textsOf(newer).map(({ language, text }) => (
        <p key={language} className="says" lang={language}>
          {text}
        </p>
      ))}
    </div>
  );
}
