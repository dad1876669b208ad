import type { Message } from '@frontdesk/contracts';

export type DraftStatus =
  | 'pending'
  | 'allowed'
  | 'held'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'refused'
  | 'unconfirmed'
  | 'discarded';

/** What a message says about something a person wrote; found by draft id or by send id. */
export interface Mark {
  readonly draftId?: string;
  readonly sendId?: string;
  readonly status: DraftStatus;
  readonly reason?: string;
  readonly offeredTemplate?: string;
  readonly otherChannel?: string;
  readonly errorCode?: number;
  readonly errorTitle?: string;
}

const rank: readonly DraftStatus[] = [
  'pending',
  'held',
  'refused',
  'discarded',
  'allowed',
  'unconfirmed',
  'sent',
  'failed',
  'delivered',
  'read',
];

/** Ticks only move forward; `delivered` after `failed` wins. */
export const moves = (from: DraftStatus, to: DraftStatus): boolean => rank.indexOf(to) > rank.indexOf(from);
export const before = (to: DraftStatus): readonly DraftStatus[] => rank.filter((from) => moves(from, to));

const verdicts: Record<string, DraftStatus> = { ALLOW: 'allowed', USE_TEMPLATE: 'allowed', HOLD: 'held', REFUSE: 'refused' };

export function markOf(message: Message): Mark | undefined {
  switch (message.type) {
    case 'VerdictGiven': {
      const { subjectType, subjectId: draftId, verdict, reason, sendId, templateId: offeredTemplate, otherChannel } = message.data;
      const status = verdicts[verdict];
      return subjectType === 'AgentMessageWritten' && status
        ? { draftId, status, reason, sendId, offeredTemplate, otherChannel }
        : undefined;
    }
    case 'MessageSent': {
      const { speaker, subjectId: draftId, sendId } = message.data;
      return speaker === 'agent' ? { draftId, sendId, status: 'sent' } : undefined;
    }
    case 'SendFailed': {
      const { subjectId: draftId, code: errorCode, title: errorTitle, final, speaker } = message.data;
      return final && speaker === 'agent' ? { draftId, status: 'failed', errorCode, errorTitle } : undefined;
    }
    case 'SendUnconfirmed':
      return message.data.speaker === 'agent' ? { draftId: message.data.subjectId, status: 'unconfirmed' } : undefined;
    case 'StatusReceived': {
      const { sendId, status, applied } = message.data;
      // whether a `failed` is the end says SendFailed
      const known = status === 'delivered' || status === 'read' || status === 'sent';
      return known && applied ? { sendId, status } : undefined;
    }
    default:
      return undefined;
  }
}
