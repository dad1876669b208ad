import type { Json, JsonObject, WebhookItem } from '@frontdesk/whatsapp';

/**
 * What makes two copies of an item the same one: of a message its id (and type: Meta's own samples share ids between types), of a status the
 * message and the status (and who of a group), of anything else its content. Meta repeats for seven days, with members in any order.
 */
export function itemIdentity({ kind, field, numberId, wabaId, item }: WebhookItem): string[] {
  const id = item['id'];
  if (kind === 'message' && typeof id === 'string' && id !== '') return ['message', numberId, id, typeName(item['type'])];
  // a file of old times comes as a placeholder first, and described later
  if (kind === 'history' && typeof id === 'string' && id !== '') return ['history', numberId, id, typeName(item['type'])];
  if (kind === 'echo' && typeof id === 'string' && id !== '') return ['echo', numberId, id];
  if (kind === 'status' && typeof id === 'string' && id !== '')
    return ['status', numberId, id, typeName(item['status']), ...memberOf(item)];
  return [kind, field, numberId, wabaId, canonical(item)];
}

/** What was sent to a group arrives at each of its members. */
function memberOf(item: JsonObject): string[] {
  const member = item['recipient_participant_user_id'] ?? item['recipient_participant_id'] ?? item['participant_recipient_id'];
  return typeof member === 'string' && member !== '' ? [member] : [];
}

const typeName = (type: Json | undefined): string => (typeof type === 'string' ? type : '');

/** JSON with members in the order of their names. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`);
  return `{${members.join(',')}}`;
}
