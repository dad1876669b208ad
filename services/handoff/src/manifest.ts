import type { Manifest } from '@frontdesk/contracts';
import { ignored } from './domain/follow.ts';

export const manifest: Manifest = {
  name: 'handoff',
  reads: [
    'conversation.admitted.v1',
    'conversation.routed.v1',
    'conversation.grounded.v1',
    'conversation.reply.v1',
    'conversation.lifecycle.v1',
    'conversation.delivery.v1',
    'conversation.timer.v1',
    'channel.account.v1',
  ],
  ignores: ignored,
  watches: true,
  owns: ['handoff'],
  opensVault: true,
  calls: ['audit-logger', 'gateway', 'oidc', 'help desk'],
};
