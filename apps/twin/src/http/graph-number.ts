import type { FastifyInstance, FastifyReply } from 'fastify';
import type { MetaApp, NumberState } from '../domain/account.ts';
import { unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asObject, asString, lengthOf } from '../domain/json.ts';
import { portfolioOf, rateOf, tell } from '../sim/accounts.ts';
import { numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { override, overrideOf } from '../sim/webhook-target.ts';
import { block, blocked } from './block-list.ts';
import { page, picked } from './graph-page.ts';
import { sendProblem } from './graph-problem.ts';

export const NUMBER_FIELDS = ['verified_name', 'display_phone_number', 'quality_rating', 'code_verification_status', 'platform_type', 'throughput'];
const PROFILE: Json = { about: 'We are here to help.', email: 'help@nordlicht.example', websites: ['https://nordlicht.example'], vertical: 'RETAIL' };
const LIMITS: Readonly<Record<string, number>> = { about: 139, address: 256, description: 512, email: 128 };
const DAY = 24 * 3_600_000;
const success = { success: true };

interface ById { Params: { id: string }; Querystring: { fields?: string; limit?: string; after?: string } }
type Route = (number: NumberState, body: Json, query: ById['Querystring'], app: MetaApp) => Problem | object | Promise<Problem | object>;

export function numberView(sim: Sim, app: MetaApp, number: NumberState): Json {
  const own = overrideOf(sim.store.state, app.id, number.id);
  const account = overrideOf(sim.store.state, app.id, number.wabaId);
  return {
    id: number.id, verified_name: number.verifiedName, display_phone_number: number.displayPhoneNumber, quality_rating: number.quality ?? 'GREEN',
    code_verification_status: 'VERIFIED', name_status: 'APPROVED', platform_type: 'CLOUD_API', status: number.status ?? 'CONNECTED',
    throughput: { level: rateOf(sim, number) >= 1000 ? 'HIGH' : 'STANDARD' }, whatsapp_business_manager_messaging_limit: portfolioOf(sim, number).messagingLimit,
    is_on_biz_app: number.coexistence === true, health_status: { can_send_message: 'AVAILABLE', entities: [] }, ...(number.username ? { username: number.username } : {}),
    webhook_configuration: { ...(own ? { phone_number: own.url } : {}), ...(account ? { whatsapp_business_account: account.url } : {}), ...(app.webhook ? { application: app.webhook.url } : {}) },
  };
}

/** A business number: profile, registration, settings, name, and whom it blocks. */
export function numberRoutes(app: FastifyInstance, sim: Sim): void {
  const route = (method: 'get' | 'post' | 'delete', path: string, answer: Route): void => {
    app[method]<ById>(`/:id${path}`, async ({ params: { id }, body, query, metaApp }, reply): Promise<FastifyReply> => {
      const number = numberById(sim, id);
      if (!number) return sendProblem(reply, unknownObject(id, method));
      const answered = await answer(number, asObject(body), query, metaApp);
      if (method !== 'get') await sim.store.changed();
      return 'code' in answered ? sendProblem(reply, answered as Problem) : reply.send(answered);
    });
  };

  route('get', '/whatsapp_business_profile', (number, _body, { fields }) => ({ data: [{ ...picked(number.profile ?? PROFILE, fields), messaging_product: 'whatsapp' }] }));
  route('post', '/whatsapp_business_profile', (number, { messaging_product: _product, ...given }) => {
    const wrong = Object.entries(LIMITS).find(([field, limit]) => lengthOf(String(given[field] ?? '')) > limit) ?? (asArray(given.websites).length > 2 ? ['websites', 2] : undefined);
    if (wrong) return { code: 100, message: `(#100) Param ${wrong[0]} must be at most ${wrong[1]} long.` };
    number.profile = { ...(number.profile ?? PROFILE), ...given };
    return success;
  });

  route('post', '/register', (number, { pin }) => {
    const now = sim.clock.now();
    if (!/^\d{6}$/.test(String(pin ?? ''))) return { code: 100, message: '(#100) Param pin must be a string of 6 digits.' };
    const recent = (number.registrations ?? []).filter((at) => at > now - 3 * DAY);
    if (recent.length >= 10) return { code: 133016 };
    number.registrations = [...recent, now];
    if (number.pin !== undefined && number.pin !== pin) return { code: 133005 };
    number.pin = String(pin);
    number.status = 'CONNECTED';
    return success;
  });
  route('post', '/deregister', (number) => {
    number.status = 'PENDING';
    return success;
  });

  route('get', '/settings', ({ settings }, _body, { fields }) => ({ ...picked({ calling: { status: 'DISABLED' }, user_identity_change: { enable_identity_key_check: false }, storage_configuration: { status: 'DEFAULT' }, ...settings }, fields) }));
  route('post', '/settings', (number, { messaging_product: _product, ...given }) => {
    const unknown = Object.keys(given).find((key) => !['calling', 'user_identity_change', 'storage_configuration', 'payload_encryption'].includes(key));
    if (unknown !== undefined) return { code: 100, message: `(#100) Unexpected key "${unknown}" on param "settings".` };
    number.settings = { ...number.settings, ...given };
    return success;
  });
  route('post', '/conversational_automation', (number, { messaging_product: _product, ...given }) => {
    if (asArray(given.prompts).length > 4 || asArray(given.commands).length > 30) return { code: 100, message: '(#100) There may be at most 4 prompts and 30 commands.' };
    number.automation = { ...number.automation, ...given };
    return success;
  });
  route('get', '/conversational_automation', ({ automation }) => ({ conversational_automation: automation ?? {} }));

  route('get', '/username', ({ username }) => (username ? { username, status: 'approved' } : {}));
  route('get', '/username_suggestions', ({ verifiedName }) => ({ data: [{ username_suggestions: [verifiedName.toLowerCase().replace(/[^a-z0-9]+/g, '.')] }] }));
  route('post', '/username', (number, { username }) => {
    if (!/^[a-z0-9._]{3,35}$/.test(String(username ?? ''))) return { code: 147001, message: '(#147001) Username is not valid', status: 400 };
    number.username = String(username);
    tell(sim, number.wabaId, 'business_username_update', { display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''), username: number.username, status: 'approved' });
    return { status: 'approved' };
  });
  route('delete', '/username', (number) => {
    delete number.username;
    return success;
  });

  route('get', '/block_users', ({ id }, _body, query) => page(blocked(sim, id), query));
  for (const method of ['post', 'delete'] as const) {
    app[method]<ById>('/:id/block_users', async ({ params: { id }, body }, reply) => {
      const number = numberById(sim, id);
      if (!number) return sendProblem(reply, unknownObject(id, method));
      const { status, answer } = await block(sim, number, asObject(body), method === 'post');
      return reply.status(status).send(answer);
    });
  }
}

/** `POST /{phone}`: the number's own webhook, and the PIN of two-step verification. */
export async function changeNumberObject(sim: Sim, app: MetaApp, number: NumberState, body: Json): Promise<Problem | undefined> {
  const pin = body.pin;
  if (pin !== undefined) {
    if (!/^\d{6}$/.test(String(pin))) return { code: 100, message: '(#100) Param pin must be a string of 6 digits.' };
    number.pin = String(pin);
  }
  if (body.webhook_configuration === undefined) return pin === undefined ? { code: 100, message: '(#100) Nothing to change: give webhook_configuration or pin.' } : undefined;
  const { override_callback_uri: uri, verify_token: token } = asObject(body.webhook_configuration);
  const failed = await override(sim, app, number.id, asString(uri), asString(token));
  return failed === undefined ? undefined : { code: 100, subcode: 2200, message: `(#2200) Callback verification failed: ${failed}` };
}
