import { topics } from '@frontdesk/contracts';
import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = {
  name: 'audit-logger',
  reads: topics,
  readsDeadLetters: true,
  watches: true,
  patienceMs: 250,
  owns: ['audit_logger'],
  appendsOnly: ['audit_blocks'],
};
