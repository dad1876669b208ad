import { sameSecret, verifySignature } from '@frontdesk/whatsapp';
import { Logger } from '@frontdesk/runtime';
import { Controller, Get, Header, HttpCode, HttpException, Post, Query, Req } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Intake } from './intake.ts';
import { Settings } from './settings.ts';
import { WebhookOutcomes } from './webhook-outcomes.ts';

const path = 'webhooks/whatsapp';
/** What Fastify refuses before a handler has it. */
const unread: ReadonlyMap<string, string> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'too_large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'content_type'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'cut_off'],
]);
const isOurs = (request: FastifyRequest): boolean => request.url.split('?', 1)[0] === `/${path}`;

/** Meta's side of the door. Nothing is told to who cannot sign; nothing is accepted before the log has it. */
@Controller(path)
export class WebhookController implements OnModuleInit {
  constructor(
    private readonly settings: Settings,
    private readonly intake: Intake,
    private readonly outcomes: WebhookOutcomes,
    private readonly host: HttpAdapterHost,
    private readonly logger: Logger,
  ) {}

  /** Refusals have an empty body, those that Fastify makes before a handler too. */
  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.addHook('onError', (request, _reply, error, done) => {
      const check = unread.get(error.code);
      if (isOurs(request) && check !== undefined) this.outcomes.refused(check);
      done();
    });
    fastify.addHook('onSend', (request, reply, payload, done) => {
      if (!isOurs(request) || reply.statusCode < 400) return done(null, payload);
      void reply.removeHeader('content-length').removeHeader('content-type');
      done(null, '');
    });
  }

  @Get()
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('x-content-type-options', 'nosniff')
  verify(@Query() query: Record<string, unknown>): string {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query;
    const isGenuine = mode === 'subscribe' && typeof token === 'string' && sameSecret(token, this.settings.current.WHATSAPP_VERIFY_TOKEN);
    if (!isGenuine || typeof challenge !== 'string') throw this.refuse(403, 'verify_token');
    return challenge;
  }

  @Post()
  @HttpCode(200)
  async receive(@Req() request: FastifyRequest): Promise<void> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const header = request.headers['x-hub-signature-256'];
    const check = verifySignature(body, typeof header === 'string' ? header : undefined, this.settings.current.WHATSAPP_APP_SECRET);
    if (check !== 'genuine') throw this.refuse(401, check);
    let taken: Awaited<ReturnType<Intake['accept']>>;
    try {
      taken = await this.intake.accept(body);
    } catch (error) {
      this.logger.error('webhook not accepted: the log did not acknowledge', error);
      throw this.refuse(503, 'log');
    }
    if (taken === 'not_json' || taken === 'not_a_webhook') throw this.refuse(400, taken);
    if (taken === 'too_many_items') throw this.refuse(413, taken);
    this.outcomes.accepted(taken);
  }

  private refuse(status: number, check: string): HttpException {
    this.outcomes.refused(check);
    return new HttpException('', status);
  }
}
