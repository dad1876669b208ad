/** What has to be fetched again. */
export interface Stale {
  readonly queue: boolean;
  readonly notices: boolean;
  readonly me: boolean;
  readonly conflicts: boolean;
  readonly troubles: boolean;
  readonly settings: boolean;
  readonly tickets: readonly string[];
  readonly conversations: readonly string[];
  /** conversations that others have opened or left */
  readonly viewers: readonly string[];
}

/** Folds the scopes of several events into one look at each thing; unknown ones are left alone. */
export function foldScopes(scopes: readonly string[]): Stale {
  const named = new Set(scopes);
  const ids = (kind: string): string[] =>
    [...named].filter((scope) => scope.startsWith(`${kind}:`)).map((scope) => scope.slice(kind.length + 1));
  return {
    queue: named.has('queue'),
    notices: named.has('notices'),
    me: named.has('me'),
    conflicts: named.has('conflicts'),
    troubles: named.has('troubles'),
    settings: named.has('settings'),
    tickets: ids('ticket'),
    conversations: ids('conversation'),
    viewers: ids('viewers'),
  };
}
