import { z } from 'zod';
import type { Settings } from './domain/settings.ts';

const hosts = z.string().transform((list) => list.split(',').map((host) => host.trim().toLowerCase()).filter((host) => host !== ''));

export const config = z.object({
  BUSINESS_NAME: z.string().default('Harbour & Pine'),
  BUSINESS_PRIVACY_URL: z.url({ error: 'expected the address of the privacy notice' }).default('https://harbourandpine.example/privacy'),
  BUSINESS_EMAIL: z.string().default('help@harbourandpine.example'),
  BUSINESS_PHONE: z.string().default('+49 40 5550 0100'),
  /** hosts, comma-separated, that a link to a customer may point to, each with its subdomains */
  LINK_HOSTS: hosts.default(['harbourandpine.example', 'track.nordpost.example']),
});

export const settingsOf = (env: z.output<typeof config>): Settings => ({
  business: env.BUSINESS_NAME, privacyUrl: env.BUSINESS_PRIVACY_URL, email: env.BUSINESS_EMAIL, phone: env.BUSINESS_PHONE, linkHosts: env.LINK_HOSTS,
});
