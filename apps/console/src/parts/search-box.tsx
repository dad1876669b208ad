import { useEffect, useRef, useState } from 'react';

/** Asks what to look for. A slash brings the keyboard here, Escape leaves the search. */
export function SearchBox({ onSearch, onLeave }: { onSearch: (query: string) => void; onLeave: () => void }) {
  const [query, setQuery] = useState('');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const slash = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener('keydown', slash);
    return () => window.removeEventListener('keydown', slash);
  }, []);
  const leave = (): void => {
    setQuery('');
    onLeave();
  };
  return (
    <search>
      <form
        className="search-box"
        onSubmit={(event) => {
          event.preventDefault();
          if (query.trim() !== '') onSearch(query.trim());
        }}
      >
        <input
          ref={box}
          type="search"
          aria-label="Search conversations"
          placeholder="Words, case or order"
          title="Words that were said, a case, an order, the id of a conversation; compliance: a whole phone number. Press / to come here."
          maxLength={200}
          autoComplete="off"
          value={query}
          onChange={(event) => (event.target.value === '' ? leave() : setQuery(event.target.value))}
          onKeyDown={(event) => event.key === 'Escape' && leave()}
        />
        <button type="submit" disabled={query.trim() === ''}>
          Search
        </button>
      </form>
    </search>
  );
}
