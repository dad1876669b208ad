import { create } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { EnvelopeSchema, messages, TextSchema, TurnSchema } from '@frontdesk/contracts';
import type { Data, DataInit, Message, MessageType, Text, Turn } from '@frontdesk/contracts';

/** What a test may say about a message's envelope; the rest has plain values. `fence: undefined`: nothing was admitted yet. */
export type About = Omit<MessageInitShape<typeof EnvelopeSchema>, '$typeName' | 'type' | 'data'>;

/** Tuesday 2026-03-10 10:00 UTC: the time at which tests happen unless they say otherwise. */
export const testTime = Date.UTC(2026, 2, 10, 10);

let made = 0;

/** An id in the form of ours (UUIDv8), the same for the same number. */
export const testId = (number: number): string => `0195800a-0000-8000-8000-${number.toString(16).padStart(12, '0')}`;

/** A message as a consumer reads it: `message('MessageAdmitted', {messageId: 'm1'}, {fence: {case: 1, epoch: 1, turn: 2}})`. */
export function message<T extends MessageType>(type: T, data: DataInit<T>, about: About = {}): Message<T> {
  const { schema, writer } = messages[type];
  const decidedAt = about.decidedAt ?? testTime;
  const envelope = create(EnvelopeSchema, {
    id: testId(++made),
    type,
    decidedAt,
    occurredAt: decidedAt,
    actor: { kind: 'service', id: writer },
    conversationId: 'conversation-1',
    fence: { case: 1, epoch: 1, turn: 1 },
    customerHash: 'customer-1',
    ...about,
  });
  return { type, data: create(schema, data as MessageInitShape<typeof schema>) as Data<T>, envelope } as Message<T>;
}

/** Words without personal data. */
export const text = (redacted: string): Text => create(TextSchema, { redacted });

/** The turn of a customer whom the bot serves, English, with one open message `m1`; `overrides` replaces members. */
export const turn = (overrides: MessageInitShape<typeof TurnSchema> = {}): Turn =>
  create(TurnSchema, {
    contact: { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' },
    owner: 'bot',
    state: 'new',
    open: [{ messageId: 'm1', kind: 'text', text: { redacted: 'hello' }, sentAt: testTime }],
    locale: 'en',
    windowEndsAt: testTime + 86_400_000,
    ...overrides,
  } as MessageInitShape<typeof TurnSchema>);
