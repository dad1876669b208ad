import type { FastifyInstance } from 'fastify';
import { twinDefaults } from '../defaults.ts';
import { invalidParameter, unknownObject } from '../domain/errors.ts';
import { asString } from '../domain/json.ts';
import { appById, appByToken } from '../sim/accounts.ts';
import type { Sim } from '../sim/sim.ts';
import { register } from '../sim/webhook-target.ts';
import { answered, parametersOf, sendProblem } from './graph-problem.ts';

export const APP_LINK = 'https://frontdesk.example/';
const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];

/** What belongs to an app: its webhook and its token. */
export function appRoutes(app: FastifyInstance, sim: Sim): void {
  app.post<{ Params: { id: string } }>('/:id/subscriptions', async (request, reply) => {
    const owner = request.metaApp;
    if (request.params.id !== owner.id) return sendProblem(reply, unknownObject(request.params.id, 'post'));
    const { object, callback_url: url, verify_token: token, fields } = parametersOf(request);
    if (object !== 'whatsapp_business_account')
      return sendProblem(reply, { code: 100, message: '(#100) Param object must be whatsapp_business_account' });
    if (!URL.canParse(String(url))) return sendProblem(reply, { code: 100, message: '(#100) The parameter callback_url is required.' });
    const wanted = (Array.isArray(fields) ? fields.map(String) : (asString(fields) ?? '').split(','))
      .map((field) => field.trim())
      .filter(Boolean);
    const failed = await register(sim, owner, String(url), asString(token) ?? '', wanted.length > 0 ? wanted : undefined);
    return failed
      ? sendProblem(reply, { code: 2200, status: 400, message: `(#2200) Callback verification failed: ${failed}` })
      : reply.send({ success: true });
  });

  app.get<{ Params: { id: string } }>('/:id/subscriptions', (request, reply) => {
    const owner = appById(sim, request.params.id);
    if (!owner || owner.id !== request.metaApp.id) return sendProblem(reply, unknownObject(request.params.id, 'get'));
    const fields = (owner.webhook?.fields ?? ['messages']).map((name) => ({ name, version: 'v25.0' }));
    return { data: owner.webhook ? [{ object: 'whatsapp_business_account', callback_url: owner.webhook.url, active: true, fields }] : [] };
  });

  // For an app's own token, and for what Embedded Signup brought. It is the one call without a token.
  for (const method of ['get', 'post'] as const) {
    app[method]('/oauth/access_token', (request, reply) => {
      const { client_id: id, client_secret: secret, grant_type: grant, code } = parametersOf(request);
      const owner = appById(sim, asString(id));
      if (id === undefined || !owner) return sendProblem(reply, { code: 101, status: 400, message: 'Missing client_id parameter.' });
      if (secret !== owner.appSecret) return sendProblem(reply, { code: 1, status: 400, message: 'Error validating client secret.' });
      if (grant === 'client_credentials') return answered(reply, { access_token: `${owner.id}|${owner.appSecret}`, token_type: 'bearer' });
      return answered(
        reply,
        code === undefined && grant !== 'fb_exchange_token'
          ? invalidParameter('The parameter code is required.')
          : { access_token: owner.accessToken, token_type: 'bearer' },
      );
    });
  }

  app.get('/me', ({ metaApp: { id, name } }) => ({ id, name }));

  app.get<{ Querystring: { input_token?: string } }>('/debug_token', ({ query }) => {
    const known = appByToken(sim, query.input_token ?? '');
    const accounts = Object.values(sim.store.state.accounts)
      .filter(({ apps }) => known && apps[known.id])
      .map(({ id }) => id);
    return {
      data: {
        app_id: known?.id ?? twinDefaults.appId,
        type: 'SYSTEM_USER',
        application: known?.name ?? 'Frontdesk',
        is_valid: known !== undefined,
        expires_at: 0,
        data_access_expires_at: 0,
        scopes: known ? SCOPES : [],
        granular_scopes: known ? SCOPES.map((scope) => ({ scope, target_ids: accounts })) : [],
      },
    };
  });
}
