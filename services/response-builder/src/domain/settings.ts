/** Who speaks, and how else they can be reached. */
export interface Settings {
  readonly business: string;
  readonly privacyUrl: string;
  readonly email: string;
  readonly phone: string;
  /** hosts that a link to a customer may point to, each with its subdomains */
  readonly linkHosts: readonly string[];
}
