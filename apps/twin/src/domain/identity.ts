import type { Json } from './json.ts';
import { asObject } from './json.ts';

export interface Identity {
  changes: number;
  since: number;
  /** Whether somebody has written to them by it since it changed. */
  acknowledged: boolean;
}

export const newIdentity = (before: Identity | undefined, now: number): Identity => ({
  changes: (before?.changes ?? 0) + 1,
  since: now,
  acknowledged: false,
});

export const checksIdentity = (settings: Json | undefined): boolean =>
  asObject(settings?.user_identity_change).enable_identity_key_check === true;
