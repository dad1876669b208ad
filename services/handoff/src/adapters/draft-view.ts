import type { DraftRow } from './drafts.store.ts';
import type { TemplateRow } from './console.store.ts';

/** What a person wrote, as `docs/console-api.md` shapes it. @param text opened; @param link for which it was refused */
export const draftView = (draft: DraftRow, text: string, templates: readonly TemplateRow[], link?: string): object => ({
  id: draft.id,
  agent_id: draft.agentId,
  text,
  template: draft.template ?? null,
  at: draft.at,
  status: draft.status,
  reason: draft.status === 'refused' || draft.status === 'held' ? draft.reason : null,
  refused_link: link ?? null,
  offered_template: templates.find(({ id, name }) => id === draft.offeredTemplate || name === draft.offeredTemplate) ?? null,
  other_channel: draft.otherChannel,
  error: draft.errorCode ? { code: draft.errorCode, title: draft.errorTitle ?? '' } : null,
});
