import { captionOf } from '../domain/attachment.ts';
import type { Attachment } from '../domain/attachment.ts';
import type { DraftRow } from './drafts.store.ts';
import type { TemplateRow } from './console.store.ts';

/** A file that goes along, or would. */
export const fileView = ({ fileId, kind, mime, bytes }: Attachment, name: string): object => ({ id: fileId, kind, mime, bytes, name });

/** What a person wrote, as `docs/console-api.md` shapes it. @param text opened; @param link for which it was refused */
export const draftView = (draft: DraftRow, text: string, templates: readonly TemplateRow[], link?: string): object => ({
  id: draft.id,
  agent_id: draft.agentId,
  text: draft.file ? captionOf(draft.file.kind, text).caption : text,
  template: draft.template ?? null,
  file: draft.file ? fileView(draft.file, captionOf(draft.file.kind, text).name) : null,
  at: draft.at,
  status: draft.status,
  reason: draft.status === 'refused' || draft.status === 'held' ? draft.reason : null,
  refused_link: link ?? null,
  offered_template: templates.find(({ id, name }) => id === draft.offeredTemplate || name === draft.offeredTemplate) ?? null,
  other_channel: draft.otherChannel,
  error: draft.errorCode ? { code: draft.errorCode, title: draft.errorTitle ?? '' } : null,
});
