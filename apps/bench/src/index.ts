export { percentile } from './percentile.ts';
export { readOptions } from './options.ts';
export type { BenchOptions } from './options.ts';
