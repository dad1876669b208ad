import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { maySeeTranscripts } from '../domain/people.ts';
import { DesksStore } from './desks.store.ts';
import { notFound, SessionGuard } from './session.guard.ts';

const files = resolve(import.meta.dirname, '../../../../apps/console/dist');
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
};
const headers = {
  'content-security-policy': [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** @returns the path behind `/console/`; undefined if it is not one */
function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?', 1)[0]!).replace(/^\/console\/?/, '');
  } catch {
    return undefined;
  }
}

/** The console's page, and the permalinks of tickets. */
@Controller('console')
export class PageController {
  constructor(
    private readonly desks: DesksStore,
    private readonly guard: SessionGuard,
  ) {}

  @Get()
  index(@Res() reply: FastifyReply): Promise<void> {
    return this.#send(reply, 'index.html');
  }

  /** Opens for signed-in staff; for everybody else there is nothing here, but for the page, which asks who it is and says the rest. */
  @Get('t/:token')
  async permalink(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const signedIn = await this.guard.signedIn(request, true);
    const opens = signedIn && maySeeTranscripts(signedIn.user) && (await this.desks.byToken(token));
    return this.#send(reply, 'index.html', opens ? 200 : 404);
  }

  @Get('*')
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = pathOf(request.url);
    if (path === undefined || path.startsWith('api/')) throw notFound();
    return this.#send(reply, path.includes('.') ? path : 'index.html');
  }

  async #send(reply: FastifyReply, path: string, status = 200): Promise<void> {
    const full = resolve(files, path);
    const body = full.startsWith(files + sep) ? await readFile(full).catch(() => undefined) : undefined;
    const named = extname(path) !== '.html' && path.startsWith('assets/');
    if (!body && path === 'index.html')
      return void reply.status(503).headers(headers).type('text/plain').send('The console page is not built.');
    if (!body) throw notFound();
    void reply
      .status(status)
      .headers(headers)
      .header('cache-control', named ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(types[extname(path)] ?? 'application/octet-stream')
      .send(body);
  }
}
