import type { Message } from '@frontdesk/contracts';
import { redact } from '@frontdesk/vault';
import type { Conversation } from './recording.ts';

/**
 * Whose conversation it was does not go into a file: ids of the thread, of who wrote in it and of who answered, and these people's names, become made-up
 * ones, each the same wherever it stands, as do links to parcels and to cases, and what is sealed becomes bytes of which nobody has the key. What customers wrote stays
 * in its redacted form, because that is what is decided by.
 */
export function madeUp({ id, messages }: Conversation, number: number): Conversation {
  const names = namesIn(id, messages, number);
  const sealed = new Map<string, Uint8Array>();
  const text = (real: string): string => [...names].reduce((told, [name, instead]) => told.replace(name, instead), real);
  const bytes = (real: Uint8Array): Uint8Array => {
    if (real.length === 0) return real;
    const key = Buffer.from(real).toString('base64');
    const instead = sealed.get(key) ?? new TextEncoder().encode(`sealed ${sealed.size + 1}`);
    sealed.set(key, instead);
    return instead;
  };
  const mapped = <T>(value: T): T => mapOver(value, text, bytes) as T;
  return {
    id: text(id),
    messages: messages.map(({ message: { type, data, envelope }, readAt, shown, found }) => ({
      readAt,
      ...(shown && { shown: mapped(shown) }),
      ...(found && { found: mapped(found) }),
      message: { type, data: mapped(data), envelope: mapped({ ...envelope, data: new Uint8Array() }) } as Message,
    })),
  };
}

/** Where each real name stands, and what stands there instead. */
function namesIn(id: string, messages: Conversation['messages'], number: number): Map<RegExp, string> {
  const known = new Set<string>();
  const names = new Map<RegExp, string>();
  const add = (real: string, where: (literally: string) => RegExp, kind: string, instead = `${kind}-${number}-${names.size}`): void => {
    if (real === '' || known.has(real)) return;
    known.add(real);
    names.set(where(real.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')), instead);
  };
  add(id, anywhere, 'conversation');
  for (const { message, shown } of messages) {
    const { customerHash, actor } = message.envelope;
    add(customerHash, anywhere, 'customer');
    if (actor?.kind === 'agent') add(actor.id, alone, 'agent');
    for (const [real, instead] of linksIn(shown?.trackingUrl)) add(real, anywhere, 'link', instead);
    everyMember(message.data, (member, value) => {
      if (member === 'contactId') add(value, anywhere, 'contact');
      if (member === 'customerHash') add(value, anywhere, 'customer');
      if (member === 'agentId') add(value, alone, 'agent');
      if (member === 'agentName') add(value, asWord, 'Agent');
      if (member === 'transcriptUrl') add(value, anywhere, 'permalink');
    });
  }
  return names;
}

const anywhere = (real: string): RegExp => new RegExp(real, 'gu');
/** A person's id may be a word that means something else in a text. */
const alone = (real: string): RegExp => new RegExp(`(?<=^(?:agent:)?)${real}$`, 'u');
const asWord = (real: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${real}(?![\\p{L}\\p{N}])`, 'gu');

/** A link as the shop gave it and as it is redacted, each with one to the same host that is redacted alike: digits and letters where some stood. */
function linksIn(link: string | undefined): [string, string][] {
  if (link === undefined) return [];
  const { origin } = new URL(link);
  const path = link.slice(origin.length).replace(/\d/g, '1').replace(/[a-z]/g, 'x').replace(/[A-Z]/g, 'X');
  return [
    [link, origin + path],
    [redact(link).redacted, redact(origin + path).redacted],
  ];
}

function everyMember(value: unknown, found: (member: string, text: string) => void): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [member, one] of Object.entries(value)) {
    if (typeof one === 'string') found(member, one);
    else everyMember(one, found);
  }
}

function mapOver(value: unknown, text: (one: string) => string, bytes: (one: Uint8Array) => Uint8Array): unknown {
  if (typeof value === 'string') return text(value);
  if (value instanceof Uint8Array) return bytes(value);
  if (Array.isArray(value)) return value.map((one) => mapOver(one, text, bytes));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, mapOver(one, text, bytes)]));
}
