/** Evidence as it can be shown: a tool's facts as rows, a passage as text. */
export type Facts = { readonly rows: readonly (readonly [string, string])[] } | { readonly text: string };

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

const label = (key: string): string => {
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/\b(eta|url|id)\b/g, (word) => word.toUpperCase());
};

function value(raw: unknown): string {
  if (raw === null || raw === undefined || raw === '') return '–';
  if (typeof raw === 'string') return isoTime.test(raw) ? raw.slice(0, 16).replace('T', ' ') : raw;
  if (typeof raw === 'boolean') return raw ? 'yes' : 'no';
  if (Array.isArray(raw)) return raw.map(value).join(', ');
  if (typeof raw === 'object')
    return Object.entries(raw)
      .map(([key, inner]) => `${label(key)} ${value(inner)}`)
      .join(' · ');
  return String(raw);
}

export function readFacts(facts: string): Facts {
  let parsed: unknown;
  try {
    parsed = JSON.parse(facts);
  } catch {
    return { text: facts };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return { text: value(parsed) };
  return { rows: Object.entries(parsed).map(([key, inner]) => [label(key), value(inner)] as const) };
}
