import type { Route } from '../domain/route.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { mayTakeOver } from '../domain/roles.ts';
import { conversationWords } from '../domain/words.ts';
import { More } from './more.tsx';
import { ReadState } from './read-state.tsx';
import { WindowLeft, fullTime } from './time.tsx';

/** Every conversation, the bot's too; for those who watch over all. */
export function ConversationList({ route }: { route: Route }) {
  const { desk, go, user } = useSeat();
  const { value: part } = useResource(desk.conversations.part);
  const state = <ReadState of={desk.conversations.part} text="The conversations cannot be read at the moment." />;
  if (!part) return state;
  const value = part.items;
  return (
    <section className="group" aria-label="All conversations">
      {state}
      {value.length === 0 && (
        <p className="quiet">
          No customer has written yet. The bot's conversations appear here too{mayTakeOver(user.role) && ', and you can take them over'}.
        </p>
      )}
      <ul>
        {value.map((one) => {
          const to: Route = one.ticket_id ? { at: 'ticket', id: one.ticket_id } : { at: 'conversation', id: one.conversation_id };
          const { who, rest } = conversationWords(one);
          const current = to.at === route.at && to.id === route.id;
          return (
            <li key={one.conversation_id} className={current ? 'item current' : 'item'} data-conversation={one.conversation_id}>
              <button type="button" className="item-open" aria-current={current ? 'true' : undefined} onClick={() => go(to)}>
                <span className="line">
                  <b>{who}</b>
                  <span className="reason">
                    {rest && `${rest} · `}case {one.case}
                  </span>
                </span>
                <span className="summary">{one.last_line || 'Nothing said yet.'}</span>
                <span className="line">
                  <WindowLeft endsAt={one.window_ends_at} />
                  <span className="quiet">{fullTime(one.last_at)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <More of={desk.conversations}>Show earlier conversations</More>
    </section>
  );
}
