import { create, fromJson, toJson } from '@bufbuild/protobuf';
import type { JsonValue, MessageShape } from '@bufbuild/protobuf';
import { EnvelopeSchema, isMessageType, messages, TemplateSchema } from '@frontdesk/contracts';
import type { Message, MessageType, Service, Template } from '@frontdesk/contracts';
import type { Restriction, Switch } from '@frontdesk/policy';
import type { Candidate } from '@frontdesk/rag-tools';
import { OrderFacts } from '@frontdesk/response-builder';
import { slaPolicySchema } from '@frontdesk/sla';
import type { PolicyChange } from '@frontdesk/sla';
import { z } from 'zod';

/** A message of a recorded conversation. */
export interface Recorded {
  readonly message: Message;
  /** which services took it, and when, ms */
  readonly readAt: Readonly<Partial<Record<Service, number>>>;
  /** what the order tool had shown, opened */
  readonly shown?: OrderFacts | undefined;
  /** what the knowledge base was asked, and all that it found to each */
  readonly found?: Found | undefined;
}

export interface Found {
  readonly locale: string;
  readonly queries: readonly string[];
  readonly candidates: readonly (readonly Candidate[])[];
}

export interface Conversation {
  readonly id: string;
  /** as they were put on the log */
  readonly messages: readonly Recorded[];
}

/** What decisions are made with besides their conversation's messages; as it stood when it was recorded. */
export interface Known {
  /** variables that were set, of those that decisions depend on */
  readonly settings: Readonly<Record<string, string>>;
  /** `at`: since when policy knew it, ms */
  readonly switches: readonly (Switch & { readonly at: number })[];
  readonly templates: readonly Template[];
  readonly restrictions: readonly Restriction[];
  /** what leads had made of the SLA policy */
  readonly policies: readonly PolicyChange[];
}

export interface Recording {
  readonly known: Known;
  readonly conversations: readonly Conversation[];
}

const Json = z.custom<JsonValue>((value) => typeof value === 'object' && value !== null);
const KnownLine = z.object({
  settings: z.record(z.string(), z.string()),
  switches: z.array(z.object({ switch: z.string(), scope: z.string(), on: z.boolean(), at: z.number() })),
  templates: z.array(Json),
  restrictions: z.array(z.object({ scope: z.string(), restriction: z.string(), until: z.number() })),
  policies: z.array(z.object({ policy: slaPolicySchema, from: z.number() })).default([]),
});
const ConversationLine = z.object({ conversation: z.string() });
// what an earlier release did not count
const uncounted = { asides: 0, foreign: 0, named: false };
const FoundPassage = z.custom<Candidate>().transform((one): Candidate => ({ ...uncounted, ...one }));
const MessageLine = z.object({
  readAt: z.record(z.string(), z.number()),
  type: z.string(),
  envelope: Json,
  data: Json,
  shown: OrderFacts.optional(),
  found: z.object({ locale: z.string(), queries: z.array(z.string()), candidates: z.array(z.array(FoundPassage)) }).optional(),
});

/** A line for what is known, one for each conversation, and behind that one for each of its messages. */
export function write({ known, conversations }: Recording): string {
  const lines = [
    { ...known, templates: known.templates.map((one) => toJson(TemplateSchema, one)) },
    ...conversations.flatMap(({ id, messages }) => [{ conversation: id }, ...messages.map(lineOf)]),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const lineOf = ({ message: { type, data, envelope }, readAt, shown, found }: Recorded) => ({
  readAt,
  type,
  envelope: toJson(EnvelopeSchema, { ...envelope, data: new Uint8Array() }),
  data: dataToJson(type, data),
  ...(shown && { shown }),
  ...(found && { found }),
});

export const dataToJson = (type: MessageType, data: Message['data']): JsonValue => toJson(messages[type].schema, data as never);

/** @throws what is wrong with the file, and where. A type that this code does not know is passed over, as its services would. */
export function read(text: string): Recording {
  const [first, ...rest] = text.split('\n').filter((line) => line !== '');
  const { templates, ...known } = KnownLine.parse(JSON.parse(first ?? '{}'));
  const conversations: { id: string; messages: Recorded[] }[] = [];
  for (const line of rest) {
    const json: unknown = JSON.parse(line);
    const opened = ConversationLine.safeParse(json);
    if (opened.success) conversations.push({ id: opened.data.conversation, messages: [] });
    else conversations.at(-1)?.messages.push(...recordedIn(MessageLine.parse(json)));
  }
  return { known: { ...known, templates: templates.map((one) => fromJson(TemplateSchema, one, lenient)) }, conversations };
}

/** What a newer release has written besides is passed over. */
const lenient = { ignoreUnknownFields: true };

function recordedIn({ readAt, type, envelope, data, shown, found }: z.output<typeof MessageLine>): Recorded[] {
  if (!isMessageType(type)) return [];
  const schema = messages[type].schema;
  const message = {
    type,
    data: fromJson(schema, data, lenient) as MessageShape<typeof schema>,
    envelope: create(EnvelopeSchema, fromJson(EnvelopeSchema, envelope, lenient)),
  };
  return [{ message: message as Message, readAt, ...(shown && { shown }), ...(found && { found }) }];
}
