import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MANAGEMENT, take } from '../domain/bucket.ts';
import type { MetaApp } from '../domain/account.ts';
import { unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { asObject, asString } from '../domain/json.ts';
import { accountOf, appByToken } from '../sim/accounts.ts';
import type { Call } from '../sim/calls.ts';
import { faultFromHeader } from '../sim/faults.ts';
import type { OwnFault } from '../sim/faults.ts';
import type { Sim } from '../sim/sim.ts';
import { accountRoutes } from './graph-account.ts';
import { appRoutes } from './graph-app.ts';
import { batchRoutes } from './graph-batch.ts';
import { mediaRoutes } from './graph-media.ts';
import { messageRoutes } from './graph-messages.ts';
import { numberRoutes } from './graph-number.ts';
import { qrRoutes } from './graph-qr.ts';
import { registrationRoutes } from './graph-registration.ts';
import { EXPIRED, problemOf, sendProblem } from './graph-problem.ts';
import { templateRoutes } from './graph-templates.ts';
import { uploadRoutes } from './graph-upload.ts';

declare module 'fastify' {
  interface FastifyRequest {
    call?: Call;
    /** A fault of this request alone: from its header, a script or a storm. */
    ownFault?: OwnFault;
    /** Whose token it is. */
    metaApp: MetaApp;
  }
}

/** Meta's Graph API: every call is recorded and authorised, then answered by the routes below. */
export function graphRoutes(app: FastifyInstance, sim: Sim): void {
  app.addHook('onRequest', async (request) => {
    const own =
      faultFromHeader(request.headers['x-sim-fault']) ??
      (isSend(request) ? undefined : sim.faults.next({ what: 'call', path: request.url }));
    if (own) request.ownFault = own;
    request.call = sim.calls.begin({ at: new Date(sim.clock.now()).toISOString(), method: request.method, path: request.originalUrl });
  });
  app.addHook('preHandler', async (request, reply) => {
    const isMultipart = Buffer.isBuffer(request.body);
    if (request.call && request.body !== undefined)
      request.call.body = isMultipart ? `(multipart, ${(request.body as Buffer).length} bytes)` : request.body;
    const problem = tokenProblem(sim, request) ?? accessProblem(sim, request) ?? rateProblem(sim, request) ?? injectedProblem(sim, request);
    return problem ? sendProblem(reply, problem) : undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.call) sim.calls.answered(request.call, reply.statusCode, typeof payload === 'string' ? parsed(payload) : undefined);
    reply.header('facebook-api-version', /\/v(\d+\.\d+)\//.exec(request.originalUrl)?.[0].replaceAll('/', '') ?? 'v25.0');
    if (typeof payload === 'string' && LIMITED.test(payload)) reply.header('x-business-use-case-usage', usage(request));
    reply.header('x-app-usage', '{"call_count":1,"total_time":1,"total_cputime":1}');
    return payload;
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return sendProblem(
      reply,
      status < 500
        ? { code: 100, status: 400, message: `(#100) Invalid request: ${error.message}` }
        : { code: 1, status: 500, message: 'An unknown error has occurred.' },
    );
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/^\/graph/, '').split('?')[0];
    return sendProblem(reply, { code: 2500, status: 400, message: `Unknown path components: ${path}` });
  });
  batchRoutes(app);
  messageRoutes(app, sim);
  appRoutes(app, sim);
  templateRoutes(app, sim);
  accountRoutes(app, sim);
  numberRoutes(app, sim);
  registrationRoutes(app, sim);
  qrRoutes(app, sim);
  uploadRoutes(app, sim);
  mediaRoutes(app, sim);
}

function tokenProblem(sim: Sim, request: FastifyRequest): Problem | undefined {
  if (request.routeOptions.url?.endsWith('/oauth/access_token')) return undefined;
  const header = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim();
  const token = header ?? asString({ ...asObject(request.query), ...asObject(request.body) }.access_token);
  if (request.ownFault?.name === 'expired_token' || sim.faults.take('expired_token', { path: request.url })) {
    return EXPIRED;
  }
  if (token === undefined) return noToken(sim, request);
  const app = appByToken(sim, token);
  if (app) request.metaApp = app;
  return app ? undefined : { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
}

const LIMITED = /"code":(?:4|80007)\b/;

/** What Graph says beside 80007 and 4: of which account, and in how many minutes it goes on. */
const usage = ({ params }: FastifyRequest): string =>
  JSON.stringify({
    [(params as { id?: string }).id ?? '0']: [
      { type: 'whatsapp', call_count: 100, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 60 },
    ],
  });

function noToken(sim: Sim, { url }: FastifyRequest): Problem {
  const code = sim.store.state.rules.missingToken;
  // files come from another host than Graph, which says 401
  const status = code === 190 || url.includes('/whatsapp_business/attachments') ? 401 : 400;
  return { code, status, message: 'An access token is required to request this resource.' };
}

const isSend = ({ url, method }: FastifyRequest): boolean => method === 'POST' && /\/(marketing_)?messages(\?|$)/.test(url);

/** An object of an account that the token's app is not let into doesn't exist for it. */
function accessProblem(sim: Sim, request: FastifyRequest): Problem | undefined {
  const { id } = request.params as { id?: string };
  const account = accountOf(sim, id ?? (request.query as { mid?: string }).mid ?? '');
  return account && request.metaApp && !account.apps[request.metaApp.id] ? unknownObject(id ?? 'file', request.method) : undefined;
}

const MANAGED = /\/(message_templates|phone_numbers|subscribed_apps)(\?|$)/;

/** Calls that manage an account: 5,000 in an hour for each app; messages and files are not counted. */
function rateProblem(sim: Sim, request: FastifyRequest): Problem | undefined {
  const { id } = request.params as { id?: string };
  if (id === undefined || !MANAGED.test(request.url)) return undefined;
  const key = `manage:${request.metaApp.id}:${id}`;
  const { ok, bucket } = take(sim.buckets.get(key), MANAGEMENT, sim.clock.now());
  sim.buckets.set(key, bucket);
  return ok ? undefined : { code: 80007 };
}

/** A `graph_error` that isn't for one message in particular; the others are taken where the message is known. */
function injectedProblem(sim: Sim, request: FastifyRequest): Problem | undefined {
  if (isSend(request)) return undefined;
  const fault =
    request.ownFault?.name === 'graph_error'
      ? request.ownFault
      : sim.faults.take('graph_error', { path: request.url }, (one) => one.match?.path !== undefined);
  return fault && problemOf(fault);
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload.slice(0, 200);
  }
}
