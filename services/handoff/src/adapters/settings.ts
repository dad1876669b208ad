import { HelpDesk } from '@frontdesk/helpdesk';
import { loadConfig, secretFrom } from '@frontdesk/runtime';
import { config } from '../config.ts';
import type { Config } from '../config.ts';
import type { Role } from '../domain/takeover.ts';

/** How people sign in, where it is by OIDC. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** as it is now: its file may change while we run */
  readonly clientSecret: () => string;
  readonly roleClaim: string;
  readonly nameClaim: string;
  readonly roles: Readonly<Record<string, Role>>;
  readonly scopes: string;
}

/** What the console and the decisions are configured with. */
export interface Settings extends Config {
  /** undefined: the demo's people, with a password */
  readonly oidc: OidcSettings | undefined;
  /** undefined: our own tickets alone */
  readonly helpDesk: HelpDesk | undefined;
  /** ids of our numbers, as they are now: their file may change while we run */
  readonly numbers: () => readonly string[];
}
export const SETTINGS = Symbol('Settings');

export function readSettings(): Settings {
  const values = loadConfig(config);
  return {
    ...values,
    oidc: oidcOf(values),
    helpDesk: helpDeskOf(values),
    numbers: numbersOf(values),
  };
}

const helpDeskOf = ({ HELPDESK_URL: url }: Config): HelpDesk | undefined =>
  url ? new HelpDesk(url, secretFrom('HELPDESK_TOKEN')) : undefined;

function oidcOf(values: Config): OidcSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: first = '' } = values;
  if (!issuer || !clientId) return undefined;
  const secret = secretFrom('OIDC_CLIENT_SECRET');
  return {
    issuer,
    clientId,
    clientSecret: () => secret() ?? first,
    roleClaim: values.OIDC_ROLE_CLAIM,
    nameClaim: values.OIDC_NAME_CLAIM,
    roles: values.OIDC_ROLE_MAP,
    scopes: values.OIDC_SCOPES,
  };
}

function numbersOf({ WHATSAPP_PHONE_NUMBER_ID: first }: Config): () => readonly string[] {
  const ids = secretFrom('WHATSAPP_PHONE_NUMBER_ID');
  return () =>
    (ids() ?? first)
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== '');
}
