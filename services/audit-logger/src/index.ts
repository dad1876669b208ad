export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { AuditLoggerModule } from './audit-logger.module.ts';
