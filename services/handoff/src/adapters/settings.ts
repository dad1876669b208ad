import type { SlaPolicy } from '@frontdesk/sla';
import type { Config } from '../config.ts';

/** What the console and the decisions are configured with. */
export interface Settings extends Config {
  readonly policy: SlaPolicy;
}
export const SETTINGS = Symbol('Settings');
