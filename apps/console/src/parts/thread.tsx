import { Fragment, useEffect, useLayoutEffect, useRef } from 'react';
import type { Draft } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { draftLine } from '../domain/attached.ts';
import { underWayDrafts } from '../domain/drafts.ts';
import { draftWords } from '../domain/words.ts';
import { Bubble } from './bubble.tsx';
import { More } from './more.tsx';
import { ReadState } from './read-state.tsx';
import { dayOf } from './time.tsx';

const nearEnd = 80;
/** no event tells that a file has come */
const comingMs = 2000;

/** that many parts are read at most to find a line, 10,000 lines */
const partsLookedThrough = 50;

interface Props {
  conversationId: string;
  /** one for each time that one comes here; the message that is looked for is shown wherever it stands */
  visit: { readonly line?: string };
  drafts: Draft[];
  unknownSends: number;
}

export function Thread({ conversationId, visit, drafts, unknownSends }: Props) {
  const { desk } = useSeat();
  const thread = desk.thread(conversationId);
  const { value: part } = useResource(thread.part);
  const messages = part?.items;
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const underWay = messages ? underWayDrafts(drafts, messages) : [];
  const length = (messages?.length ?? 0) + underWay.length;

  // Who sends something looks at it, wherever they were reading.
  const sending = underWay.length;
  const sent = useRef(sending);
  useEffect(() => {
    if (sending > sent.current) atEnd.current = true;
    sent.current = sending;
  }, [sending]);
  // New lines are followed, also when the box below grows, unless one has scrolled up to read.
  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const toEnd = (): void => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    };
    const resized = new ResizeObserver(toEnd);
    resized.observe(box);
    if (box.firstElementChild) resized.observe(box.firstElementChild);
    toEnd();
    return () => resized.disconnect();
  }, [length]);
  // What comes above leaves what one reads where it is.
  const first = messages?.[0]?.id;
  const before = useRef({ first, height: 0 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (!atEnd.current && before.current.first !== first) box.scrollTop += box.scrollHeight - before.current.height;
    before.current = { first, height: box.scrollHeight };
  }, [first, length]);
  // What is looked for may be far back: parts are read until it is there. Then one reads on from it.
  const looked = useRef({ visit, parts: 0, isFound: false });
  useEffect(() => {
    const { line } = visit;
    if (looked.current.visit !== visit) looked.current = { visit, parts: 0, isFound: false };
    if (line === undefined || !part || looked.current.isFound) return;
    const found = scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(line)}"]`);
    if (found) {
      looked.current.isFound = true;
      atEnd.current = false;
      found.scrollIntoView({ block: 'center' });
      found.focus({ preventScroll: true });
    } else if (part.next !== null && looked.current.parts < partsLookedThrough) {
      looked.current.parts += 1;
      // who is not answered may still ask for what is earlier
      void thread.more().catch(() => undefined);
    }
  }, [visit, part, thread]);
  const coming = messages?.some(({ file }) => file?.state === 'coming') === true;
  useEffect(() => {
    if (!coming) return undefined;
    const looking = setInterval(() => void desk.thread(conversationId).part.load(), comingMs);
    return () => clearInterval(looking);
  }, [coming, conversationId, desk]);
  const scrolled = (): void => {
    const box = scroller.current;
    if (box) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
  };

  const state = <ReadState of={thread.part} text="The transcript cannot be read at the moment." lines={6} />;
  if (!messages) return <div className="thread">{state}</div>;
  return (
    <>
      {state}
      <div className="thread" ref={scroller} onScroll={scrolled} role="log" aria-live="polite" aria-label="Messages" tabIndex={0}>
        <ol>
          {part.next !== null && (
            <li className="day">
              What was said earlier is not shown yet. <More of={thread}>Show earlier messages</More>
            </li>
          )}
          {messages.length === 0 && <li className="day">Nothing has been said yet.</li>}
          {messages.map((message, at) => (
            <Fragment key={message.id}>
              {dayOf(message.ts) !== (at > 0 ? dayOf(messages[at - 1]!.ts) : '') && <li className="day">{dayOf(message.ts)}</li>}
              <Bubble message={message} drafts={drafts} conversationId={conversationId} isSought={message.id === visit.line} />
            </Fragment>
          ))}
          {underWay.map((draft) => (
            <li key={draft.id} className="message agent under-way">
              <div className="bubble">
                <p className="text">{draftLine(draft)}</p>
                <p className="meta">{draftWords(draft)}</p>
              </div>
            </li>
          ))}
          {unknownSends > 0 && (
            <li className="doubt">
              At takeover {unknownSends === 1 ? 'one message of the bot was' : `${unknownSends} messages of the bot were`} on the way, and
              nobody knows whether the customer got {unknownSends === 1 ? 'it' : 'them'}. Look for the question marks above.
            </li>
          )}
        </ol>
      </div>
    </>
  );
}
