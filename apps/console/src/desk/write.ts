import type { Draft } from '../api/types.ts';
import type { Seat } from './context.ts';

interface Words {
  reply: { readonly text: string; readonly file_id?: string; readonly replaces_draft_id?: string; readonly holding?: boolean };
  template: {
    readonly name: string;
    readonly language: string;
    readonly variables: readonly string[];
    readonly replaces_draft_id?: string;
  };
  'ask-proof': { readonly order: string; readonly replaces_draft_id?: undefined };
}

/** A word to colleagues; asked for again because nobody answered, it is one. */
export async function writeNote({ desk, say }: Seat, conversationId: string, text: string): Promise<void> {
  const { again } = await desk.client.once<{ note_id: string }>(`conversations/${conversationId}/notes`, { text });
  void desk.thread(conversationId).part.load();
  if (again) say('You asked for the same again because nobody had answered: it is one note.');
}

/** Words for a customer. They are sent once, also if they are asked for again because nobody answered. */
export async function write<K extends keyof Words>({ desk, say }: Seat, ticketId: string, kind: K, words: Words[K]): Promise<void> {
  const { answer, again } = await desk.client.once<{ draft: Draft }>(`tickets/${ticketId}/${kind}`, words);
  const { draft } = answer;
  const gone = (id: string): boolean => id === draft.id || id === words.replaces_draft_id;
  desk.ticket(ticketId).update((before) => ({ ...before, drafts: [...before.drafts.filter(({ id }) => !gone(id)), draft] }));
  if (again) say('You asked for the same again because nobody had answered: it is sent once.');
}
