import type { Decided } from './explanation.ts';

/** What stands on one line of an export. */
export interface Exported {
  readonly kind: 'message' | 'verdict' | 'consent' | 'decision' | 'look' | 'end';
  readonly [member: string]: unknown;
}

const kinds: Readonly<Record<string, Exported['kind']>> = { VerdictGiven: 'verdict', ConsentChanged: 'consent', ConsentAsked: 'consent' };

/** Without what is sealed: whoever has the file could not open it, and nobody should. */
function withoutSealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSealed);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (name.startsWith('sealed') ? [] : [[name, withoutSealed(member)]])),
  );
}

export const messageExported = (line: object): Exported => ({ ...(withoutSealed(line) as object), kind: 'message' });

export const decisionExported = ({ ts, event_type: type, payload, ...row }: Decided): Exported => ({
  ...row,
  ...(withoutSealed(payload) as object),
  kind: kinds[type] ?? 'decision',
  at: ts.toISOString(),
  type,
});

export const lookExported = (look: object): Exported => ({ ...look, kind: 'look' });
