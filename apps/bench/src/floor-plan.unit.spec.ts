import { expect, test } from '@jest/globals';
import { outputsOf } from './floor-plan.ts';
import type { Stage } from './floor-plan.ts';

const shape = { 'conversation.lifecycle.v1': { perMessage: 5, bytes: 1 }, 'conversation.timer.v1': { perMessage: 1, bytes: 1 } };
const services = ['gateway', 'policy', 'auth', 'nlu-router', 'rag-tools', 'response-builder', 'handoff', 'sla-scheduler', 'audit-logger'];

test('the floor makes as many records of a message as the system does', () => {
  const records: Record<string, number> = {};
  const follow = (stage: Stage): void => {
    for (const service of services) {
      for (const output of outputsOf(service, stage, shape)) {
        records[output.topic] = (records[output.topic] ?? 0) + 1;
        follow(output.stage);
      }
    }
  };
  for (const stage of ['in', 'status', 'status', 'status'] as const) follow(stage);
  expect(records).toEqual({
    'conversation.inbound.v1': 1,
    'conversation.admitted.v1': 1,
    'conversation.identity.v1': 1,
    'conversation.routed.v1': 1,
    'conversation.grounded.v1': 1,
    'conversation.reply.v1': 1,
    'conversation.dispatch.v1': 1,
    'conversation.delivery.v1': 4,
    'conversation.lifecycle.v1': 5,
    'conversation.timer.v1': 1,
  });
});
