export { manifest } from './manifest.ts';
export { NluRouterModule } from './nlu-router.module.ts';
