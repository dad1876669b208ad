import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = {
  name: 'response-builder',
  reads: ['conversation.grounded.v1'],
  owns: ['response_builder'],
  opensVault: true,
  calls: ['model'],
};
