export { manifest } from './manifest.ts';
export { config, settingsOf } from './config.ts';
export { PolicyModule } from './policy.module.ts';
// for who replays what was decided
export { awaited } from './domain/awaited.ts';
export { bundle } from './domain/bundle.ts';
export { Draft } from './domain/draft.ts';
export { policy } from './domain/policy.ts';
export type { Input } from './domain/policy.ts';
export { CatalogueStore } from './adapters/catalogue.store.ts';
export type { Context, Settings, Switch } from './domain/draft.ts';
export type { Output } from './domain/evolve.ts';
export type { Restriction } from './domain/standing.ts';
export type { State } from './domain/state.ts';
