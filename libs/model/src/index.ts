export { modelConfig, namesModel } from './config.ts';
export { isAway, Model } from './model.ts';
export type { ModelAnswer } from './model.ts';
export { costOf } from './rates.ts';
export type { ModelRates } from './rates.ts';
export { limits, Reply } from './reply.ts';
export { promptVersion } from './request.ts';
export type { Asked } from './request.ts';
