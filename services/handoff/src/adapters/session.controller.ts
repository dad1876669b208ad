import { randomUUID } from 'node:crypto';
import { fact } from '@frontdesk/contracts';
import { Body, Controller, Get, HttpCode, HttpException, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { demoPassword, demoUsers } from '../domain/people.ts';
import type { User } from '../domain/people.ts';
import { AgentsStore } from './agents.store.ts';
import { parse } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { crossSite, fromOurPage, Me, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { COOKIE, SessionsStore } from './sessions.store.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

const credentials = z.object({ email: z.string().max(200), password: z.string().max(200) });
/** Lax, so that a permalink in a help desk's ticket opens; what changes something must come from our page (`SessionGuard`). */
const attributes = 'Path=/console; HttpOnly; SameSite=Lax';

@Controller('console/api')
export class SessionController {
  constructor(
    private readonly sessions: SessionsStore, private readonly commands: Commands, private readonly guard: SessionGuard,
    private readonly agents: AgentsStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('session')
  async session(@Req() request: FastifyRequest): Promise<object> {
    const signedIn = await this.guard.signedIn(request, false);
    return { user: signedIn?.user ?? null, demo_users: demoUsers.map(({ email, name, role }) => ({ email, name, role })), oidc: false };
  }

  @Post('sign-in')
  @HttpCode(200)
  async signIn(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ user: User }> {
    if (!fromOurPage(request)) throw crossSite();
    const { email, password } = parse(credentials, body);
    const user = demoUsers.find((one) => one.email === email.trim().toLowerCase());
    if (!user || password !== demoPassword) {
      throw new HttpException({ code: 'WRONG_CREDENTIALS', message: 'e-mail address or password is wrong' }, 401);
    }
    let cookie = '';
    await this.commands.record({ user, commandId: randomUUID(), name: 'sign-in' },
      [fact('SignedIn', { agentId: user.id, role: user.role }, { conversationId: ACCOUNT })],
      async (tx) => { cookie = await this.sessions.start(tx, user.id); });
    const secure = this.settings.PUBLIC_URL.startsWith('https:') ? '; Secure' : '';
    void reply.header('set-cookie', `${COOKIE}=${cookie}; ${attributes}; Max-Age=43200${secure}`);
    return { user };
  }

  @Post('sign-out')
  @HttpCode(200)
  @UseGuards(SessionGuard)
  async signOut(@Me() { user, session }: SignedIn, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    await this.commands.record({ user, commandId: session.id, name: 'sign-out' },
      [fact('SignedOut', { agentId: user.id }, { conversationId: ACCOUNT }),
        fact('PresenceChanged', { agentId: user.id, presence: 'off' }, { conversationId: ACCOUNT })],
      async (tx) => {
        await this.sessions.end(tx, session.id);
        await this.agents.become(tx, user.id, 'off');
      });
    void reply.header('set-cookie', `${COOKIE}=; ${attributes}; Max-Age=0`);
    return {};
  }
}
