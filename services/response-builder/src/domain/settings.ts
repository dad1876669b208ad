import type { Business } from '@frontdesk/business';
import type { Candidate } from './trial.ts';

export interface Settings extends Business {
  /** hosts that a link to a customer may point to, each with its subdomains */
  readonly linkHosts: readonly string[];
  /** undefined: there is no model */
  readonly candidate: Candidate | undefined;
}
