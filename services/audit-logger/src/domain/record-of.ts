import { ScalarType, toJson } from '@bufbuild/protobuf';
import type { DescField, DescMessage, Message as ProtoMessage } from '@bufbuild/protobuf';
import { messages } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

type Members = Readonly<Record<string, unknown>>;
type Read = (value: unknown) => Json;
type Write = (message: Members, into: { [key: string]: Json }) => void;

const token = /\[([A-Z]+)_\d+\]/g;
const readers = new Map<string, Read>();

/** What is sealed in these is so under the contact's key. All else is under a service's own, which an erasure does not destroy: it is not kept. */
const underContactsKey: ReadonlySet<string> = new Set(['frontdesk.v1.Text', 'frontdesk.v1.Contact']);

/** What a message says, as proto's JSON, but of words only the sealed form, their length and the kinds of personal data in them. */
export const recordOf = ({ type, data }: Message): Json => readerOf(messages[type].schema)(data);

/** Made once per message type: to look every member up in its description each time takes three times as long. */
function readerOf(desc: DescMessage): Read {
  const known = readers.get(desc.typeName);
  if (known) return known;
  const writes: Write[] = [];
  const read: Read = (message) => {
    const into: { [key: string]: Json } = {};
    for (const write of writes) write(message as Members, into);
    return into;
  };
  const withoutWords = desc.typeName === 'frontdesk.v1.Text' ? sealedForm(read) : read;
  readers.set(desc.typeName, withoutWords);
  const kept = desc.fields.filter((field) => field.scalar !== ScalarType.BYTES || underContactsKey.has(desc.typeName));
  writes.push(...kept.map((field) => writerOf(desc, field)));
  return withoutWords;
}

const sealedForm =
  (read: Read): Read =>
  (text): Json => {
    const { redacted } = text as { redacted: string };
    const { sealed = null } = read(text) as { sealed?: Json };
    if (redacted === '') return sealed === null ? {} : { sealed };
    return { tokens: [...redacted.matchAll(token)].map((match) => match[1]!), length: redacted.length, sealed };
  };

function writerOf(desc: DescMessage, field: DescField): Write {
  const { localName: from, jsonName: to } = field;
  switch (field.fieldKind) {
    case 'message': {
      const read = readerOf(field.message);
      return (message, into) => {
        if (message[from] !== undefined) into[to] = read(message[from]);
      };
    }
    case 'list': {
      if (field.listKind === 'enum') break;
      const read = field.listKind === 'message' ? readerOf(field.message) : scalar;
      return (message, into) => {
        const list = message[from] as readonly unknown[];
        if (list.length > 0) into[to] = list.map(read);
      };
    }
    case 'scalar':
      return (message, into) => {
        const value = message[from];
        if (value !== undefined && (field.presence !== IMPLICIT || isSet(value))) into[to] = scalar(value);
      };
  }
  return (message, into) => {
    const all = toJson(desc, message as unknown as ProtoMessage) as { [key: string]: Json };
    if (to in all) into[to] = all[to]!;
  };
}

/** google.protobuf.FeatureSet.FieldPresence: what has its zero value is not written */
const IMPLICIT = 2;
const isSet = (value: unknown): boolean =>
  value instanceof Uint8Array ? value.length > 0 : value !== '' && value !== 0 && value !== false;

/** https://protobuf.dev/programming-guides/json/ */
function scalar(value: unknown): Json {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'bigint' ? String(value) : (value as string | boolean);
}
