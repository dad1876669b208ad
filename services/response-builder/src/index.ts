export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { ResponseBuilderModule } from './response-builder.module.ts';
