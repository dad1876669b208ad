/** The next Tuesday, 10:00 in Berlin, as an ISO time: the demo plays in office hours, whatever the time is now. */
export function nextTuesdayMorning(nowMs: number): string {
  const day = 24 * 60 * 60 * 1000;
  for (let at = Math.ceil(nowMs / 3_600_000) * 3_600_000; ; at += 3_600_000) {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      weekday: 'short',
      hour: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(at);
    const part = (type: string) => parts.find((one) => one.type === type)?.value;
    if (part('weekday') === 'Tue' && part('hour') === '10') return new Date(at).toISOString();
    if (at > nowMs + 8 * day) throw new Error('there is no Tuesday');
  }
}
