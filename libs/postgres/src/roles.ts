import type { Manifest } from '@frontdesk/contracts';

/** What the release gives one service: its schema, its role, and what the role may do beside that. */
export interface ServiceRole {
  readonly service: string;
  readonly role: string;
  readonly schema: string;
  /** its schema first, then others that it alone writes */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** of its own schema */
  readonly appendsOnly: readonly string[];
  /** may delete what is old from the log */
  readonly sweepsLog: boolean;
}

export const roleOf = (schema: string): string => `frontdesk_${schema}`;

export function serviceRole({ name, owns, opensVault, appendsOnly = [], sweepsLog = false }: Manifest): ServiceRole {
  const [schema] = owns;
  const reads = opensVault && !owns.includes('vault') ? ['vault'] : [];
  return { service: name, schema, role: roleOf(schema), writes: owns, reads, appendsOnly, sweepsLog };
}

/** The URL with which a service connects, made of the migration's URL. */
export function serviceUrl(adminUrl: string, manifest: Manifest, password: string): string {
  const url = new URL(adminUrl);
  url.username = serviceRole(manifest).role;
  url.password = encodeURIComponent(password);
  return url.href;
}
