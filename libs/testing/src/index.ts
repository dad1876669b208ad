export { eventually } from './eventually.ts';
export { message, testId, testTime, text, turn } from './message.ts';
export type { About } from './message.ts';
export { testDatabase } from './postgres.ts';
export type { TestDatabase } from './postgres.ts';
export { startKafka } from '@frontdesk/kafka-broker';
export type { KafkaBroker } from '@frontdesk/kafka-broker';
