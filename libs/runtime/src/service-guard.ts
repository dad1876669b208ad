import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export const serviceToken = Symbol('SERVICE_TOKEN');

const digest = (value: string) => createHash('sha256').update(value).digest();

/** Lets other services in, and nobody else. */
@Injectable()
export class ServiceGuard implements CanActivate {
  readonly #expected: Buffer;

  constructor(@Inject(serviceToken) token: string) {
    this.#expected = digest(`Bearer ${token}`);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), this.#expected)) throw new UnauthorizedException();
    return true;
  }
}
