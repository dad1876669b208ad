import type { FastifyInstance, FastifyReply } from 'fastify';
import { digitsOf, isUserId } from '../domain/address.ts';
import { unknownObject } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asObject, asString, lengthOf } from '../domain/json.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import { windowOpen } from '../domain/window.ts';
import { twinDefaults } from '../defaults.ts';
import { findCustomer, numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { override } from '../sim/webhook-target.ts';
import { sendProblem } from './graph-problem.ts';
import { page, picked } from './graph-page.ts';

const NUMBER_FIELDS = ['verified_name', 'display_phone_number', 'quality_rating', 'code_verification_status', 'platform_type', 'throughput'];

interface ById { Params: { id: string }; Querystring: { fields?: string; limit?: string; after?: string } }

export function numberView(sim: Sim, number: BusinessNumber): Json {
  const own = sim.store.state.overrides[number.id];
  const account = sim.store.state.overrides[number.wabaId];
  const app = sim.store.state.webhook;
  return {
    id: number.id, verified_name: number.verifiedName, display_phone_number: number.displayPhoneNumber, quality_rating: 'GREEN',
    code_verification_status: 'VERIFIED', name_status: 'APPROVED', platform_type: 'CLOUD_API', status: 'CONNECTED',
    throughput: { level: sim.numberRate >= 1000 ? 'HIGH' : 'STANDARD' }, whatsapp_business_manager_messaging_limit: sim.store.state.portfolio.messagingLimit,
    health_status: { can_send_message: 'AVAILABLE', entities: [] },
    webhook_configuration: { ...(own ? { phone_number: own.url } : {}), ...(account ? { whatsapp_business_account: account.url } : {}), ...(app ? { application: app.url } : {}) },
  };
}

export function accountRoutes(app: FastifyInstance, sim: Sim): void {
  const numbersOf = (waba: string): BusinessNumber[] => sim.store.state.numbers.filter((number) => number.wabaId === waba);
  const unknown = (reply: FastifyReply, id: string, method: string): FastifyReply => sendProblem(reply, unknownObject(id, method));

  app.get<ById>('/:id/phone_numbers', ({ params: { id }, query }, reply) =>
    (numbersOf(id).length === 0 ? unknown(reply, id, 'get') : page(numbersOf(id).map((number) => picked(numberView(sim, number), query.fields, NUMBER_FIELDS)), query)));

  app.get<ById>('/:id/subscribed_apps', ({ params: { id } }, reply) => {
    if (numbersOf(id).length === 0) return unknown(reply, id, 'get');
    const own = sim.store.state.overrides[id];
    const data = { whatsapp_business_api_data: { id: twinDefaults.appId, link: 'https://frontdesk.example/', name: 'Frontdesk' }, ...(own ? { override_callback_uri: own.url } : {}) };
    return { data: sim.store.state.webhook || own ? [data] : [] };
  });

  app.post<ById>('/:id/subscribed_apps', async ({ params: { id }, body }, reply) => {
    if (numbersOf(id).length === 0) return unknown(reply, id, 'post');
    const { override_callback_uri: uri, verify_token: token } = asObject(body);
    const failed = await override(sim, id, asString(uri), asString(token));
    return failed ? sendProblem(reply, { code: 100, subcode: 2_200, message: `(#2200) Callback verification failed: ${failed}` }) : reply.send({ success: true });
  });

  app.delete<ById>('/:id/subscribed_apps', async ({ params: { id } }, reply) => {
    if (numbersOf(id).length === 0) return unknown(reply, id, 'delete');
    await override(sim, id, undefined, undefined);
    return reply.send({ success: true });
  });

  app.get<ById>('/:id/whatsapp_business_profile', ({ params: { id }, query }, reply) =>
    (numberById(sim, id) ? { data: [{ ...picked(sim.store.state.profile, query.fields), messaging_product: 'whatsapp' }] } : unknown(reply, id, 'get')));

  app.post<ById>('/:id/whatsapp_business_profile', async ({ params: { id }, body }, reply) => {
    if (!numberById(sim, id)) return unknown(reply, id, 'post');
    const { messaging_product: _product, ...given } = asObject(body);
    const limits: Record<string, number> = { about: 139, address: 256, description: 512, email: 128 };
    const wrong = Object.entries(limits).find(([field, limit]) => lengthOf(String(given[field] ?? '')) > limit) ?? (asArray(given.websites).length > 2 ? ['websites', 2] : undefined);
    if (wrong) return sendProblem(reply, { code: 100, message: `(#100) Param ${wrong[0]} must be at most ${wrong[1]} long.` });
    Object.assign(sim.store.state.profile, given);
    await sim.store.changed();
    return reply.send({ success: true });
  });

  for (const action of ['register', 'deregister'] as const) {
    app.post<ById>(`/:id/${action}`, ({ params: { id } }, reply) => (numberById(sim, id) ? { success: true } : unknown(reply, id, 'post')));
  }

  app.get<ById>('/:id/block_users', ({ params: { id }, query }, reply) =>
    (numberById(sim, id) ? page((sim.store.state.blockedUsers[id] ?? []).map((key) => ({ messaging_product: 'whatsapp', ...(isUserId(key) ? { user_id: key } : { wa_id: key }) })), query) : unknown(reply, id, 'get')));
  app.post<ById>('/:id/block_users', ({ params: { id }, body }, reply) => (numberById(sim, id) ? block(sim, id, asObject(body), true, reply) : unknown(reply, id, 'post')));
  app.delete<ById>('/:id/block_users', ({ params: { id }, body }, reply) => (numberById(sim, id) ? block(sim, id, asObject(body), false, reply) : unknown(reply, id, 'delete')));

  app.get<{ Querystring: { input_token?: string } }>('/debug_token', ({ query }) => ({
    data: { app_id: twinDefaults.appId, type: 'SYSTEM_USER', application: 'Frontdesk', is_valid: query.input_token === sim.credentials.accessToken, expires_at: 0, scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'] },
  }));
}

async function block(sim: Sim, numberId: string, body: Json, add: boolean, reply: FastifyReply): Promise<FastifyReply> {
  const list = new Set(sim.store.state.blockedUsers[numberId] ?? []);
  const done: Json[] = [];
  const failed: Json[] = [];
  for (const { user, user_id: userId } of asArray(body.block_users).map(asObject)) {
    const input = asString(user) ?? asString(userId) ?? '';
    const customer = findCustomer(sim, input);
    const who = { input, ...(isUserId(input) ? { user_id: input } : { wa_id: digitsOf(input) }) };
    // Only who wrote within the last 24 hours can be blocked.
    const possible = customer && (!add || windowOpen(customer.contacted[numberId] ?? {}, sim.clock.now()));
    if (!possible) failed.push({ ...who, errors: [{ code: 139_101, message: 'User could not be blocked', error_data: { details: 'The user has not written to this number within 24 hours.' } }] });
    else if (add) list.add(customer.key);
    else list.delete(customer.key);
    if (possible) done.push(who);
  }
  sim.store.state.blockedUsers[numberId] = [...list];
  await sim.store.changed();
  const users = { [add ? 'added_users' : 'removed_users']: done, ...(failed.length > 0 ? { failed_users: failed } : {}) };
  const error = { message: '(#139100) Failed to block/unblock some users', type: 'OAuthException', code: 139_100, error_data: { messaging_product: 'whatsapp', details: 'Failed to block some users, see the block_users response list for details.' } };
  return reply.status(failed.length > 0 ? 400 : 200).send({ messaging_product: 'whatsapp', block_users: users, ...(failed.length > 0 ? { error } : {}) });
}
