import { Clock } from '@frontdesk/runtime';
import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { parse } from './body.ts';
import { Cases } from './cases.ts';
import { FilesClient } from './files.client.ts';
import type { KeptFile } from './files.client.ts';
import { Reader } from './reader.ts';
import { Me, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { fileIdOf, isFile, Threads } from './threads.ts';
import type { Line } from './transcript.client.ts';

const page = z.object({ before: z.uuid().optional() });

/** What was said, opened; that somebody looked is on record. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class ThreadController {
  constructor(
    private readonly threads: Threads,
    private readonly files: FilesClient,
    private readonly reader: Reader,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  @Get('conversations/:id/thread')
  async thread(@Me() me: SignedIn, @Param('id') id: string, @Query() query: unknown): Promise<object> {
    const { before } = parse(page, query);
    const { thread, lines, next, ticketId } = await this.threads.of(me.user, id, before);
    const [staff, files] = await Promise.all([this.cases.staff(), this.files.of(lines.filter(isFile).map(fileIdOf))]);
    await this.threads.opened(me, id, ticketId);
    const messages = await Promise.all(
      lines.map(async (line) => ({
        ...(await this.reader.line(thread, line, staff)),
        file: fileView(line, files),
      })),
    );
    return { now: this.clock.now(), messages, next };
  }
}

const states = { stored: 'kept', pending: 'coming', failed: 'gone' } as const;

/** `unknown`: gateway did not say. */
function fileView(line: Line, files: ReadonlyMap<string, KeptFile> | undefined): object | null {
  if (!isFile(line)) return null;
  const file = files?.get(fileIdOf(line));
  if (file) return { kind: file.kind, state: states[file.state], reason: file.reason, mime: file.mime, bytes: file.bytes };
  const nothing = { kind: line.metadata['media_kind'], mime: '', bytes: null };
  return files ? { ...nothing, state: 'gone', reason: 'not_kept' } : { ...nothing, state: 'unknown', reason: null };
}
