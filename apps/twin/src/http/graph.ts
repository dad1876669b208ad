import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Problem } from '../domain/errors.ts';
import type { Call } from '../sim/calls.ts';
import { faultFromHeader } from '../sim/faults.ts';
import type { Sim } from '../sim/sim.ts';
import { accountRoutes } from './graph-account.ts';
import { mediaRoutes } from './graph-media.ts';
import { messageRoutes } from './graph-messages.ts';
import { sendProblem } from './graph-problem.ts';
import { templateRoutes } from './graph-templates.ts';

declare module 'fastify' {
  interface FastifyRequest {
    call?: Call;
    /** A fault that came in the request's own header. */
    ownFault?: ReturnType<typeof faultFromHeader>;
  }
}

/** Meta's Graph API: every call is recorded and authorised, then answered by the routes below. */
export function graphRoutes(app: FastifyInstance, sim: Sim): void {
  app.addHook('onRequest', async (request) => {
    request.ownFault = faultFromHeader(request.headers['x-sim-fault']);
    request.call = sim.calls.begin({ at: new Date(sim.clock.now()).toISOString(), method: request.method, path: request.originalUrl });
  });
  app.addHook('preHandler', async (request, reply) => {
    const isMultipart = Buffer.isBuffer(request.body);
    if (request.call && request.body !== undefined) request.call.body = isMultipart ? `(multipart, ${(request.body as Buffer).length} bytes)` : request.body;
    const problem = tokenProblem(sim, request) ?? injectedProblem(sim, request);
    return problem ? sendProblem(reply, problem) : undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.call) sim.calls.answered(request.call, reply.statusCode, typeof payload === 'string' ? parsed(payload) : undefined);
    reply.header('facebook-api-version', /\/v(\d+\.\d+)\//.exec(request.originalUrl)?.[0].replaceAll('/', '') ?? 'v25.0');
    reply.header('x-app-usage', '{"call_count":1,"total_time":1,"total_cputime":1}');
    return payload;
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return sendProblem(reply, status < 500 ? { code: 100, status: 400, message: `(#100) Invalid request: ${error.message}` } : { code: 1, status: 500, message: 'An unknown error has occurred.' });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/^\/graph/, '').split('?')[0];
    return sendProblem(reply, { code: 2500, status: 400, message: `Unknown path components: ${path}` });
  });
  messageRoutes(app, sim);
  templateRoutes(app, sim);
  accountRoutes(app, sim);
  mediaRoutes(app, sim);
}

function tokenProblem(sim: Sim, request: FastifyRequest): Problem | undefined {
  const header = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim();
  const token = header ?? (request.query as Record<string, string>).access_token;
  if (request.ownFault?.name === 'expired_token' || sim.faults.take('expired_token', { path: request.url })) {
    return { code: 190, subcode: 463, message: 'Error validating access token: Session has expired on Monday, 01-Jan-24 00:00:00 PST. The current time is later.' };
  }
  if (token === undefined) return { code: 190, message: 'An access token is required to request this resource.' };
  return token === sim.credentials.accessToken ? undefined : { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
}

/** A `graph_error` that isn't for one message in particular; the others are taken where the message is known. */
function injectedProblem(sim: Sim, request: FastifyRequest): Problem | undefined {
  if (/\/messages(\?|$)/.test(request.url) && request.method === 'POST') return undefined;
  const fault = request.ownFault?.name === 'graph_error' ? request.ownFault : sim.faults.take('graph_error', { path: request.url }, (one) => one.match?.path !== undefined);
  return fault ? { code: fault.code ?? 131000, ...(fault.status === undefined ? {} : { status: fault.status }) } : undefined;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload.slice(0, 200);
  }
}
