export { manifest } from './manifest.ts';
export { config, settingsOf } from './config.ts';
export { ResponseBuilderModule } from './response-builder.module.ts';
// for who replays what was decided
export { bundle } from './domain/bundle.ts';
export { compose } from './domain/compose.ts';
export type { Draft } from './domain/compose.ts';
export { OrderFacts } from './domain/order-facts.ts';
export { propose } from './domain/propose.ts';
export type { Settings } from './domain/settings.ts';
export { extend } from './domain/summary.ts';
