import { Body, Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayServe } from '../domain/people.ts';
import { commandId, noteText, parse } from './body.ts';
import { Commands } from './commands.ts';
import { noteOf } from './note-of.ts';
import { Reader } from './reader.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { Threads } from './threads.ts';

const written = z.object({ command_id: commandId, text: noteText });

/** Words among colleagues: they stand in the transcript, sealed as all others, and are sent to nobody. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class NoteController {
  constructor(
    private readonly threads: Threads,
    private readonly commands: Commands,
    private readonly reader: Reader,
  ) {}

  @Post('conversations/:id/notes')
  @HttpCode(200)
  async note(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<{ note_id: string }> {
    if (!mayServe(user)) throw notAllowed();
    const { command_id: command, text } = parse(written, body);
    const { thread } = await this.threads.visible(user, id);
    const note = await noteOf(this.reader, thread, { agentId: user.id, command, text });
    await this.commands.decide(id, { user, commandId: command, name: 'note' }, { type: 'note', note });
    return { note_id: note.noteId };
  }
}
