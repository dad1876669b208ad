import type { Draft } from '../api/types.ts';
import type { Desk } from './desk.ts';

export interface TemplateCall {
  readonly name: string;
  readonly language: string;
  readonly variables: readonly string[];
  readonly replaces_draft_id?: string;
}

export async function sendTemplate(desk: Desk, ticketId: string, call: TemplateCall): Promise<void> {
  const { draft } = await desk.client.command<{ draft: Draft }>(`tickets/${ticketId}/template`, call);
  const gone = (id: string): boolean => id === draft.id || id === call.replaces_draft_id;
  desk.ticket(ticketId).update((before) => ({ ...before, drafts: [...before.drafts.filter(({ id }) => !gone(id)), draft] }));
}
