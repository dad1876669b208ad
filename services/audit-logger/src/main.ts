import { start } from '@frontdesk/runtime';
import { AuditLoggerModule, config, manifest } from './index.ts';

await start(manifest, AuditLoggerModule, { config });
