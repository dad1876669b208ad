import { z } from 'zod';
import { count, text, webAddress, when } from './problem.ts';
import type { Problem } from './problem.ts';

/** What customers see of the business. An empty text removes a member. */
export interface BusinessProfile {
  readonly about?: string;
  readonly address?: string;
  readonly description?: string;
  readonly email?: string;
  readonly websites?: readonly string[];
  /** Meta's word, e.g. RETAIL */
  readonly vertical?: string;
}

export const profileFields = 'about,address,description,email,profile_picture_url,websites,vertical';

const optional = z.string().optional().catch(undefined);
const member = z.looseObject({
  about: optional,
  address: optional,
  description: optional,
  email: optional,
  vertical: optional,
  profile_picture_url: optional,
  websites: z.array(z.string()).optional().catch(undefined),
});
/** Meta's OpenAPI description has the members one level deeper than Meta answers. */
const entry = z.union([z.looseObject({ business_profile: member }).transform((one) => one.business_profile), member]);
const page = z.looseObject({ data: z.tuple([entry]).rest(z.unknown()) });

export function readProfile(body: unknown): { profile: BusinessProfile & { pictureUrl?: string } } | undefined {
  const read = page.safeParse(body);
  if (!read.success) return undefined;
  const { about, address, description, email, vertical, websites, profile_picture_url: pictureUrl } = read.data.data[0];
  const members = Object.entries({ about, address, description, email, vertical, websites, pictureUrl });
  return { profile: Object.fromEntries(members.filter(([, value]) => value !== undefined)) };
}

/** Meta's OpenAPI description gives a description 256 characters, other pages 512: the smaller one holds everywhere. */
export function profileProblems({ about, address, description, email, websites = [], vertical }: BusinessProfile): Problem[] {
  return [
    ...(about === undefined ? [] : text('about', about, 139)),
    ...text('address', address ?? '', 256, 0),
    ...text('description', description ?? '', 256, 0),
    ...text('email', email ?? '', 128, 0),
    ...when(Boolean(email) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email as string), 'email', 'must be an e-mail address'),
    ...count('websites', websites.length, 0, 2),
    ...websites.flatMap((website, index) => webAddress(`websites[${index}]`, website, 256)),
    ...when(vertical !== undefined && !/^[A-Z_]{0,64}$/.test(vertical), 'vertical', "one of Meta's words, e.g. RETAIL"),
  ];
}
