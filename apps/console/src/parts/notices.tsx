import { useResource, useSeat } from '../desk/context.ts';
import { byCase } from '../domain/notices.ts';
import { noticeWords, plain } from '../domain/words.ts';
import { Menu } from './menu.tsx';
import { fullTime } from './time.tsx';

/** What support has been told of and still stands. */
export function Notices() {
  const { desk, go } = useSeat();
  const { value: notices = [] } = useResource(desk.notices);
  const cases = byCase(notices);
  const label = <>Notices {cases.length > 0 && <b className="count">{cases.length}</b>}</>;
  return (
    <Menu label={label} hot={cases.length > 0}>
      {(close) => (
        <div className="notices">
          {cases.length === 0 && <p className="quiet">Nothing needs attention. Cases that run out of time show up here.</p>}
          <ul>
            {cases.map(({ ticketId, notices: all }) => (
              <li key={ticketId}>
                <button
                  type="button"
                  className={all[0]?.kind}
                  onClick={() => {
                    close();
                    go({ at: 'ticket', id: ticketId });
                  }}
                >
                  {all.map((notice, at) =>
                    at === 0 ? (
                      <b key={notice.id}>{noticeWords(notice)}</b>
                    ) : (
                      <span key={notice.id}>
                        {noticeWords(notice)}
                        {notice.clock && <span className="quiet"> · {plain(notice.clock)}</span>}
                      </span>
                    ),
                  )}
                  <span className="quiet">due {fullTime(Math.min(...all.map((notice) => notice.due_at)))}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Menu>
  );
}
