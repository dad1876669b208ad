import type { Business } from '@frontdesk/business';

export interface Settings extends Business {
  /** hosts that a link to a customer may point to, each with its subdomains */
  readonly linkHosts: readonly string[];
}
