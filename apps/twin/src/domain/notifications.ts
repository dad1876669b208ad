import type { Json } from './json.ts';
import type { Rules } from './rules.ts';

export interface BusinessNumber {
  id: string;
  wabaId: string;
  displayPhoneNumber: string;
  verifiedName: string;
}

/** How a person appears in a webhook: without `phone` when it is hidden. */
export interface Person {
  phone?: string;
  userId: string;
  username?: string;
}

export function envelope(number: BusinessNumber, field: string, value: Json): Json {
  const metadata = { display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''), phone_number_id: number.id };
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: number.wabaId, changes: [{ value: { messaging_product: 'whatsapp', metadata, ...value }, field }] }],
  };
}

/** Template, quality and account events: those carry a time and no metadata. */
export function managementEnvelope(wabaId: string, field: string, value: Json, at: number): Json {
  return { object: 'whatsapp_business_account', entry: [{ id: wabaId, time: Math.floor(at / 1000), changes: [{ value, field }] }] };
}

const seconds = (at: number): string => String(Math.floor(at / 1000));

export function inboundValue(person: Person, name: string | undefined, id: string, at: number, content: Json): Json {
  const profile = { ...(name === undefined ? {} : { name }), ...(person.username === undefined ? {} : { username: person.username }) };
  return {
    contacts: [{ profile, ...(person.phone === undefined ? {} : { wa_id: person.phone }), user_id: person.userId }],
    messages: [
      {
        ...(person.phone === undefined ? {} : { from: person.phone }),
        from_user_id: person.userId,
        id,
        timestamp: seconds(at),
        ...content,
      },
    ],
  };
}

export interface StatusFacts {
  id: string;
  status: string;
  at: number;
  callbackData?: string;
  /** The identity that the send named. */
  identityHash?: string;
  pricing?: object;
  error?: Json;
  /** Of a free entry point; other statuses have had none since v24. */
  conversation?: Json;
}

const UNDELIVERABLE = 131026;

/** Captures show a 131026 that knows the phone alone, Meta's page a failed status without contacts: the rules say which form it takes. */
export function statusValue(
  person: Person,
  facts: StatusFacts,
  { failedContacts: failed, statusContacts: named }: Pick<Rules, 'failedContacts' | 'statusContacts'>,
): Json {
  const bare = facts.error?.code === UNDELIVERABLE && failed === 'observed' && person.phone !== undefined;
  const phone = person.phone === undefined ? {} : { wa_id: person.phone };
  const contact = bare
    ? phone
    : { ...phone, user_id: person.userId, ...(person.username === undefined ? {} : { profile: { username: person.username } }) };
  const { href: _href, ...withoutLink } = facts.error ?? {};
  return {
    ...(!named || (facts.error && failed === 'docs') ? {} : { contacts: [contact] }),
    statuses: [
      {
        id: facts.id,
        status: facts.status,
        timestamp: seconds(facts.at),
        ...(person.phone === undefined ? {} : { recipient_id: person.phone }),
        ...(bare ? {} : { recipient_user_id: person.userId }),
        ...(facts.identityHash === undefined ? {} : { recipient_identity_key_hash: facts.identityHash }),
        ...(facts.callbackData === undefined ? {} : { biz_opaque_callback_data: facts.callbackData }),
        ...(facts.conversation === undefined ? {} : { conversation: facts.conversation }),
        ...(facts.pricing === undefined ? {} : { pricing: facts.pricing }),
        ...(facts.error === undefined ? {} : { errors: [bare ? withoutLink : facts.error] }),
      },
    ],
  };
}

/** Folds several notifications of one number into one body, as Meta may. */
export function batched(bodies: readonly Json[]): Json {
  return { object: 'whatsapp_business_account', entry: bodies.flatMap((body) => body.entry as Json[]) };
}
