import type { Decision, Text } from '@frontdesk/contracts';
import type { Draft } from './draft.ts';
import type { Person } from './takeover.ts';

/** A word to colleagues. */
export interface Note {
  readonly noteId: string;
  readonly text: Text;
}

/** Whatever the case is in, it stays in that. */
export function takeNote(draft: Draft, note: Note, person: Person, about: Decision): void {
  const { thread, ticket } = draft.desk;
  const ticketId = ticket?.caseNo === thread.caseNo ? ticket.id : '';
  draft.emit('NoteWritten', { ticketId, agentId: person.id, ...note }, about);
}
