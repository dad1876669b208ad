import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = { name: 'nlu-router', reads: ['conversation.identity.v1'], owns: ['nlu_router'] };
