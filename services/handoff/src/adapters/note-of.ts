import { deriveId } from '@frontdesk/bus';
import type { Thread } from '../domain/desk.ts';
import type { Note } from '../domain/note.ts';
import type { Reader } from './reader.ts';

interface Written {
  readonly agentId: string;
  /** the page's id of what was asked for: the same one is the same note */
  readonly command: string;
  readonly text: string;
}

/** @throws HttpException 409 ERASED */
export const noteOf = async (reader: Reader, thread: Thread, { agentId, command, text }: Written): Promise<Note> => ({
  noteId: deriveId(0, 'note', thread.conversationId, agentId, command),
  text: await reader.seal(thread, text),
});
