import { businessConfig, linkHosts, linksOnlyToHosts } from '@frontdesk/business';
import { serviceTokenConfig, textsConfig } from '@frontdesk/runtime';
import { slaPolicy } from '@frontdesk/sla';
import { z } from 'zod';

const loopback = (url: string): boolean => /^(127(\.\d+){3}|localhost|\[::1\])$/.test(URL.parse(url)?.hostname ?? '');
const trimmed = (url: string): string => url.replace(/\/$/, '');
const role = z.enum(['agent', 'lead', 'compliance', 'admin']);

const roleMap = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('expected a JSON object, a value of the role claim to agent, lead, compliance or admin');
      return z.NEVER;
    }
  })
  .pipe(
    z.record(z.string().min(1), role, { error: 'expected a JSON object, a value of the role claim to agent, lead, compliance or admin' }),
  );

const oidcVariables = {
  OIDC_ISSUER: z
    .url({ error: "expected the provider's address, as its tokens name it" })
    .refine((url) => url.startsWith('https:') || loopback(url), { error: 'expected an https address' })
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ROLE_CLAIM: z.string().default('roles'),
  OIDC_ROLE_MAP: roleMap.default({ agent: 'agent', lead: 'lead', compliance: 'compliance', admin: 'admin' }),
  OIDC_NAME_CLAIM: z.string().default('name'),
  OIDC_SCOPES: z
    .string()
    .regex(/^openid( |$)/, "expected 'openid' and what else is asked for, with spaces")
    .default('openid profile email'),
};

const given = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Out in the world people sign in by OIDC, because demo users must not exist there; a part of its variables is always a mistake. */
const lacks =
  (name: 'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET') =>
  (values: Record<string, unknown>): boolean => {
    const { WHATSAPP_GRAPH_URL: graph, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = values;
    const needed = (given(graph) && !loopback(String(graph))) || [OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET].some(given);
    return given(values[name]) || !needed;
  };
const why =
  'people sign in by OIDC where WHATSAPP_GRAPH_URL is out in the world, or where one of the three OIDC_ISSUER, _CLIENT_ID, _CLIENT_SECRET is given';

/** For how long who owes an answer keeps the case: so long at most, because a customer waits meanwhile. */
const graceSeconds = (most: number, usual: number) =>
  z.coerce.number({ error: 'expected seconds' }).min(1, 'expected seconds').max(most, `expected at most ${most} seconds`).default(usual);

export const config = linksOnlyToHosts(
  z.object({
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'expected the http address under which people reach the console' })
      .default('http://127.0.0.1:3000')
      .transform(trimmed),
    AUDIT_URL: z
      .url({ protocol: /^https?$/, error: 'expected the http address of audit-logger' })
      .default('http://127.0.0.1:3000')
      .transform(trimmed),
    GATEWAY_URL: z
      .url({ protocol: /^https?$/, error: 'expected the http address of gateway' })
      .default('http://127.0.0.1:3000')
      .transform(trimmed),
    ...serviceTokenConfig.shape,
    FRONTDESK_SESSION_SECRET: z
      .string({ error: 'expected the secret that session cookies are signed with' })
      .min(32, 'expected at least 32 characters'),
    // none: our own tickets alone
    HELPDESK_URL: z
      .url({ protocol: /^https?$/, error: 'expected the http address of the help desk' })
      .transform(trimmed)
      .optional(),
    HELPDESK_TOKEN: z.string().optional(),
    WHATSAPP_GRAPH_URL: z.url({ protocol: /^https?$/, error: 'expected an http address' }).optional(),
    // what bot and sending may be switched off for alone; without it there is nothing but all
    WHATSAPP_PHONE_NUMBER_ID: z.string().default(''),
    // response-builder's: whether there is a model that could be switched off
    MODEL_NAME: z.string().optional(),
    OWNER_SILENT_S: z.coerce.number({ error: 'expected seconds' }).min(1, 'expected seconds').default(300),
    // cases that one person may hold at a time before nobody offers another
    CASE_LIMIT: z.coerce.number({ error: 'expected a number of cases' }).int().min(1).max(100).default(5),
    OWNER_AWAY_S: graceSeconds(3_600, 300),
    OWNER_LATE_S: graceSeconds(14_400, 600),
    SLA_POLICY: slaPolicy,
    ...textsConfig.shape,
    ...oidcVariables,
    ...businessConfig.shape,
    LINK_HOSTS: linkHosts,
    // where people see a trace; without it they get its id
    TRACE_URL: z
      .url({ protocol: /^https?$/, error: 'expected the http address of a trace, with {trace_id} in it' })
      .refine((url) => url.includes('{trace_id}'), { error: 'expected {trace_id} in the address' })
      .optional(),
  }),
)
  .refine(lacks('OIDC_ISSUER'), { path: ['OIDC_ISSUER'], error: `expected the provider's address: ${why}`, when: () => true })
  .refine(lacks('OIDC_CLIENT_ID'), { path: ['OIDC_CLIENT_ID'], error: 'expected our name at the provider', when: () => true })
  .refine(lacks('OIDC_CLIENT_SECRET'), { path: ['OIDC_CLIENT_SECRET'], error: 'expected our secret at the provider', when: () => true });
export type Config = z.output<typeof config>;
