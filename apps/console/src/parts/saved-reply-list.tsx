import { useEffect, useRef, useState } from 'react';
import type { SavedReply } from '../api/saved-replies.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useSavedReply } from '../desk/use-saved-reply.ts';
import { languages, textsOf } from '../domain/saved-reply.ts';
import { Confirm } from './confirm.tsx';
import { ReadState } from './read-state.tsx';
import { SavedReplyForm } from './saved-reply-form.tsx';
import { fullTime } from './time.tsx';

/** Texts that whoever answers picks from; one is made or changed at a time. */
export function SavedReplyList() {
  const { desk } = useSeat();
  const { value } = useResource(desk.savedReplies);
  const editing = useSavedReply();
  const { edit, busy, begin, remove } = editing;
  const [leaving, setLeaving] = useState<SavedReply>();
  const start = useRef<HTMLButtonElement>(null);
  const isEditing = edit !== undefined;
  const wasEditing = useRef(isEditing);
  // The form is gone, and the focus with it.
  useEffect(() => {
    if (wasEditing.current && !isEditing && document.activeElement === document.body) start.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  return (
    <section aria-labelledby="saved-replies">
      <h3 id="saved-replies">Saved replies</h3>
      <p className="quiet">
        Whoever answers picks one by its name, with “/” in the empty box, and may change it before they send it. It is taken as it stands
        here: no blanks are filled in, and names of customers do not belong in it.
      </p>
      <ReadState of={desk.savedReplies} text="The saved replies cannot be read at the moment." lines={3} />
      {value && (
        <ul className="saved-replies" aria-labelledby="saved-replies">
          {value.map((one) =>
            one.id === edit?.id ? (
              <li key={one.id}>
                <SavedReplyForm editing={editing} edit={edit} />
              </li>
            ) : (
              <li key={one.id}>
                <div className="name">
                  <b>{one.name}</b>
                  <span className="quiet">
                    {one.by_name}, <time dateTime={new Date(one.at).toISOString()}>{fullTime(one.at)}</time>
                  </span>
                  <span className="actions">
                    <button
                      type="button"
                      className="plain"
                      aria-label={`Change ${one.name}`}
                      disabled={isEditing}
                      onClick={() => begin(one)}
                    >
                      Change
                    </button>
                    <button
                      type="button"
                      className="plain"
                      aria-label={`Remove ${one.name}`}
                      disabled={isEditing || busy}
                      onClick={() => setLeaving(one)}
                    >
                      Remove
                    </button>
                  </span>
                </div>
                {textsOf(one).map(({ language, text }) => (
                  <p key={language} className="says" lang={language}>
                    <span className="quiet" lang="en">
                      {languages[language]}
                    </span>{' '}
                    {text}
                  </p>
                ))}
              </li>
            ),
          )}
          {edit && !value.some(({ id }) => id === edit.id) && (
            <li>
              <SavedReplyForm editing={editing} edit={edit} />
            </li>
          )}
        </ul>
      )}
      {value && (
        <button ref={start} type="button" className="start" disabled={isEditing} onClick={() => begin(undefined)}>
          New saved reply
        </button>
      )}
      {leaving && (
        <Confirm
          title={`Remove “${leaving.name}”?`}
          action="Remove"
          danger
          onCancel={() => setLeaving(undefined)}
          onConfirm={() => {
            setLeaving(undefined);
            void remove(leaving);
          }}
        >
          Nobody can pick it any more. What was written with it stays as it is.
        </Confirm>
      )}
    </section>
  );
}
