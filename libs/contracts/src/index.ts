export { deadTopic, services } from './services.ts';
export type { Service } from './services.ts';
export { isMessageType, messages, topics, writerOf } from './registry.ts';
export type { Data, DataInit, MessageType, OnTopic, Topic, WrittenBy } from './registry.ts';
export { decode, decodeEnvelope, encode, fact, sameEpoch } from './message.ts';
export type { Decision, Fact, Message, Newer } from './message.ts';
export { flowDiagram, topicManifests, userManifests } from './flow.ts';
export type { Manifest } from './manifest.ts';
export { EnvelopeSchema } from './gen/frontdesk/v1/envelope_pb.ts';
export type { Actor, Envelope, Fence, Guardrail, LookUp, ModelUse } from './gen/frontdesk/v1/envelope_pb.ts';
export type {
  Challenge,
  Choices,
  Contact,
  Identity,
  OpenMessage,
  OrderChange,
  SpokenLine,
  Text,
  Trial,
  Turn,
  WaitingQuestion,
} from './gen/frontdesk/v1/turn_pb.ts';
export {
  ChallengeSchema,
  ContactSchema,
  IdentitySchema,
  OpenMessageSchema,
  OrderChangeSchema,
  SpokenLineSchema,
  TextSchema,
  ChoicesSchema,
  TrialSchema,
  TurnSchema,
  WaitingQuestionSchema,
} from './gen/frontdesk/v1/turn_pb.ts';
export type { Citation, Evidence, ToolCall } from './gen/frontdesk/v1/grounded_pb.ts';
export { CitationSchema, EvidenceSchema } from './gen/frontdesk/v1/grounded_pb.ts';
export type { OutboundFile, TemplateContent } from './gen/frontdesk/v1/dispatch_pb.ts';
export { OutboundFileSchema } from './gen/frontdesk/v1/dispatch_pb.ts';
export type { Packet } from './gen/frontdesk/v1/handoff_pb.ts';
export { PacketSchema } from './gen/frontdesk/v1/handoff_pb.ts';
export type { GateInputs } from './gen/frontdesk/v1/lifecycle_pb.ts';
export { GateInputsSchema } from './gen/frontdesk/v1/lifecycle_pb.ts';
export type { Template } from './gen/frontdesk/v1/account_pb.ts';
export { TemplateSchema } from './gen/frontdesk/v1/account_pb.ts';
