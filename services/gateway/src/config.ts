import { commerceChangesConfig } from '@frontdesk/commerce';
import { kept, serviceTokenConfig } from '@frontdesk/runtime';
import { z } from 'zod';

const text = (what: string) => z.string({ error: `expected ${what}` }).min(1, `expected ${what}`);
const list = (what: string) =>
  text(what)
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.length > 0, `expected ${what}`);

/** An S3-compatible store for customers' files, in place of the data directory. */
const objectStore = {
  MEDIA_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')
    .optional(),
  MEDIA_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "expected the http address of an S3-compatible store; Amazon's own if there is none" })
    .optional(),
  MEDIA_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, 'expected a region such as eu-central-1')
    .default('us-east-1'),
  MEDIA_S3_PATH_STYLE: z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .default('true')
    .transform((value) => value === 'true'),
  MEDIA_S3_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9/_.-]{0,200}$/, 'expected what the names of objects begin with')
    .default('media/'),
  MEDIA_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  MEDIA_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
};

/** Each without a default: where one is set, somebody means a bucket. */
const onlyWithBucket = ['MEDIA_S3_ENDPOINT', 'MEDIA_S3_ACCESS_KEY_ID', 'MEDIA_S3_SECRET_ACCESS_KEY'] as const;

/** Meta repeats what was not acknowledged for seven days: so long a copy is known. */
export const inboxDays = 8;

/** No secret, no start: without the app's secret nothing from Meta can be believed. */
export const config = z
  .object({
    WHATSAPP_GRAPH_URL: z.url({ protocol: /^https?$/, error: 'expected the http address of the Graph API, before the version' }),
    WHATSAPP_GRAPH_VERSION: z
      .string()
      .regex(/^v\d+\.\d+$/, 'expected a version such as v25.0')
      .default('v25.0'),
    WHATSAPP_PHONE_NUMBER_ID: list('the id of a phone number, several separated by commas'),
    WHATSAPP_BUSINESS_ACCOUNT_ID: text('the id of the WhatsApp business account'),
    // it stands in a header
    WHATSAPP_ACCESS_TOKEN: z
      .string({ error: 'expected an access token' })
      .regex(/^[\x21-\x7e]+$/, 'expected an access token: printable, without spaces'),
    WHATSAPP_APP_SECRET: list('the app secret, two separated by a comma while it rotates'),
    WHATSAPP_VERIFY_TOKEN: text('the token of the verify handshake'),
    /** without it and without a bucket, files of customers are not kept, and their rows say so */
    FRONTDESK_DATA_DIR: z.string().min(1).optional(),
    /** beside Meta's own limit for the kind, of which a document's is the largest */
    MEDIA_MAX_BYTES: z.coerce
      .number({ error: 'expected a number of bytes' })
      .int('expected a number of bytes')
      .min(1)
      .default(100 * 1024 * 1024),
    /** Meta's ids of messages and what was sent: Meta repeats for 7 days, and may tell for 30 that a message was delivered */
    MESSAGE_IDS_KEEP_DAYS: kept('days', inboxDays, 731).default(35),
    /** customers' files, from when they came */
    MEDIA_KEEP_DAYS: kept('days', 1, 365).default(30),
    ...objectStore,
    ...commerceChangesConfig.shape,
    ...serviceTokenConfig.shape,
    VAULT_KEK: text('id:base64 of 32 bytes, several separated by commas'),
  })
  .refine(({ MEDIA_S3_BUCKET: bucket, ...rest }) => bucket !== undefined || !onlyWithBucket.some((name) => rest[name] !== undefined), {
    path: ['MEDIA_S3_BUCKET'],
    error: 'expected the name of a bucket, as other MEDIA_S3_ variables are set',
    when: () => true,
  })
  .refine(({ MEDIA_S3_ACCESS_KEY_ID: id, MEDIA_S3_SECRET_ACCESS_KEY: secret }) => id !== undefined || secret === undefined, {
    path: ['MEDIA_S3_ACCESS_KEY_ID'],
    error: 'expected the id that belongs to MEDIA_S3_SECRET_ACCESS_KEY',
    when: () => true,
  })
  .refine(({ MEDIA_S3_ACCESS_KEY_ID: id, MEDIA_S3_SECRET_ACCESS_KEY: secret }) => id === undefined || secret !== undefined, {
    path: ['MEDIA_S3_SECRET_ACCESS_KEY'],
    error: 'expected the secret that belongs to MEDIA_S3_ACCESS_KEY_ID',
    when: () => true,
  });

export type GatewayConfig = z.output<typeof config>;
