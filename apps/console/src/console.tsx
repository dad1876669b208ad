import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Client } from './api/client.ts';
import type { User } from './api/types.ts';
import { SeatProvider } from './desk/context.ts';
import type { Seat } from './desk/context.ts';
import { Desk } from './desk/desk.ts';
import { useRoute } from './desk/use-route.ts';
import { AwayBanner, SwitchBanners } from './parts/banners.tsx';
import { ConversationView } from './parts/conversation-view.tsx';
import { EmptyMiddle } from './parts/empty.tsx';
import { LeftPane } from './parts/left-pane.tsx';
import { NumbersPage } from './parts/numbers-page.tsx';
import { OfferAlerts } from './parts/offer-alerts.tsx';
import { Permalink } from './parts/permalink.tsx';
import { SettingsPage } from './parts/settings-page.tsx';
import { TicketView } from './parts/ticket-view.tsx';
import { Toasts } from './parts/toasts.tsx';
import { WhyPage } from './parts/why-page.tsx';
import type { Toast } from './parts/toasts.tsx';
import { TroubleBanners } from './parts/trouble-banners.tsx';
import { TopBar } from './parts/top-bar.tsx';

interface Props {
  client: Client;
  user: User;
  away: boolean;
  onSignedOut: () => void;
  onSignOut: () => void;
}

/** One person's desk: the queue, the conversation in front of them, and who it is with. */
export function Console({ client, user, away, onSignedOut, onSignOut }: Props) {
  const [desk] = useState(() => new Desk(client));
  const [lineAway, setLineAway] = useState(false);
  const [route, go] = useRoute();
  const [details, setDetails] = useState(false);
  const [toasts, setToasts] = useState<Toast[]>([]);

  useEffect(() => desk.open({ away: setLineAway, signedOut: onSignedOut }), [desk, onSignedOut]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (desk.hasUnsaved) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [desk]);
  // Who opens a case has seen what was said about it.
  useEffect(() => {
    setDetails(false);
    if (route.at === 'ticket') setToasts((all) => all.filter((one) => one.ticketId !== route.id));
  }, [route]);

  const say = useCallback<Seat['say']>((text, tone = 'plain', ticketId) => {
    setToasts((all) => [...all.filter((one) => one.text !== text), { id: crypto.randomUUID(), text, tone, ticketId }].slice(-4));
  }, []);
  const seat = useMemo<Seat>(() => ({ desk, user, go, say }), [desk, user, go, say]);
  const toggle = (): void => setDetails((shown) => !shown);
  const view = route.at === 'desk' ? 'queue' : details ? 'details' : 'thread';

  return (
    <SeatProvider value={seat}>
      <div className="console">
        <TopBar onSignOut={onSignOut} />
        {(away || lineAway) && <AwayBanner />}
        <SwitchBanners />
        <TroubleBanners />
        <main className="panes" data-view={view}>
          <LeftPane route={route} />
          {route.at === 'ticket' && <TicketView key={route.id} id={route.id} visit={route} onDetails={toggle} />}
          {route.at === 'conversation' && <ConversationView key={route.id} id={route.id} visit={route} />}
          {route.at === 'why' && <WhyPage key={route.message} conversationId={route.id} messageId={route.message} />}
          {route.at === 'numbers' && <NumbersPage key={route.day} day={route.day} />}
          {route.at === 'settings' && <SettingsPage />}
          {route.at === 'permalink' && <Permalink token={route.token} />}
          {route.at === 'desk' && <EmptyMiddle />}
        </main>
        <OfferAlerts />
        <Toasts toasts={toasts} onGone={(id) => setToasts((all) => all.filter((one) => one.id !== id))} />
      </div>
    </SeatProvider>
  );
}
