import { Readable } from 'node:stream';
import { Logger, ServiceGuard } from '@frontdesk/runtime';
import { Controller, Get, Param, StreamableFile, UseGuards } from '@nestjs/common';
import { decisionExported, lookExported, messageExported } from '../domain/exported.ts';
import type { Exported } from '../domain/exported.ts';
import { EventsStore } from './events.store.ts';
import { LooksStore } from './looks.store.ts';
import { ThreadStore } from './thread.store.ts';

/** rows that are in memory at a time */
const part = 200;

/** All that is on record of one conversation, a JSON text a line: what was said, what was decided, who looked. Its last line says that it is whole. */
@Controller('internal')
@UseGuards(ServiceGuard)
export class ExportController {
  constructor(
    private readonly thread: ThreadStore,
    private readonly events: EventsStore,
    private readonly looks: LooksStore,
    private readonly logger: Logger,
  ) {}

  @Get('exports/:conversationId')
  export(@Param('conversationId') conversationId: string): StreamableFile {
    const lines = Readable.from(this.#lines(conversationId), { objectMode: false });
    lines.once('error', (error) => this.logger.error('an export ended before its end', error));
    return new StreamableFile(lines, { type: 'application/x-ndjson' });
  }

  async *#lines(conversationId: string): AsyncGenerator<string> {
    let count = 0;
    for await (const one of this.#rows(conversationId)) {
      count += 1;
      yield `${JSON.stringify(one)}\n`;
    }
    yield `${JSON.stringify({ kind: 'end', lines: count } satisfies Exported)}\n`;
  }

  async *#rows(conversationId: string): AsyncGenerator<Exported> {
    for await (const line of this.thread.all(conversationId, part)) yield messageExported(line);
    for await (const row of this.events.all(conversationId, part)) yield decisionExported(row);
    for await (const look of this.looks.all(conversationId, part)) yield lookExported(look);
  }
}
