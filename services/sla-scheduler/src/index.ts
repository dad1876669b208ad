export { config } from './config.ts';
export { manifest } from './manifest.ts';
export { SlaSchedulerModule } from './sla-scheduler.module.ts';
