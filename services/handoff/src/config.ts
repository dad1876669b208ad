import { businessConfig } from '@frontdesk/business';
import { z } from 'zod';

const loopback = (url: string): boolean => /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(url).hostname);

export const config = z.object({
  PUBLIC_URL: z.url({ error: 'expected the address under which people reach the console' }).default('http://127.0.0.1:3000').transform((url) =>
    url.replace(/\/$/, '')),
  AUDIT_URL: z.url({ error: 'expected the address of audit-logger' }).default('http://127.0.0.1:3000').transform((url) => url.replace(/\/$/, '')),
  SERVICE_TOKEN: z.string({ error: 'expected the token that services call each other with' }).min(16, 'expected at least 16 characters'),
  FRONTDESK_SESSION_SECRET: z.string({ error: 'expected the secret that session cookies are signed with' }).min(32,
    'expected at least 32 characters'),
  WHATSAPP_GRAPH_URL: z.url({ error: 'expected an http address' }).optional(),
  SLA_POLICY: z.string().optional(),
  ...businessConfig.shape,
}).refine(({ WHATSAPP_GRAPH_URL: graph }) => graph === undefined || loopback(graph), {
  path: ['OIDC_ISSUER'],
  error: 'WHATSAPP_GRAPH_URL is out in the world: demo users do not exist there, and sign-in by OIDC is not part of this release',
});
export type Config = z.output<typeof config>;
