import { deriveId } from '@frontdesk/bus';
import { Clock, Logger } from '@frontdesk/runtime';
import { Body, Controller, Get, HttpCode, HttpException, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emailOf, nameOf, roleOf } from '../domain/claims.ts';
import { parse } from './body.ts';
import { OidcClient, SignInError } from './oidc.client.ts';
import type { Proved } from './oidc.client.ts';
import { open, seal } from './sealed.ts';
import { notFound } from './session.guard.ts';
import { cookieOf } from './sessions.store.ts';
import { SETTINGS } from './settings.ts';
import type { OidcSettings, Settings } from './settings.ts';
import { SignIns } from './sign-ins.ts';

const COOKIE = 'frontdesk_sign_in';
const PATH = '/console/api/oidc';
const LIFE_MS = 10 * 60_000;
const kept = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), at: z.number(), back: z.string() });

const loggedOut = z.object({ logout_token: z.string().max(16_384) });
/** Stays when name and address change, and tells neither. */
const idOf = (issuer: string, subject: string): string => deriveId(0, 'person', issuer, subject);

/** Signing in at the provider: there, and back. What goes wrong is a page that says so, with a way to try again. */
@Controller('console/api/oidc')
export class OidcController {
  constructor(
    private readonly oidc: OidcClient,
    private readonly signIns: SignIns,
    private readonly clock: Clock,
    private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('sign-in')
  async signIn(@Query('return_to') asked: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { oidc } = this.#on();
    const back = this.#ours(asked);
    try {
      const { url, attempt } = await this.oidc.begin(oidc);
      const value = seal(this.settings.FRONTDESK_SESSION_SECRET, COOKIE, JSON.stringify({ ...attempt, at: this.clock.now(), back }));
      await this.#to(reply, url, [this.#cookie(value, LIFE_MS / 1000)]);
    } catch (error) {
      await this.#problem(reply, this.#told(error), back);
    }
  }

  @Get('callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { oidc } = this.#on();
    const sealed = cookieOf(request.headers.cookie, COOKIE) ?? '';
    const text = open(this.settings.FRONTDESK_SESSION_SECRET, COOKIE, sealed);
    const attempt = text === undefined ? undefined : kept.parse(JSON.parse(text));
    if (!attempt || this.clock.now() - attempt.at > LIFE_MS) return this.#problem(reply, 'SIGN_IN_EXPIRED', '/console');
    try {
      const proved = await this.oidc.complete(oidc, request.url.split('?')[1] ?? '', attempt);
      const cookie = await this.#admit(oidc, proved);
      if (!cookie) return await this.#problem(reply, 'NO_ROLE', attempt.back);
      await this.#to(reply, attempt.back, [cookie, this.#cookie('', 0)]);
    } catch (error) {
      await this.#problem(reply, this.#told(error), attempt.back);
    }
  }

  /** The provider tells that somebody is out there: then they are out here too. Its answer has no body that anybody reads. */
  @Post('back-channel-logout')
  @HttpCode(200)
  async loggedOut(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { oidc } = this.#on();
    void reply.header('cache-control', 'no-store');
    const { logout_token: token } = parse(loggedOut, body);
    try {
      const { issuer, subject, session } = await this.oidc.loggedOut(oidc, token);
      await this.signIns.expel(session, subject === undefined ? undefined : idOf(issuer, subject));
      return {};
    } catch (error) {
      throw new HttpException({ code: this.#told(error), message: 'the logout token does not hold' }, 400);
    }
  }

  /** @returns the session's cookie; undefined for who has no role here, whose sessions of other roles end */
  async #admit(oidc: OidcSettings, { issuer, subject, claims, idToken, session }: Proved): Promise<string | undefined> {
    const role = roleOf(claims, oidc.roleClaim, oidc.roles);
    const person = { id: idOf(issuer, subject), name: nameOf(claims, oidc.nameClaim), email: emailOf(claims), role };
    if (!role) {
      this.logger.warn('somebody without a role here asked to sign in', { code: 'NO_ROLE', person: person.id });
      await this.signIns.dismiss(person.id);
      return undefined;
    }
    return this.signIns.enter({ ...person, role }, { issuer: oidc.issuer, idToken, session });
  }

  #on(): { oidc: OidcSettings } {
    if (!this.settings.oidc) throw notFound();
    return { oidc: this.settings.oidc };
  }

  /** A place in the console; whatever else was asked for is its front page. */
  #ours(asked: unknown): string {
    const url = typeof asked === 'string' ? URL.parse(asked, this.settings.PUBLIC_URL) : null;
    const ours = url?.origin === new URL(this.settings.PUBLIC_URL).origin && /^\/console(\/(?!api\/)|$)/.test(url.pathname);
    return ours ? url.pathname : '/console';
  }

  #told(error: unknown): string {
    if (!(error instanceof SignInError)) throw error;
    this.logger.warn('a sign-in did not succeed', { code: error.code, detail: error.detail });
    return error.code;
  }

  #problem(reply: FastifyReply, code: string, back: string): Promise<void> {
    return this.#to(reply, `${back}?sign_in=${code}`, [this.#cookie('', 0)]);
  }

  #cookie(value: string, seconds: number): string {
    const secure = this.settings.PUBLIC_URL.startsWith('https:') ? '; Secure' : '';
    return `${COOKIE}=${value}; Path=${PATH}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
  }

  async #to(reply: FastifyReply, url: string, cookies: readonly string[]): Promise<void> {
    const headers = { location: url, 'set-cookie': [...cookies], 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    await reply.status(303).headers(headers).send();
  }
}
