/** Where an adapter reports what it cannot hand to a caller: a lost connection, a refused batch. Never a record's content. */
export type BusLog = (level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>) => void;

/** An error as log fields: what kind, not what it was about. */
export const errorFields = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { error: typeof error };
  return { error: error.name, code: (error as { code?: unknown }).code, reason: error.message };
};
