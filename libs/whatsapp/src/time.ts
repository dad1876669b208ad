/**
 * Meta's time in ms. Seconds as a string or number (some payloads hold milliseconds); placeholders and nonsense are 0, which means: not known.
 */
export function metaTime(value: unknown): number {
  const digits = typeof value === 'number' ? String(Math.trunc(value)) : typeof value === 'string' ? value.trim() : '';
  if (!/^\d{9,14}$/.test(digits)) return 0;
  const number = Number(digits);
  return number >= 1e12 ? number : number < 1e11 ? number * 1000 : 0;
}
