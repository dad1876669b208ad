export const services = [
  'gateway',
  'policy',
  'auth',
  'nlu-router',
  'rag-tools',
  'response-builder',
  'handoff',
  'sla-scheduler',
  'audit-logger',
] as const;
export type Service = (typeof services)[number];

/** The topic for what one consumer could not process; that consumer is its one writer. */
export const deadTopic = (consumer: Service): `${Service}.dead.v1` => `${consumer}.dead.v1`;
