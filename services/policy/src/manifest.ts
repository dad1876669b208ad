import type { Manifest } from '@frontdesk/contracts';
import { ignored } from './domain/policy.ts';

export const manifest: Manifest = {
  name: 'policy',
  reads: [
    'conversation.inbound.v1',
    'conversation.reply.v1',
    'conversation.handoff.v1',
    'conversation.timer.v1',
    'conversation.delivery.v1',
    'channel.account.v1',
    'system.admin.v1',
  ],
  ignores: ignored,
  owns: ['policy'],
};
