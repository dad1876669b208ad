export { Clock } from './clock.ts';
export { ConfigError, loadConfig, loadConfigs } from './config.ts';
export { followClock } from './follow-clock.ts';
export { Logger } from './logger.ts';
export type { LogFields } from './logger.ts';
export { Meters } from './meters.ts';
