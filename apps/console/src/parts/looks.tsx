import { useState } from 'react';
import { useResource, useSeat } from '../desk/context.ts';
import { lookWords } from '../domain/words.ts';
import { ReadState } from './read-state.tsx';
import { Section } from './section.tsx';
import { fullTime } from './time.tsx';

const few = 5;

/** Which colleagues read this conversation, or saw what is masked. */
export function Looks({ conversationId }: { conversationId: string }) {
  const { desk } = useSeat();
  const resource = desk.looks(conversationId);
  const { value } = useResource(resource);
  const [all, setAll] = useState(false);
  return (
    <Section title="Who looked">
      <ReadState of={resource} text="Who looked cannot be read at the moment." lines={2} />
      {value?.length === 0 && <p className="quiet">Nobody yet.</p>}
      <ul className="lines">
        {value?.slice(0, all ? undefined : few).map((look) => (
          <li key={look.id}>
            {look.by_name} {lookWords(look.what)} <span className="quiet">{fullTime(look.at)}</span>
          </li>
        ))}
      </ul>
      {value && value.length > few && !all && (
        <button type="button" className="plain" onClick={() => setAll(true)}>
          Show all {value.length}
        </button>
      )}
    </Section>
  );
}
