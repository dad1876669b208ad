import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = {
  name: 'gateway',
  reads: ['channel.webhook.v1', 'conversation.dispatch.v1', 'system.admin.v1'],
  owns: ['gateway', 'vault'],
  opensVault: true,
  sweepsLog: true,
  calls: ['graph', 'object store', 'shop'],
};
