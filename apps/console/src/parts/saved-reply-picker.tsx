import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Language, SavedReply } from '../api/saved-replies.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { languages, named, textFor } from '../domain/saved-reply.ts';
import { ReadState } from './read-state.tsx';

interface Props {
  locale: Language;
  onPick: (reply: SavedReply) => void;
  /** @param typed what stands in the field by then */
  onLeave: (typed: string) => void;
}

/** Finds a saved reply by its name, with the keyboard or the pointer. It sends nothing: what is picked stands in the box. */
export function SavedReplyPicker({ locale, onPick, onLeave }: Props) {
  const { desk } = useSeat();
  const { value } = useResource(desk.savedReplies);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const current = useRef<HTMLLIElement>(null);
  const found = named(value ?? [], typed);
  const marked = Math.min(at, found.length - 1);
  useEffect(() => field.current?.focus(), []);
  // what it returns, a promise in newer browsers, is no clean-up
  useEffect(() => void current.current?.scrollIntoView({ block: 'nearest' }), [marked]);

  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    const chosen = found[marked];
    if (step !== undefined) setAt((marked + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Escape') onLeave(typed);
    else if (chosen) onPick(chosen);
  };
  return (
    <div className="picker">
      <label>
        Saved reply
        <input
          ref={field}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls="saved-reply-options"
          aria-activedescendant={found.length > 0 ? `saved-reply-${found[marked]!.id}` : undefined}
          aria-autocomplete="list"
          placeholder="Its name; Enter takes it, Escape goes back"
          value={typed}
          onKeyDown={key}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
        />
      </label>
      <div className="options">
        <ReadState of={desk.savedReplies} text="The saved replies cannot be read at the moment." lines={3} />
        {value && found.length === 0 && (
          <p className="quiet" role="status">
            {value.length === 0 ? 'There are none yet: a lead makes them, under Settings.' : 'None has this in its name.'}
          </p>
        )}
        <ul id="saved-reply-options" role="listbox" aria-label="Saved replies">
          {found.map((one, index) => {
            const { language, text } = textFor(one, locale);
            return (
              <li
                key={one.id}
                id={`saved-reply-${one.id}`}
                ref={index === marked ? current : undefined}
                role="option"
                aria-selected={index === marked}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onPick(one)}
              >
                <b>{one.name}</b>
                {language !== locale && <span className="note"> in {languages[language]} only</span>}
                <span className="quiet" lang={language}>
                  {text}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
