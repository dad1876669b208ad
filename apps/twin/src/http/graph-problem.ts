import type { FastifyReply } from 'fastify';
import { graphError } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { traceId } from '../sim/ids.ts';

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, body } = graphError(problem, traceId());
  return reply.status(status).send(body);
}
