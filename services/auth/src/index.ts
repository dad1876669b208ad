export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { AuthModule } from './auth.module.ts';
