import { topics } from '@frontdesk/contracts';
import type { Manifest } from '@frontdesk/contracts';

export const manifest: Manifest = {
  name: 'audit-logger',
  reads: topics,
  readsDeadLetters: true,
  watches: true,
  owns: ['audit_logger'],
};
