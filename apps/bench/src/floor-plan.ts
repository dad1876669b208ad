import type { Manifest, Topic } from '@frontdesk/contracts';

/** How many records a message makes on a topic, and how large the value of one is: as measured in the run that the floor belongs to. */
export type Shape = Readonly<Record<string, { readonly perMessage: number; readonly bytes: number }>>;

/** Of a service: what it reads, and how patiently. */
export type Reader = Pick<Manifest, 'name' | 'reads' | 'watches' | 'patienceMs'>;

export interface FloorOrder {
  readonly services: readonly Reader[];
  readonly databaseUrl: string;
  readonly brokers?: string | undefined;
  readonly graphUrl: string;
  readonly shape: Shape;
}

/** Stages of a message as headers name them, and what each stage writes when it is read. */
export type Stage =
  | 'in'
  | 'status'
  | 'inbound'
  | 'admitted'
  | 'identity'
  | 'routed'
  | 'grounded'
  | 'reply'
  | 'dispatch'
  | 'delivery'
  | 'fact'
  | 'first fact'
  | 'timer';
export interface Output {
  readonly topic: Topic;
  readonly stage: Stage;
}

const once = (topic: Topic, stage: Stage): Output => ({ topic, stage });

/** @returns what a service writes for a record of this stage; `dispatch` writes after its call */
export function outputsOf(service: string, stage: Stage, shape: Shape): readonly Output[] {
  const facts = Math.max(2, Math.round(shape['conversation.lifecycle.v1']?.perMessage ?? 0));
  const early = Math.floor(facts / 2);
  const lifecycle = (count: number): Output[] => Array.from({ length: count }, () => once('conversation.lifecycle.v1', 'fact'));
  switch (`${service} ${stage}`) {
    case 'gateway in':
      return [once('conversation.inbound.v1', 'inbound')];
    case 'gateway status':
    case 'gateway dispatch':
      return [once('conversation.delivery.v1', 'delivery')];
    case 'policy inbound':
      return [once('conversation.admitted.v1', 'admitted'), once('conversation.lifecycle.v1', 'first fact'), ...lifecycle(early - 1)];
    case 'auth admitted':
      return [once('conversation.identity.v1', 'identity')];
    case 'nlu-router identity':
      return [once('conversation.routed.v1', 'routed')];
    case 'rag-tools routed':
      return [once('conversation.grounded.v1', 'grounded')];
    case 'response-builder grounded':
      return [once('conversation.reply.v1', 'reply')];
    case 'policy reply':
      return [once('conversation.dispatch.v1', 'dispatch'), ...lifecycle(facts - early)];
    case 'sla-scheduler first fact':
      return Array.from({ length: Math.round(shape['conversation.timer.v1']?.perMessage ?? 0) }, () =>
        once('conversation.timer.v1', 'timer'),
      );
    default:
      return [];
  }
}
