import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = {
  name: 'rag-tools',
  reads: ['conversation.routed.v1'],
  owns: ['rag_tools'],
  opensVault: true,
  calls: ['shop'],
};
