export { config } from './config.ts';
export { HandoffModule } from './handoff.module.ts';
export { manifest } from './manifest.ts';
