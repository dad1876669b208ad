import { create, toJson } from '@bufbuild/protobuf';
import type { DescField, DescMessage, Message as ProtoMessage } from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import { messages } from '@frontdesk/contracts';
import type { Message, MessageType } from '@frontdesk/contracts';
import { recordOf } from './record-of.ts';
import type { Json } from './record-of.ts';

const types = Object.keys(messages) as MessageType[];

/** Every member set, down to a depth that no message of ours exceeds. */
function filled(desc: DescMessage, depth = 6): ProtoMessage {
  const one = (field: DescField): unknown => {
    if (field.fieldKind === 'message' || (field.fieldKind === 'list' && field.listKind === 'message'))
      return filled(field.message!, depth - 1);
    const values: Record<number, unknown> = {
      1: 1.5,
      5: -3,
      13: 7,
      8: true,
      9: `${field.name} [EMAIL_1]`,
      12: new Uint8Array([0, 255, 7]),
    };
    return values[field.scalar ?? 9];
  };
  const members = desc.fields.flatMap((field) => {
    if (depth === 0 && (field.fieldKind === 'message' || field.fieldKind === 'list')) return [];
    return [[field.localName, field.fieldKind === 'list' ? [one(field), one(field)] : one(field)]];
  });
  return create(desc, Object.fromEntries(members) as never) as ProtoMessage;
}

/** What is sealed otherwise than in words and in whom they are of. */
const itsOwn = new Set(['WebhookItem', 'ItemNotUsed', 'SendAccepted', 'DeadLettered']);

const wordless = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(wordless);
  if (typeof value !== 'object' || value === null) return value;
  const { redacted, sealed } = value;
  if (typeof redacted === 'string' && !('text' in value)) return { tokens: ['EMAIL'], length: redacted.length, sealed: sealed ?? null };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wordless(member)]));
};

const recorded = (type: MessageType, data: ProtoMessage): Json => recordOf({ type, data } as unknown as Message);

describe('the record of a message', () => {
  test.each(types)('%s: every member, as in JSON, without words', (type) => {
    const data = filled(messages[type].schema);
    const json = toJson(messages[type].schema, data as never) as { [key: string]: Json };
    if (itsOwn.has(type)) for (const member of ['sealed', 'sealedWamid']) delete json[member];
    expect(recorded(type, data)).toEqual(wordless(json));
  });

  test.each(types)('%s: nothing of what is not set', (type) =>
    expect(recorded(type, create(messages[type].schema as DescMessage))).toEqual({}),
  );

  test('of words: length, kinds and the sealed form', () => {
    const text = (redacted: string, sealed: readonly number[] = []) =>
      recorded('MessageReceived', create(messages.MessageReceived.schema, { text: { redacted, sealed: new Uint8Array(sealed) } }));
    expect(text('I am [EMAIL_1], [PHONE_1]', [1, 2])).toEqual({ text: { tokens: ['EMAIL', 'PHONE'], length: 25, sealed: 'AQI=' } });
    expect(text('no name')).toEqual({ text: { tokens: [], length: 7, sealed: null } });
    expect(text('', [1])).toEqual({ text: { sealed: 'AQ==' } });
    expect(text('')).toEqual({ text: {} });
  });

  test("what is sealed under a service's key is not kept: an erasure destroys only the contact's", () => {
    const sealed = new Uint8Array([1, 2]);
    expect(recorded('WebhookItem', create(messages.WebhookItem.schema, { kind: 'message', sealed }))).toEqual({ kind: 'message' });
    expect(recorded('DeadLettered', create(messages.DeadLettered.schema, { deadId: 'd', sealed }))).toEqual({ deadId: 'd' });
    const contact = { contactId: 'c', sealedPhone: sealed };
    expect(recorded('MessageReceived', create(messages.MessageReceived.schema, { contact }))).toEqual({
      contact: { contactId: 'c', sealedPhone: 'AQI=' },
    });
  });

  test('a number that is none is its name', () => {
    const data = create(messages.MessageReceived.schema, { sentAt: Number.NaN, receivedAt: Number.POSITIVE_INFINITY });
    expect(recorded('MessageReceived', data)).toEqual({ sentAt: 'NaN', receivedAt: 'Infinity' });
  });

  test('a member that may be absent is there with its zero', () =>
    expect(recorded('CaseUpdated', create(messages.CaseUpdated.schema, { clarified: 0 }))).toEqual({ clarified: 0 }));
});
