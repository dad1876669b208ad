export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { GatewayModule } from './gateway.module.ts';
