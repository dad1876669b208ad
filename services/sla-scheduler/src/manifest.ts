import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = {
  name: 'sla-scheduler',
  reads: ['conversation.lifecycle.v1', 'conversation.handoff.v1'],
  readsDeadLetters: true,
  owns: ['sla_scheduler'],
  calls: ['support webhook'],
};
