import { createParamDecorator, HttpException, Injectable } from '@nestjs/common';
import { fileType } from '@frontdesk/runtime';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { User } from '../domain/people.ts';
import { AgentsStore } from './agents.store.ts';
import { cookieOf, SessionsStore } from './sessions.store.ts';
import type { Session } from './sessions.store.ts';

export interface SignedIn {
  readonly user: User;
  readonly session: Session;
}

type Request = FastifyRequest & { signedIn?: SignedIn };

/** What a form or a page of another origin cannot send: JSON, or a file, with our header, from our own origin. */
export function fromOurPage({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const type = headers['content-type'] ?? '';
  return (
    (type.startsWith('application/json') || type === fileType) &&
    headers['x-frontdesk-console'] === '1' &&
    (site === undefined || site === 'same-origin') &&
    (origin === undefined || URL.parse(origin)?.host === headers.host)
  );
}

/** A page reads and beats by itself: neither a look nor a beat that says so keeps a session from idling out. */
const isUse = ({ method, body }: FastifyRequest): boolean =>
  method !== 'GET' && !(typeof body === 'object' && body !== null && 'active' in body && body.active === false);

/** Lets signed-in people in; a request that changes something must come from our page. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly agents: AgentsStore,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    request.signedIn = await this.signedIn(request, isUse(request));
    if (!request.signedIn) throw new HttpException({ code: 'SIGNED_OUT', message: 'sign in first' }, 401);
    await this.agents.seen(request.signedIn.user.id);
    if (request.method !== 'GET' && !fromOurPage(request)) throw crossSite();
    return true;
  }

  async signedIn(request: FastifyRequest, active: boolean): Promise<SignedIn | undefined> {
    const session = await this.sessions.find(cookieOf(request.headers.cookie), active);
    const user = session && (await this.agents.byId(session.agentId));
    return user && { user, session };
  }
}

export const crossSite = (): HttpException =>
  new HttpException({ code: 'CROSS_SITE', message: 'expected JSON from the console itself' }, 403);
export const notAllowed = (): HttpException => new HttpException({ code: 'NOT_ALLOWED', message: 'your role may not do this' }, 403);
export const notFound = (): HttpException => new HttpException({ code: 'NOT_FOUND', message: 'there is no such thing' }, 404);

/** Who asks; behind `SessionGuard` only. */
export const Me = createParamDecorator(
  (_: unknown, context: ExecutionContext): SignedIn => context.switchToHttp().getRequest<Request>().signedIn!,
);
