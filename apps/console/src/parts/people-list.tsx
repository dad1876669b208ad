import { useState } from 'react';
import type { People, Serving } from '../api/people.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { limitOf, loadWords } from '../domain/case-limit.ts';
import { presenceWords } from '../domain/words.ts';
import { ReadState } from './read-state.tsx';

/** Who answers customers, and how many cases each may hold; for leads. */
export function PeopleList() {
  const { desk } = useSeat();
  const { value } = useResource(desk.people);
  const state = <ReadState of={desk.people} text="Who answers customers cannot be read at the moment." />;
  if (!value) return state;
  return (
    <section className="group" aria-label="People">
      {state}
      <p className="quiet">
        {value.people.length === 0
          ? 'Nobody who answers customers has signed in yet.'
          : 'Whoever holds as many cases as they may is offered no other, and loses none.'}
      </p>
      <ul>
        {value.people.map((one) => (
          <Person key={one.id} one={one} all={value} />
        ))}
      </ul>
    </section>
  );
}

function Person({ one, all }: { one: Serving; all: People }) {
  const { desk } = useSeat();
  const { busy, run } = useAction();
  const [typed, setTyped] = useState<string>();
  const own = one.own_limit === null ? '' : String(one.own_limit);
  const cases = limitOf(typed ?? own);
  const set = (): Promise<void> =>
    run(async () => {
      const answer = await desk.client.command<People>(`people/${encodeURIComponent(one.id)}/limit`, { cases });
      desk.people.update(() => answer);
      setTyped(undefined);
    });
  return (
    <li className="item person" data-person={one.id}>
      <p className="line">
        <b className="name">{one.name}</b>
        <span className="reason">{one.standing === 'full' ? 'Full' : presenceWords(one.standing)}</span>
      </p>
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          if (cases !== undefined) void set();
        }}
      >
        <span className="name quiet">{loadWords(one, all)}</span>
        <input
          aria-label={`Case limit of ${one.name}`}
          aria-invalid={cases === undefined}
          inputMode="numeric"
          size={4}
          maxLength={3}
          placeholder={String(all.case_limit)}
          title="0 to 100; empty: as many as everybody"
          value={typed ?? own}
          readOnly={busy}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" disabled={busy || cases === undefined || cases === one.own_limit}>
          Set limit
        </button>
      </form>
    </li>
  );
}
