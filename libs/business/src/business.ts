import { z } from 'zod';
import { forbiddenLink } from './links.ts';

/** Who speaks, and how else they can be reached. */
export interface Business {
  readonly business: string;
  readonly privacyUrl: string;
  readonly email: string;
  readonly phone: string;
}

/** The variables that say so. */
export const businessConfig = z.object({
  BUSINESS_NAME: z.string().default('Harbour & Pine'),
  BUSINESS_PRIVACY_URL: z.url({ error: 'expected the address of the privacy notice' }).default('https://harbourandpine.example/privacy'),
  BUSINESS_EMAIL: z.email({ pattern: z.regexes.unicodeEmail, error: 'expected an e-mail address' }).default('help@harbourandpine.example'),
  BUSINESS_PHONE: z
    .string()
    .regex(/(\d\D*){3}/, 'expected a phone number')
    .default('+49 40 5550 0100'),
});

/** As links name it: two labels at least, since a single one would be a whole top-level domain with its subdomains. */
const host = /^([a-z0-9_-]+\.)+[a-z0-9-]+$|^localhost$/;

/** Hosts, comma-separated, that a link to a customer may point to, each with its subdomains; never our own, whose links are for staff. */
export const linkHosts = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  )
  .refine((names) => names.every((name) => host.test(name)), { error: 'expected hosts such as shop.example, comma-separated' })
  .default(['harbourandpine.example', 'track.nordpost.example']);

/**
 * A check for whoever introduces the business: the first message of each case says all of these, and the gate would refuse the whole of it.
 * Runs beside what else is wrong, so that one start names everything.
 */
export const linksOnlyToHosts = <T extends z.ZodObject>(schema: T): T =>
  schema.superRefine(
    (env, context) => {
      const hosts = Array.isArray(env['LINK_HOSTS']) ? env['LINK_HOSTS'] : [];
      for (const name of businessConfig.keyof().options) {
        if (forbiddenLink(String(env[name]), hosts) !== undefined)
          context.addIssue({ code: 'custom', path: [name], message: 'expected no link but an https one to a host of LINK_HOSTS' });
      }
    },
    { when: () => true },
  );

export const businessOf = (env: z.output<typeof businessConfig>): Business => ({
  business: env.BUSINESS_NAME,
  privacyUrl: env.BUSINESS_PRIVACY_URL,
  email: env.BUSINESS_EMAIL,
  phone: env.BUSINESS_PHONE,
});

/**
 * Opens the first message of a case, whoever words it: identifies the business, says that an automated assistant answers, links the privacy
 * notice, names the way to a person and another channel.
 */
export function introduction(locale: string, { business, privacyUrl, email, phone }: Business): string {
  return locale === 'de'
    ? `Hallo, hier ist ${business}. Hier antwortet ein automatischer Assistent. ` +
        `Einen Menschen erreichen Sie jederzeit mit dem Wort "Mensch", per E-Mail an ${email} oder unter ${phone}.\n` +
        `Datenschutzhinweise: ${privacyUrl}`
    : `Hello, this is ${business}. An automated assistant answers here. ` +
        `To reach a person, write "human" at any time, or contact us at ${email} or ${phone}.\n` +
        `Privacy notice: ${privacyUrl}`;
}
