import type { FastifyReply } from 'fastify';
import { graphError } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { OwnFault } from '../sim/faults.ts';
import { traceId } from '../sim/ids.ts';

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, body } = graphError(problem, traceId());
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
  return reply.status(status).send(body);
}

export const EXPIRED: Problem = { code: 190, subcode: 463, message: 'Error validating access token: Session has expired on Monday, 01-Jan-24 00:00:00 PST. The current time is later.' };

export const problemOf = ({ code = 131000, status, retry_after: retryAfter }: OwnFault): Problem => ({
  code, ...(status === undefined ? {} : { status }), ...(retryAfter === undefined ? {} : { retryAfter }),
});
