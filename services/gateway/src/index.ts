export { manifest } from './manifest.ts';
export { config, inboxDays } from './config.ts';
export { GatewayModule } from './gateway.module.ts';
