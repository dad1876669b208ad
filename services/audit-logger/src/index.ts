export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { AuditLoggerModule } from './audit-logger.module.ts';
export { recordsOfSends } from './adapters/cost-rows.ts';
export { lowestIdOf } from './domain/horizon.ts';
export { doubtsOf, outcomeOf, sentOf } from './domain/costs.ts';
export type { Doubt, Outcome, Priced } from './domain/costs.ts';
export { auditRow } from './domain/audit-row.ts';
export { EventsStore } from './adapters/events.store.ts';
