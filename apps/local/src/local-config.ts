import { join, resolve } from 'node:path';
import { loadConfig, runtimeConfig } from '@frontdesk/runtime';
import { twinDefaults } from '@frontdesk/twin';
import { z } from 'zod';
import type { Secrets } from './secrets.ts';

/** Names for every address that this machine has, and one under which it reaches itself then. */
const every: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const { DATABASE_URL, FRONTDESK_CLOCK_URL, KAFKA_BROKERS, LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT, VAULT_KEK } = runtimeConfig.shape;

const variables = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'expected a port number' }).int().min(1).max(65_535).default(3000),
  FRONTDESK_DATA_DIR: z.string().default('.frontdesk'),
  DATABASE_URL: DATABASE_URL.optional(),
  DATABASE_MIGRATION_URL: DATABASE_URL.optional(),
  KAFKA_BROKERS,
  WHATSAPP_GRAPH_URL: z.url({ protocol: /^https?$/, error: 'expected an http address' }).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT,
  LOG_LEVEL: LOG_LEVEL.default('warn'),
  VAULT_KEK: VAULT_KEK.optional(),
});
/** The twin and its demo people are for this machine: services reach it at an address of this machine, or not at all. */
const isReached = ({ HOST, WHATSAPP_GRAPH_URL }: Record<string, unknown>): boolean => {
  const host = String(HOST);
  return WHATSAPP_GRAPH_URL !== undefined || every.has(host) || isLoopback(`http://${inUrl(host)}`);
};
export const localConfig = variables.refine(isReached, {
  path: ['HOST'],
  error: 'expected 127.0.0.1, or 0.0.0.0 for the network too, beside the twin',
  when: () => true,
});

export interface LocalConfig {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly dataDir: string;
  readonly adminUrl: string | undefined;
  readonly brokers: string | undefined;
  readonly otlp: string | undefined;
  readonly logLevel: string;
  /** undefined: the data directory's own */
  readonly vaultKek: string | undefined;
  /** false: Graph is out in the world; no phone page, no demo users, no movable clock */
  readonly twin: boolean;
  readonly twinState: string;
}

export function readLocalConfig(): LocalConfig {
  const env = loadConfig(localConfig);
  const dataDir = resolve(env.FRONTDESK_DATA_DIR);
  return {
    host: env.HOST,
    port: env.PORT,
    url: `http://${inUrl(every.get(env.HOST) ?? env.HOST)}:${env.PORT}`,
    dataDir,
    adminUrl: env.DATABASE_MIGRATION_URL ?? env.DATABASE_URL,
    brokers: env.KAFKA_BROKERS,
    otlp: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    logLevel: env.LOG_LEVEL,
    vaultKek: env.VAULT_KEK,
    twin: isTwin(env.WHATSAPP_GRAPH_URL),
    twinState: join(dataDir, 'twin.json'),
  };
}

const isLoopback = (url: string) => /^(127(\.\d+){3}|localhost|\[::1\])$/.test(URL.parse(url)?.hostname ?? '');
const isTwin = (graphUrl: string | undefined): boolean => graphUrl === undefined || isLoopback(graphUrl);

/** Whether the twin is meant, also where nothing else can be read. */
export function meansTwin(): boolean {
  try {
    return isTwin(loadConfig(z.object({ WHATSAPP_GRAPH_URL: z.string().optional() })).WHATSAPP_GRAPH_URL);
  } catch {
    return false;
  }
}

/** What services find in their environment locally, where nobody said otherwise: the twin's own values, and secrets of this data directory. */
export function serviceEnvironment(
  { url, twin, dataDir }: Pick<LocalConfig, 'url' | 'twin' | 'dataDir'>,
  secrets: Secrets,
): Record<string, string> {
  return {
    VAULT_KEK: secrets.VAULT_KEK,
    FRONTDESK_SESSION_SECRET: secrets.FRONTDESK_SESSION_SECRET,
    SERVICE_TOKEN: secrets.SERVICE_TOKEN,
    PUBLIC_URL: url,
    AUDIT_URL: url,
    GATEWAY_URL: url,
    FRONTDESK_DATA_DIR: dataDir,
    ...(twin && {
      WHATSAPP_GRAPH_URL: `${url}/graph`,
      WHATSAPP_PHONE_NUMBER_ID: twinDefaults.phoneNumberId,
      WHATSAPP_BUSINESS_ACCOUNT_ID: twinDefaults.wabaId,
      WHATSAPP_ACCESS_TOKEN: twinDefaults.accessToken,
      WHATSAPP_APP_SECRET: twinDefaults.appSecret,
      WHATSAPP_VERIFY_TOKEN: twinDefaults.verifyToken,
      FRONTDESK_CLOCK_URL: `${url}/_sim/clock`,
      COMMERCE_URL: `${url}/shop`,
      COMMERCE_CHANGES: 'true',
      NOTIFY_URL: `${url}/notify`,
      CONFIRM_URL: url,
      SUPPORT_WEBHOOK_URL: `${url}/notify/support`,
    }),
  };
}

/** @returns the environment with what is absent or empty in it filled in */
export function completed(defaults: Record<string, string>): Record<string, string | undefined> {
  const absent = Object.entries(defaults).filter(([name]) => !process.env[name] && !process.env[`${name}_FILE`]);
  return { ...process.env, ...Object.fromEntries(absent) };
}
export const completeEnvironment = (defaults: Record<string, string>): void => void Object.assign(process.env, completed(defaults));

/** What the local system itself reads once the environment is complete; any of it may lie in a file. */
export const completedConfig = z.object({ VAULT_KEK, FRONTDESK_CLOCK_URL, WHATSAPP_VERIFY_TOKEN: z.string() });
export const readCompleted = () => loadConfig(completedConfig);
