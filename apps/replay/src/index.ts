export { read, write } from './recording.ts';
export type { Recording } from './recording.ts';
export { latest, record } from './record.ts';
export { replay } from './replay.ts';
export type { Outcome, Replayed } from './replay.ts';
export { report } from './report.ts';
export { replayed } from './services.ts';
export { policyReplayed } from './services/policy.ts';
