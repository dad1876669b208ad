import type { SystemChange } from '@frontdesk/whatsapp';

/** How a contact is known: by phone (wa_id), by user id (BSUID), by the user id of a parent portfolio. */
export type AliasKind = 'phone' | 'user_id' | 'parent_user_id';

export interface Alias {
  readonly kind: AliasKind;
  readonly hash: string;
}

/** A contact that one of the presented aliases leads to. */
export interface Known {
  readonly contactId: string;
  readonly createdAt: number;
  readonly aliases: readonly Alias[];
}

export interface Resolution {
  /** undefined: nobody we know */
  readonly contactId: string | undefined;
  /** aliases that the contact gets: new ones, and those taken from another */
  readonly gains: readonly Alias[];
  /** merged: the other contact was the same person; conflict: the alias has changed hands, a person should look */
  readonly outcome: 'new' | 'known' | 'merged' | 'conflict';
}

const is =
  (alias: Alias) =>
  (other: Alias): boolean =>
    alias.kind === other.kind && alias.hash === other.hash;

/**
 * Whose message this is. Two contacts are the same person unless each has a user id of its own: then the phone number was given to somebody
 * else, and the user id decides. A merge keeps the older contact, and with it the older conversation.
 */
export function resolve(presented: readonly Alias[], known: readonly Known[]): Resolution {
  const owners = known.filter((contact) => contact.aliases.some((alias) => presented.some(is(alias))));
  if (owners.length === 0) return { contactId: undefined, gains: presented, outcome: 'new' };
  const missing = (contact: Known): Alias[] => presented.filter((alias) => !contact.aliases.some(is(alias)));
  const userIdGiven = presented.find((alias) => alias.kind === 'user_id');
  const byUserId = userIdGiven && owners.find((contact) => contact.aliases.some(is(userIdGiven)));
  const oldest = [...owners].sort((a, b) => a.createdAt - b.createdAt || (a.contactId < b.contactId ? -1 : 1))[0] as Known;
  const hasOtherUserId = (contact: Known): boolean =>
    userIdGiven !== undefined && contact.aliases.some((alias) => alias.kind === 'user_id') && !contact.aliases.some(is(userIdGiven));

  if (owners.length === 1) {
    const only = owners[0] as Known;
    if (!hasOtherUserId(only)) return { contactId: only.contactId, gains: missing(only), outcome: 'known' };
    // known by a phone that now comes with another user id: the number was recycled
    return { contactId: undefined, gains: presented, outcome: 'conflict' };
  }
  const strangers = owners.filter(hasOtherUserId);
  if (strangers.length === 0) return { contactId: oldest.contactId, gains: missing(oldest), outcome: 'merged' };
  const right = byUserId ?? owners.find((contact) => !strangers.includes(contact));
  return right
    ? { contactId: right.contactId, gains: missing(right), outcome: 'conflict' }
    : { contactId: undefined, gains: presented, outcome: 'conflict' };
}

/**
 * What no longer leads to somebody who has changed, though Meta names no other in its place. User ids change with phone numbers: with a new number the old
 * user id is over, and with a new user id the number of before, unless Meta still shows it.
 */
export function endedBy(change: SystemChange['change'], isPhoneShown: boolean): AliasKind[] {
  if (change === 'number') return ['user_id'];
  return change === 'user_id' && !isPhoneShown ? ['phone'] : [];
}
