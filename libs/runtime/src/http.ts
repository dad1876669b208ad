import type { Readable } from 'node:stream';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const webhookLimit = 4 * 1024 * 1024; // Meta sends up to 3 MB
/** From a request's first byte to its last. Fastify's own is none: who may not sign could hold memory for as long as they like. */
const requestTimeoutMs = 60_000;

/** A file on its way in: no form and no page of another origin can say so of what it sends. */
export const fileType = 'application/x-frontdesk-file';
/** Its pieces. Who breaks off has to `resume` it: what is left would stand in the way of the answer, and of the next request. */
export const arriving = (body: Readable): AsyncIterable<Uint8Array> => body.iterator({ destroyOnReturn: false });
/** where one is read piece by piece, by who knows how large it may be */
const takesFiles = /^\/internal\/media\?|^\/console\/api\/tickets\/[^/]+\/file$/;

/**
 * Fastify as services use it. Bodies stay bytes on the webhook's route (its signature is over them), elsewhere they are JSON, or a form. Answers are
 * kept by no cache, unless they say that they may: most hold somebody's words.
 */
export function httpAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({ bodyLimit: webhookLimit, requestTimeout: requestTimeoutMs });
  const fastify = adapter.getInstance();
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (request.url.startsWith('/webhooks/')) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    const text = body.toString('utf8');
    const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    if (form) return done(null, Object.fromEntries(new URLSearchParams(text)));
    try {
      done(null, JSON.parse(text));
    } catch {
      done(new BadRequestException({ code: 'BAD_REQUEST', message: 'body: expected JSON' }));
    }
  });
  fastify.addContentTypeParser(fileType, (request, body, done) => {
    if (takesFiles.test(request.url)) done(null, body);
    else done(new UnsupportedMediaTypeException({ code: 'BAD_REQUEST', message: 'no file is taken here' }));
  });
  return adapter;
}
