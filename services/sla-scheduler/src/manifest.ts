import type { Manifest } from '@frontdesk/contracts';
import { ignored } from './domain/follow.ts';

export const manifest: Manifest = {
  name: 'sla-scheduler',
  reads: ['conversation.lifecycle.v1', 'conversation.handoff.v1', 'system.admin.v1'],
  readsDeadLetters: true,
  ignores: ignored,
  watches: true,
  owns: ['sla_scheduler'],
  calls: ['support webhook'],
};
