export { startKafka } from './start.ts';
export type { KafkaBroker, KafkaBrokerOptions } from './start.ts';
export { KafkaBrokerError } from './error.ts';
