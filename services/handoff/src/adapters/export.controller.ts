import { Readable } from 'node:stream';
import { Clock, Logger } from '@frontdesk/runtime';
import { Controller, Get, Param, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { mayExport } from '../domain/people.ts';
import type { Staff } from '../domain/staff.ts';
import { Cases } from './cases.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { Threads } from './threads.ts';
import { TranscriptClient } from './transcript.client.ts';

const longestMs = 600_000;

/** One conversation as one file: words redacted, decisions, verdicts, consents, who looked. It passes through, a line at a time. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class ExportController {
  constructor(
    private readonly threads: Threads,
    private readonly transcripts: TranscriptClient,
    private readonly cases: Cases,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** On record before the first byte, each time. */
  @Get('conversations/:id/export')
  async export(@Me() me: SignedIn, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    if (!mayExport(me.user)) throw notAllowed();
    const { ticketId } = await this.threads.visible(me.user, id);
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const all = await this.transcripts.all(id, AbortSignal.any([left.signal, AbortSignal.timeout(longestMs)]));
    const staff = await this.cases.staff();
    await this.threads.exported(me, id, ticketId);
    const at = new Date(this.clock.now()).toISOString();
    const head = { kind: 'export', format: 1, conversation_id: id, at, by: me.user.id, by_name: me.user.name };
    const lines = Readable.from(named(head, all, staff), { objectMode: false });
    lines.once('error', (error) => this.logger.error('an export ended before its end', error));
    void reply
      .status(200)
      .headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
      // named by our own id of it, which says nothing of whose it is
      .header('content-disposition', `attachment; filename="conversation-${id.replaceAll(/[^\w-]/g, '')}.jsonl"`)
      .type('application/x-ndjson')
      .send(lines);
  }
}

/** @throws Error where it ended before its last line: half a file is none */
async function* named(head: object, all: AsyncIterable<Uint8Array>, staff: Staff): AsyncGenerator<string> {
  yield `${JSON.stringify(head)}\n`;
  let isWhole = false;
  for await (const line of linesOf(all)) {
    const row = JSON.parse(line) as { kind: string; actor?: string; sender?: string };
    const [who, id] = (row.actor ?? row.sender ?? '').split(/:(.*)/s);
    isWhole = row.kind === 'end';
    yield `${JSON.stringify(id && who !== 'service' ? { ...row, by_name: staff.nameOf(id) } : row)}\n`;
  }
  if (!isWhole) throw new Error('the export has no end');
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop()!;
    yield* parts;
  }
}
