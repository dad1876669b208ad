import { fact } from '@frontdesk/contracts';
import { isSla } from './clock.ts';
import type { ClockRow, Job, Threshold } from './clock.ts';
import { breach } from './clocks.ts';
import type { Timer } from './clocks.ts';

const percent: Partial<Record<Threshold, number>> = { warn_50: 50, warn_75: 75, warn_90: 90 };

/**
 * What a due job says, judged by its clock as it is now: nothing if that has ended, was armed again, or has said it.
 * @param now the clock's reading, ms
 */
export function fire(clock: ClockRow | undefined, job: Job, now: number): { clock: ClockRow; timer: Timer } | undefined {
  if (!clock || clock.endedAt !== undefined || clock.startedAt !== job.startedAt || clock.fired.includes(job.threshold)) return undefined;
  return { clock: { ...clock, fired: [...clock.fired, job.threshold] }, timer: { ...timerOf(clock, job.threshold, now) } };
}

function timerOf(clock: ClockRow, threshold: Threshold, now: number): Timer {
  const { id: clockId, ticketId, subject, dueAt, kind, startedAt } = clock;
  const decision = { fence: clock.fence, reasons: [kind, threshold] };
  if (threshold === 'breach') return breach(clock);
  if (isSla(kind)) {
    if (threshold === 'risk') return fact('SlaAtRisk', { clockId, clock: kind, ticketId, dueAt, leftMs: dueAt - now }, decision);
    return fact('SlaWarned', { clockId, clock: kind, ticketId, percent: percent[threshold] ?? 0, dueAt }, decision);
  }
  if (kind === 'bot_reply') {
    return threshold === 'notice'
      ? fact('BotReplyNoticeDue', { clockId, oldestOpen: subject, startedAt }, decision)
      : fact('ReplyOverdue', { clockId, oldestOpen: subject, cause: 'TIMEOUT', startedAt }, decision);
  }
  if (kind === 'quiet') return fact('QuietPeriodEnded', { clockId, messageId: subject }, decision);
  if (kind === 'held') return fact('HeldDue', { clockId, heldId: subject }, decision);
  if (kind === 'window') return fact('WindowEnded', { clockId, lastInboundAt: startedAt }, decision);
  if (kind === 'silent') return fact('CustomerSilent', { clockId, ticketId, lastInboundAt: startedAt }, decision);
  if (kind === 'closing') return fact('WindowClosing', { clockId, lastInboundAt: startedAt }, decision);
  return fact('AcceptanceDue', { clockId, ticketId, offerId: subject }, decision);
}
