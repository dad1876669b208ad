import { useState } from 'react';
import type { Route } from '../domain/route.ts';
import { useSeat } from '../desk/context.ts';
import { Search } from '../desk/search.ts';
import { ClosedList } from './closed-list.tsx';
import { ConflictList } from './conflict-list.tsx';
import { ConversationList } from './conversation-list.tsx';
import { PeopleList } from './people-list.tsx';
import { QueueList } from './queue-list.tsx';
import { SearchBox } from './search-box.tsx';
import { SearchResults } from './search-results.tsx';
import { mayAudit, mayLead } from '../domain/roles.ts';

type Tab = 'queue' | 'conversations' | 'conflicts' | 'people' | 'closed';

/** Up and down move among the items, as in any list; down leaves the search box for the first. */
function moveFocus(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('.item-open')];
  const isInBox = event.key === 'ArrowDown' && document.activeElement?.matches('[type="search"]');
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (at < 0 && !isInBox) return;
  event.preventDefault();
  items[Math.min(items.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
}

export function LeftPane({ route }: { route: Route }) {
  const { desk, user } = useSeat();
  const [search, setSearch] = useState<Search>();
  const [tab, setTab] = useState<Tab>('queue');
  const tabs: [Tab, string][] = [
    ['queue', 'Queue'],
    ...(mayAudit(user.role) ? ([['conversations', 'All']] as [Tab, string][]) : []),
    ...(mayLead(user.role)
      ? ([
          ['conflicts', 'Contacts'],
          ['people', 'People'],
        ] as [Tab, string][])
      : []),
    ['closed', 'Closed'],
  ];
  return (
    <nav className="left" aria-label="Cases" onKeyDown={moveFocus}>
      <SearchBox onSearch={(query) => setSearch(new Search(desk.client, query))} onLeave={() => setSearch(undefined)} />
      <div className="tabs" role="tablist">
        {tabs.map(([name, label]) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={!search && tab === name}
            aria-controls="cases"
            onClick={() => {
              setSearch(undefined);
              setTab(name);
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <div className="scroll" id="cases" role="tabpanel">
        {search ? (
          <SearchResults search={search} route={route} />
        ) : (
          <>
            {tab === 'queue' && <QueueList route={route} />}
            {tab === 'conversations' && <ConversationList route={route} />}
            {tab === 'conflicts' && <ConflictList />}
            {tab === 'people' && <PeopleList />}
            {tab === 'closed' && <ClosedList route={route} />}
          </>
        )}
      </div>
    </nav>
  );
}
