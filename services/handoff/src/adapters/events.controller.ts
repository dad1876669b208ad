import { randomUUID } from 'node:crypto';
import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Me, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { ALIVE_MS, ViewersStore } from './viewers.store.ts';
import { Watch } from './watch.ts';

/** Server-sent events: what changed, by name; the page fetches it again. What the page shows is known by the line's id, as long as it is open. */
@Controller('console/api')
export class EventsController implements BeforeApplicationShutdown {
  readonly #open = new Set<() => Promise<void>>();

  constructor(
    private readonly watch: Watch,
    private readonly guard: SessionGuard,
    private readonly viewers: ViewersStore,
  ) {}

  /** The server waits for open answers before it closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#open].map((close) => close()));
  }

  @Get('events')
  @UseGuards(SessionGuard)
  events(@Me() me: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write(': connected\n\n');
    const stop = this.watch.listen((scopes) => raw.write(`event: changed\ndata: ${JSON.stringify({ scopes })}\n\n`));
    const line = randomUUID();
    const entered = this.viewers.enter(line, me).then(
      () => void (this.#open.has(close) && raw.write(`event: line\ndata: ${JSON.stringify({ line })}\n\n`)),
      () => undefined,
    );
    const alive = setInterval(() => void this.#stillSignedIn(request, raw, close, line), ALIVE_MS);
    const close = async (): Promise<void> => {
      if (!this.#open.delete(close)) return;
      stop();
      clearInterval(alive);
      raw.end();
      // what cannot be taken away is soon not counted any more
      await entered.then(() => this.viewers.leave(line)).catch(() => undefined);
    };
    this.#open.add(close);
    raw.on('close', () => void close());
  }

  /** Listening is no activity: a session that ends elsewhere or by idling ends the stream. */
  async #stillSignedIn(request: FastifyRequest, raw: FastifyReply['raw'], close: () => Promise<void>, line: string): Promise<void> {
    const [signedIn] = await Promise.all([
      this.guard.signedIn(request, false).catch(() => true),
      this.viewers.stays(line).catch(() => undefined),
    ]);
    // closed meanwhile: to write after the end would be an error that nobody catches
    if (!this.#open.has(close)) return;
    raw.write(signedIn ? ': alive\n\n' : 'event: signed-out\ndata: {}\n\n');
    if (!signedIn) await close();
  }
}
