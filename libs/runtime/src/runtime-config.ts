import { parseKeks, VaultError } from '@frontdesk/vault';
import { z } from 'zod';

const port = z.coerce.number({ error: 'expected a port number' }).int('expected a port number').min(0).max(65_535);

const speaksSasl = ({ KAFKA_SECURITY_PROTOCOL: protocol }: Record<string, unknown>): boolean => String(protocol).startsWith('SASL_');
const lacks =
  (name: 'KAFKA_SASL_MECHANISM' | 'KAFKA_SASL_USERNAME' | 'KAFKA_SASL_PASSWORD') =>
  (env: Record<string, unknown>): boolean =>
    !speaksSasl(env) || env[name] !== undefined;
const why = 'KAFKA_SECURITY_PROTOCOL is one with SASL';

/** A name and a password for Kafka belong together with a protocol that takes them: else they would go there in clear, or not at all. */
export const withSasl = <T extends z.ZodObject>(schema: T): T =>
  schema
    .refine((env) => env['KAFKA_SASL_MECHANISM'] === undefined || speaksSasl(env), {
      path: ['KAFKA_SECURITY_PROTOCOL'],
      error: 'expected SASL_SSL or SASL_PLAINTEXT, as KAFKA_SASL_MECHANISM is set',
      when: () => true,
    })
    .refine(lacks('KAFKA_SASL_MECHANISM'), { path: ['KAFKA_SASL_MECHANISM'], error: `expected a mechanism: ${why}`, when: () => true })
    .refine(lacks('KAFKA_SASL_USERNAME'), { path: ['KAFKA_SASL_USERNAME'], error: `expected a name: ${why}`, when: () => true })
    .refine(lacks('KAFKA_SASL_PASSWORD'), { path: ['KAFKA_SASL_PASSWORD'], error: `expected a password: ${why}`, when: () => true });

/** Where Kafka is, how it is talked to, into how many partitions. */
export const kafkaConfig = withSasl(
  z.object({
    KAFKA_BROKERS: z.string().optional(),
    KAFKA_SECURITY_PROTOCOL: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']).default('PLAINTEXT'),
    KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
    KAFKA_SASL_USERNAME: z.string().optional(),
    KAFKA_SASL_PASSWORD: z.string().optional(),
    KAFKA_SSL_CA: z.string().optional(),
    KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(1_000).default(12),
  }),
);

export type KafkaConfig = z.output<typeof kafkaConfig>;

const httpAddress = z.url({ protocol: /^https?$/, error: 'expected an http address' });

/** A key that cannot be used is told at the start, beside whatever else is wrong. */
function areKeks(variable: string, context: z.RefinementCtx): void {
  try {
    parseKeks(variable);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    context.addIssue(error.message);
  }
}

/** Of services that call each other. */
export const serviceTokenConfig = z.object({
  SERVICE_TOKEN: z.string({ error: 'expected the token that services call each other with' }).min(16, 'expected at least 16 characters'),
});

/** Variables that every service has. */
export const runtimeConfig = withSasl(
  z.object({
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(3000),
    DATABASE_URL: z
      .string({ error: 'expected postgres://role:password@host:port/database' })
      .regex(/^postgres(ql)?:\/\//, 'expected postgres://role:password@host:port/database'),
    VAULT_KEK: z.string({ error: 'expected id:base64 of 32 bytes, several separated by commas' }).superRefine(areKeks),
    ...kafkaConfig.shape,
    FRONTDESK_CLOCK_URL: httpAddress.optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: httpAddress.optional(),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  }),
);

export type RuntimeConfig = z.output<typeof runtimeConfig>;
