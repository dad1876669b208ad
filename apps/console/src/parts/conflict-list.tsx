import { useState } from 'react';
import type { Conflict } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { conflictWords, judgementWords } from '../domain/conflicts.ts';
import type { Judgement } from '../domain/conflicts.ts';
import type { Route } from '../domain/route.ts';
import { Confirm } from './confirm.tsx';
import { PhoneNumber } from './phone-number.tsx';
import { ReadState } from './read-state.tsx';
import { fullTime } from './time.tsx';

/** Contacts that may be one person or two; for leads. */
export function ConflictList() {
  const { desk } = useSeat();
  const { value } = useResource(desk.conflicts);
  const state = <ReadState of={desk.conflicts} text="The list cannot be read at the moment." />;
  if (!value) return state;
  return (
    <section className="group" aria-label="Contacts to review">
      {state}
      {value.length === 0 && (
        <p className="quiet">Nothing to review. When a phone number turns up with another user id, somebody here decides whose it is.</p>
      )}
      <ul>
        {value.map((conflict) => (
          <ConflictItem key={conflict.id} conflict={conflict} />
        ))}
      </ul>
    </section>
  );
}

const placeOf = ({ ticket_id: ticket, conversation_id: conversation }: Conflict['people'][number]): Route =>
  ticket ? { at: 'ticket', id: ticket } : { at: 'conversation', id: conversation ?? '' };

function ConflictItem({ conflict }: { conflict: Conflict }) {
  const { desk, go } = useSeat();
  const { busy, run } = useAction();
  const [asking, setAsking] = useState<Judgement>();
  const judge = (decision: Judgement): Promise<void> =>
    run(async () => {
      await desk.client.command(`conflicts/${conflict.id}/judge`, { decision });
      await desk.conflicts.load();
    });
  return (
    <li className="item conflict" data-conflict={conflict.id}>
      <p className="line">
        <b>{conflictWords(conflict.outcome)}</b>
        <span className="reason">{fullTime(conflict.found_at)}</span>
      </p>
      <ul>
        {conflict.people.map((person, index) => (
          <li key={person.conversation_id ?? index}>
            <div className="line">
              <span className="name">{person.name ?? 'No name'}</span>
              {person.conversation_id && (
                <button type="button" className="ghost" onClick={() => go(placeOf(person))}>
                  Open
                </button>
              )}
            </div>
            <PhoneNumber
              key={`${person.conversation_id} ${person.phone}`}
              conversationId={person.conversation_id ?? ''}
              masked={person.phone}
            />
          </li>
        ))}
      </ul>
      {conflict.decision ? (
        <p className="quiet">
          {conflict.decided_by_name}: {judgementWords(conflict)[conflict.decision].action.toLowerCase()} (taking effect)
        </p>
      ) : (
        <div className="item-foot">
          {(['same', 'different'] as const).map((decision) => (
            <button key={decision} type="button" disabled={busy} onClick={() => setAsking(decision)}>
              {judgementWords(conflict)[decision].action}
            </button>
          ))}
        </div>
      )}
      {asking && (
        <Confirm
          title={`${judgementWords(conflict)[asking].action}?`}
          action={judgementWords(conflict)[asking].action}
          danger
          onCancel={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined);
            void judge(asking);
          }}
        >
          {judgementWords(conflict)[asking].consequence}
        </Confirm>
      )}
    </li>
  );
}
