import type { FastifyReply, FastifyRequest } from 'fastify';
import { graphError } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { asObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import type { OwnFault } from '../sim/faults.ts';
import { traceId } from '../sim/ids.ts';

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, body } = graphError(problem, traceId());
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
  return reply.status(status).send(body);
}

const isProblem = (answer: object): answer is Problem => typeof (answer as Problem).code === 'number';

/** An answer, or the problem that stands in its place. */
export const answered = (reply: FastifyReply, answer: Problem | object): FastifyReply =>
  isProblem(answer) ? sendProblem(reply, answer) : reply.send(answer);

/** Graph takes parameters from the query as well as from the body. */
export function parametersOf({ query, body }: FastifyRequest): Json {
  const { access_token: _token, ...given } = { ...asObject(query), ...asObject(body) };
  return given;
}

export const EXPIRED: Problem = {
  code: 190,
  subcode: 463,
  message: 'Error validating access token: Session has expired on Monday, 01-Jan-24 00:00:00 PST. The current time is later.',
};

export const problemOf = ({ code = 131000, status, retry_after: retryAfter }: OwnFault): Problem => ({
  code,
  ...(status === undefined ? {} : { status }),
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
