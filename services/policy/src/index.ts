export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { PolicyModule } from './policy.module.ts';
