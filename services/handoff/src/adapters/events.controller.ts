import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionGuard } from './session.guard.ts';
import { Watch } from './watch.ts';

const ALIVE_MS = 15_000;

/** Server-sent events: what changed, by name; the page fetches it again. */
@Controller('console/api')
export class EventsController implements BeforeApplicationShutdown {
  readonly #open = new Set<() => void>();

  constructor(
    private readonly watch: Watch,
    private readonly guard: SessionGuard,
  ) {}

  /** The server waits for open answers before it closes. */
  beforeApplicationShutdown(): void {
    this.#open.forEach((close) => close());
  }

  @Get('events')
  @UseGuards(SessionGuard)
  events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write(': connected\n\n');
    const stop = this.watch.listen((scopes) => raw.write(`event: changed\ndata: ${JSON.stringify({ scopes })}\n\n`));
    const alive = setInterval(() => void this.#stillSignedIn(request, raw, close), ALIVE_MS);
    const close = (): void => {
      stop();
      clearInterval(alive);
      this.#open.delete(close);
      raw.end();
    };
    this.#open.add(close);
    raw.on('close', close);
  }

  /** Listening is no activity: a session that ends elsewhere or by idling ends the stream. */
  async #stillSignedIn(request: FastifyRequest, raw: FastifyReply['raw'], close: () => void): Promise<void> {
    const signedIn = await this.guard.signedIn(request, false).catch(() => true);
    // closed meanwhile: to write after the end would be an error that nobody catches
    if (!this.#open.has(close)) return;
    raw.write(signedIn ? ': alive\n\n' : 'event: signed-out\ndata: {}\n\n');
    if (!signedIn) close();
  }
}
