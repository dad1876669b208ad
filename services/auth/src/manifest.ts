import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = {
  name: 'auth',
  reads: ['conversation.admitted.v1'],
  owns: ['auth'],
  opensVault: true,
  calls: ['shop', 'notify'],
};
