import type { Replayed } from './replay.ts';
import { nluRouterReplayed } from './services/nlu-router.ts';
import { policyReplayed } from './services/policy.ts';
import { ragToolsReplayed } from './services/rag-tools.ts';
import { responseBuilderReplayed } from './services/response-builder.ts';
import { slaSchedulerReplayed } from './services/sla-scheduler.ts';

/** Whose decisions are made again, in the order of a message's way. */
export const replayed = (): readonly Replayed[] => [
  policyReplayed(),
  nluRouterReplayed(),
  ragToolsReplayed(),
  responseBuilderReplayed(),
  slaSchedulerReplayed(),
];
