import { Body, Controller, Get, HttpCode, HttpException, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { demoPassword, demoUsers } from '../domain/people.ts';
import type { User } from '../domain/people.ts';
import { parse } from './body.ts';
import { OidcClient } from './oidc.client.ts';
import { crossSite, fromOurPage, Me, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { ATTRIBUTES, COOKIE } from './sessions.store.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';
import { SignIns } from './sign-ins.ts';

const credentials = z.object({ email: z.string().max(200), password: z.string().max(200) });
@Controller('console/api')
export class SessionController {
  constructor(
    private readonly signIns: SignIns,
    private readonly guard: SessionGuard,
    private readonly oidc: OidcClient,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('session')
  async session(@Req() request: FastifyRequest): Promise<object> {
    const signedIn = await this.guard.signedIn(request, false);
    const demo = this.settings.oidc ? [] : demoUsers.map(({ email, name, role }) => ({ email, name, role }));
    return { user: signedIn?.user ?? null, demo_users: demo, oidc: this.settings.oidc !== undefined };
  }

  @Post('sign-in')
  @HttpCode(200)
  async signIn(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ user: User }> {
    if (!fromOurPage(request)) throw crossSite();
    const { email, password } = parse(credentials, body);
    const user = this.settings.oidc ? undefined : demoUsers.find((one) => one.email === email.trim().toLowerCase());
    if (!user || password !== demoPassword) {
      throw new HttpException({ code: 'WRONG_CREDENTIALS', message: 'e-mail address or password is wrong' }, 401);
    }
    void reply.header('set-cookie', await this.signIns.enter(user));
    return { user };
  }

  @Post('sign-out')
  @HttpCode(200)
  @UseGuards(SessionGuard)
  async signOut(@Me() me: SignedIn, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ url: string | null }> {
    const idToken = await this.signIns.leave(me);
    void reply.header('set-cookie', `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`);
    const { oidc } = this.settings;
    return { url: (oidc && idToken && (await this.oidc.endSession(oidc, idToken))) || null };
  }
}
