import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { Clock } from '@frontdesk/runtime';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { askingPage, codePage, overPage } from '../domain/confirm-page.ts';
import { CodeKeys } from './code-keys.ts';
import { MAILS } from './codes.ts';
import type { Mails } from './codes.ts';
import { orderOfGood } from './codes.store.ts';

/** Nothing of another's is in it, and no page of another's shows it or learns where it was. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
};

/** The page of a link that came by e-mail. Public: who has the link has the mail. Neither reading it nor its button changes anything. */
@Controller('confirm')
export class ConfirmController {
  constructor(
    @Inject(MAILS) private readonly mails: Mails | undefined,
    private readonly keys: CodeKeys,
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  @Get(':token')
  asks(@Param('token') token: string, @Query('lang') locale: string, @Res() reply: FastifyReply): Promise<void> {
    return this.#answer(token, locale, reply, ({ orderNumber }) => askingPage(orderNumber, locale, this.mails?.forChanges === true));
  }

  @Post(':token')
  shows(@Param('token') token: string, @Query('lang') locale: string, @Res() reply: FastifyReply): Promise<void> {
    return this.#answer(token, locale, reply, ({ id }) => codePage(this.keys.codeOf(id), locale));
  }

  async #answer(
    token: string,
    locale: string,
    reply: FastifyReply,
    page: (code: { id: string; orderNumber: string }) => string,
  ): Promise<void> {
    const id = this.keys.idIn(token);
    const orderNumber = id && (await orderOfGood(this.db, id, this.clock.now()));
    if (id && orderNumber) await reply.status(200).headers(headers).send(page({ id, orderNumber }));
    else await reply.status(404).headers(headers).send(overPage(locale));
  }
}
