import { useEffect, useRef } from 'react';
import { newOffers, offerKey } from '../domain/offers.ts';
import { noticeWords, reasonWords } from '../domain/words.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { alertsOn, beep, notify } from '../desk/alerts.ts';
import { useCameBack } from '../desk/use-came-back.ts';

/** Tells of what comes up while one looks elsewhere: a case offered to this person, one that came back to them, a notice for support. Draws nothing. */
export function OfferAlerts() {
  const { desk, go, say } = useSeat();
  const { value: queue } = useResource(desk.queue);
  const { value: notices } = useResource(desk.notices);
  const offers = useRef(new Set<string>());
  const told = useRef<Set<string>>(undefined);
  useCameBack(queue?.mine);

  useEffect(() => {
    if (!queue) return;
    for (const ticket of newOffers(offers.current, queue.queue)) {
      offers.current.add(offerKey(ticket));
      say(`${ticket.number} is offered to you: ${reasonWords(ticket.reason)}.`, 'plain', ticket.id);
      if (!alertsOn()) continue;
      beep();
      notify(`${ticket.number} is offered to you`, reasonWords(ticket.reason), () => go({ at: 'ticket', id: ticket.id }));
    }
  }, [queue, go, say]);

  useEffect(() => {
    if (!notices) return;
    const before = told.current;
    told.current = new Set(notices.map((notice) => notice.id));
    if (!before) return;
    for (const notice of notices.filter(({ id }) => !before.has(id))) {
      say(noticeWords(notice), 'bad', notice.ticket_id);
      if (alertsOn() && notice.kind === 'support-p1') beep();
    }
  }, [notices, say]);

  return null;
}
