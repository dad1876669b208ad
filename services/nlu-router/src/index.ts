export { manifest } from './manifest.ts';
export { NluRouterModule } from './nlu-router.module.ts';
// for who replays what was decided
export { loadExamples, loadField } from './adapters/examples.ts';
export { bundle } from './domain/bundle.ts';
export { train } from './domain/classifier.ts';
export { route } from './domain/route.ts';
