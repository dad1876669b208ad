import { BadRequestException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const webhookLimit = 4 * 1024 * 1024; // Meta sends up to 3 MB

/** Fastify as services use it. Bodies stay bytes on the webhook's route (its signature is over them), and are JSON elsewhere. */
export function httpAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({ bodyLimit: webhookLimit });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (request.url.startsWith('/webhooks/')) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString('utf8')));
    } catch {
      done(new BadRequestException({ code: 'BAD_REQUEST', message: 'body: expected JSON' }));
    }
  });
  return adapter;
}
