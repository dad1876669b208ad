import { useRef } from 'react';
import { useResource, useSeat } from '../desk/context.ts';
import { noticeWords } from '../domain/words.ts';
import { clockTime } from './time.tsx';

/** What support has been told of and still stands. */
export function Notices() {
  const { desk, go } = useSeat();
  const { value: notices = [] } = useResource(desk.notices);
  const menu = useRef<HTMLDetailsElement>(null);
  const open = (id: string): void => {
    if (menu.current) menu.current.open = false;
    go({ at: 'ticket', id });
  };
  return (
    <details className="menu" ref={menu}>
      <summary className={notices.length > 0 ? 'ghost hot' : 'ghost'}>Notices {notices.length > 0 && <b className="count">{notices.length}</b>}</summary>
      <div className="menu-body notices">
        {notices.length === 0 && <p className="quiet">Nothing needs attention. Cases that run out of time show up here.</p>}
        <ul>
          {notices.map((notice) => (
            <li key={notice.id}>
              <button type="button" className={notice.kind} onClick={() => open(notice.ticket_id)}>
                <b>{noticeWords(notice)}</b>
                <span className="quiet">{clockTime(notice.at)} · due {clockTime(notice.due_at)}{notice.clock ? ` · ${notice.clock.replaceAll('_', ' ')}` : ''}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
