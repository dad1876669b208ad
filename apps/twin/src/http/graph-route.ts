import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NumberState } from '../domain/account.ts';
import { unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import type { PageQuery } from './graph-page.ts';
import { answered, parametersOf, sendProblem } from './graph-problem.ts';

type Request = FastifyRequest<{ Params: { id: string }; Querystring: PageQuery }>;
type Answer = (number: NumberState, given: Json, request: Request) => Problem | object | Promise<Problem | object>;

/** Edges of a business number: found by its id, given its parameters, saved when something was changed. */
export const numberRoute =
  (app: FastifyInstance, sim: Sim) =>
  (method: 'get' | 'post' | 'delete', path: string, answer: Answer): void => {
    app[method]<{ Params: { id: string }; Querystring: PageQuery }>(`/:id${path}`, async (request, reply): Promise<FastifyReply> => {
      const number = numberById(sim, request.params.id);
      if (!number) return sendProblem(reply, unknownObject(request.params.id, method));
      const found = await answer(number, parametersOf(request), request);
      if (method !== 'get') await sim.store.changed();
      return answered(reply, found);
    });
  };
