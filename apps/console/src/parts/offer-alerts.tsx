import { useEffect, useRef } from 'react';
import { newOffers, offerKey } from '../domain/offers.ts';
import { tell } from '../domain/notices.ts';
import type { Told } from '../domain/notices.ts';
import { noticesWords, reasonWords } from '../domain/words.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { alertsOn, beep, notify } from '../desk/alerts.ts';
import { useCameBack } from '../desk/use-came-back.ts';

/** Tells of what comes up while one looks elsewhere: a case offered to this person, one that came back to them, notices, several at once as one. Draws nothing. */
export function OfferAlerts() {
  const { desk, go, say } = useSeat();
  const { value: queue } = useResource(desk.queue);
  const { value: notices } = useResource(desk.notices);
  const offers = useRef(new Set<string>());
  const told = useRef<Told>(undefined);
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
    if (!told.current) {
      told.current = { seen: new Set(notices.map(({ id }) => id)), waiting: new Set(), at: 0 };
      return;
    }
    const look = (before: Told): number => {
      const { told: after, say: now, cleared, waitMs } = tell(before, notices, Date.now());
      told.current = after;
      const [first] = now;
      if (first) say(noticesWords(now, cleared), 'bad', first.ticket_id);
      if (alertsOn() && now.some(({ kind }) => kind === 'support-p1')) beep();
      return waitMs;
    };
    const waitMs = look(told.current);
    if (waitMs === 0) return;
    const timer = setTimeout(() => told.current && look(told.current), waitMs);
    return () => clearTimeout(timer);
  }, [notices, say]);

  return null;
}
