import { z } from 'zod';

const text = (what: string) => z.string({ error: `expected ${what}` }).min(1, `expected ${what}`);
const list = (what: string) => text(what).transform((value) => value.split(',').map((part) => part.trim()).filter((part) => part !== ''))
  .refine((parts) => parts.length > 0, `expected ${what}`);

/** No secret, no start: without the app's secret nothing from Meta can be believed. */
export const config = z.object({
  WHATSAPP_GRAPH_URL: z.url({ error: 'expected the address of the Graph API, before the version' }),
  WHATSAPP_GRAPH_VERSION: z.string().regex(/^v\d+\.\d+$/, 'expected a version such as v25.0').default('v25.0'),
  WHATSAPP_PHONE_NUMBER_ID: list('the id of a phone number, several separated by commas'),
  WHATSAPP_BUSINESS_ACCOUNT_ID: text('the id of the WhatsApp business account'),
  WHATSAPP_ACCESS_TOKEN: text('an access token'),
  WHATSAPP_APP_SECRET: list('the app secret, two separated by a comma while it rotates'),
  WHATSAPP_VERIFY_TOKEN: text('the token of the verify handshake'),
  /** without one, files of customers are not kept, and their rows say so */
  FRONTDESK_DATA_DIR: z.string().min(1).optional(),
  /** one file is in memory while it is sealed */
  MEDIA_MAX_BYTES: z.coerce.number({ error: 'expected a number of bytes' }).int('expected a number of bytes').min(1).default(25 * 1024 * 1024),
  VAULT_KEK: text('id:base64 of 32 bytes, several separated by commas'),
});

export type GatewayConfig = z.output<typeof config>;
