import type { Contact, Message, Text } from '@frontdesk/contracts';

/** One line of the transcript, as the seed's `messages` table has it. */
export interface Line {
  readonly id: string;
  readonly conversationId: string;
  /** Meta's time for what a customer wrote; it knows whole seconds only */
  readonly ts: number;
  /** when it was taken or allowed: the order of the thread */
  readonly recordedAt: number;
  readonly sender: string; // customer | bot | notice | agent:<id> | phone | note:<id>, which the customer never sees
  readonly body: string; // redacted
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Something that became of a line: a tick, an error, a verdict. Appended, never changed; the reader folds them. */
export interface Mark {
  readonly id: string;
  readonly lineId: string;
  readonly at: number;
  readonly kind:
    | 'verdict'
    | 'accepted'
    | 'status'
    | 'failed'
    | 'cancelled'
    | 'unconfirmed'
    | 'blocked'
    | 'noted'
    | 'edited'
    | 'revoked'
    | 'flagged';
  readonly detail: Readonly<Record<string, unknown>>;
}

const sealed = (text: Text | undefined) => (text && text.sealed.length > 0 ? Buffer.from(text.sealed).toString('base64') : null);

/** What all lines keep of what was said, and to or by whom. */
const said = (text: Text | undefined, contact: Contact | undefined) => ({ sealed: sealed(text), contact_id: contact?.contactId });

/** @returns the line that a message adds to the transcript, if it does */
export function lineOf({ type, data, envelope }: Message): Line | undefined {
  const { conversationId, decidedAt: recordedAt } = envelope;
  const fence = envelope.fence && { case: envelope.fence.case, epoch: envelope.fence.epoch, turn: envelope.fence.turn };
  switch (type) {
    case 'MessageReceived':
      return {
        id: data.messageId,
        conversationId,
        recordedAt,
        ts: data.sentAt || data.receivedAt,
        sender: 'customer',
        body: data.text?.redacted ?? '',
        metadata: {
          ...said(data.text, data.contact),
          kind: data.kind,
          meta_type: data.metaType || null,
          media_kind: data.mediaKind || null,
          reply_to: data.replyTo || null,
          late: data.late,
        },
      };
    case 'EchoReceived':
      return {
        id: data.messageId,
        conversationId,
        recordedAt,
        ts: data.sentAt,
        sender: 'phone',
        body: data.text?.redacted ?? '',
        metadata: {
          ...said(data.text, data.contact),
          kind: data.kind || 'text',
          media_kind: data.mediaKind || null,
          by: data.by || 'phone',
        },
      };
    case 'HistoryReceived':
      return {
        // its place is where it was said, not where we learnt of it
        id: data.messageId,
        conversationId,
        recordedAt: data.sentAt,
        ts: data.sentAt,
        sender: data.by,
        body: data.text?.redacted ?? '',
        metadata: {
          ...said(data.text, data.contact),
          kind: data.kind,
          media_kind: data.mediaKind || null,
          history: true,
        },
      };
    case 'MessageDispatched':
      return {
        id: data.sendId,
        conversationId,
        recordedAt,
        ts: recordedAt,
        sender: data.speaker === 'agent' ? `agent:${data.author}` : data.speaker,
        body: (data.text ?? data.file?.words)?.redacted || data.template?.name || '',
        metadata: {
          ...said(data.text ?? data.file?.words, data.contact),
          kind: data.template ? 'template' : data.file ? 'media' : 'text',
          ...(data.file ? { media_kind: data.file.kind, file_id: data.file.fileId } : {}),
          answers: data.answers,
          subject_id: data.subjectId,
          verdict_id: data.verdictId,
          dispatch_seq: data.dispatchSeq,
          fence,
          template: data.template ? { name: data.template.name, language: data.template.language } : null,
        },
      };
    case 'NoteWritten':
      return {
        id: data.noteId,
        conversationId,
        recordedAt,
        ts: recordedAt,
        sender: `note:${data.agentId}`,
        body: data.text?.redacted ?? '',
        metadata: { ...said(data.text, undefined), kind: 'note', fence },
      };
    default:
      return undefined;
  }
}

/** @returns what a message says about a line that another message wrote, or will write */
export function markOf({ type, data, envelope }: Message): Mark | undefined {
  const mark = (lineId: string, kind: Mark['kind'], at: number, detail: Mark['detail']): Mark => ({
    id: envelope.id,
    lineId,
    at,
    kind,
    detail,
  });
  switch (type) {
    case 'VerdictGiven':
      return data.sendId
        ? mark(data.sendId, 'verdict', envelope.decidedAt, { verdict_id: data.verdictId, verdict: data.verdict, reason: data.reason })
        : undefined;
    case 'SendAccepted':
      return mark(data.sendId, 'accepted', data.at, {});
    case 'StatusReceived':
      return data.sendId && data.applied
        ? mark(data.sendId, 'status', data.at, {
            status: data.status,
            code: data.errorCode || null,
            title: data.errorTitle || null,
            pricing: data.pricingCategory || null,
          })
        : undefined;
    case 'SendFailed':
      return mark(data.sendId, 'failed', data.at, { code: data.code, title: data.title, final: data.final });
    case 'ContactFlagged':
      return mark(data.sendId, 'flagged', envelope.decidedAt, { reason: data.reason });
    case 'SendCancelled':
      return mark(data.sendId, 'cancelled', envelope.decidedAt, { reason: data.reason });
    case 'SendUnconfirmed':
      return mark(data.sendId, 'unconfirmed', envelope.decidedAt, {});
    case 'MessageEdited':
      return mark(data.messageId, 'edited', data.sentAt || envelope.decidedAt, {
        redacted: data.text?.redacted ?? '',
        sealed: sealed(data.text),
        by: data.by,
      });
    case 'MessageRevoked':
      return mark(data.messageId, 'revoked', data.at || envelope.decidedAt, { by: data.by });
    case 'MessageBlocked':
      return mark(data.messageId, 'blocked', envelope.decidedAt, { reason: data.reason });
    case 'MessageNoted':
      return mark(data.messageId, 'noted', envelope.decidedAt, { as: data.notedAs });
    default:
      return undefined;
  }
}

export interface Words {
  readonly redacted: string;
  readonly sealed: string | null;
}
export interface Version extends Words {
  readonly at: string;
}

/** What a line says now, and said before. Of one that was taken back nothing is shown; its words stay sealed until they are deleted. */
export function wordsOf(
  written: Words,
  ts: string,
  marks: readonly { at: string; kind: Mark['kind']; detail: Mark['detail'] }[],
): { text: Words; earlier: Version[]; revoked: boolean } {
  if (marks.some(({ kind }) => kind === 'revoked')) return { text: { redacted: '', sealed: null }, earlier: [], revoked: true };
  const edits = marks
    .filter(({ kind }) => kind === 'edited')
    .map(({ at, detail }): Version => ({
      at,
      redacted: String(detail['redacted'] ?? ''),
      sealed: typeof detail['sealed'] === 'string' ? detail['sealed'] : null,
    }));
  const versions: Version[] = [{ at: ts, ...written }, ...edits];
  const { redacted, sealed: box } = versions.at(-1) as Version;
  return { text: { redacted, sealed: box }, earlier: versions.slice(0, -1), revoked: false };
}

const rank = ['accepted', 'sent', 'delivered', 'read', 'played'];

/** Folds a line's marks into the one word a reader sees: delivered or read wins over failed, otherwise the furthest. */
export function statusOf(marks: readonly Pick<Mark, 'kind' | 'detail'>[]): string {
  let furthest = -1;
  let other = '';
  for (const { kind, detail } of marks) {
    const word = kind === 'status' ? String(detail['status']) : kind;
    if (rank.includes(word)) furthest = Math.max(furthest, rank.indexOf(word));
    else if (word === 'failed' && (kind === 'status' || detail['final'] === true)) other = 'failed';
    else if (word === 'cancelled' || word === 'unconfirmed') other = word;
  }
  if (furthest >= rank.indexOf('delivered')) return rank[furthest]!;
  return other || (furthest >= 0 ? rank[furthest]! : '');
}
