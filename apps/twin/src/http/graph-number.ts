import type { FastifyInstance } from 'fastify';
import type { MetaApp, NumberState } from '../domain/account.ts';
import { invalidParameter, unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asObject, asString, lengthOf } from '../domain/json.ts';
import { portfolioOf, rateOf, tell } from '../sim/accounts.ts';
import { numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { override, overrideOf } from '../sim/webhook-target.ts';
import { block, blocked } from './block-list.ts';
import { page, picked } from './graph-page.ts';
import { parametersOf, sendProblem } from './graph-problem.ts';
import { numberRoute } from './graph-route.ts';

export const NUMBER_FIELDS = [
  'verified_name',
  'display_phone_number',
  'quality_rating',
  'code_verification_status',
  'platform_type',
  'throughput',
];
const PROFILE: Json = {
  about: 'We are here to help.',
  email: 'help@nordlicht.example',
  websites: ['https://nordlicht.example'],
  vertical: 'RETAIL',
};
const LIMITS: Readonly<Record<string, number>> = { about: 139, address: 256, description: 512, email: 128 };
const REVIEW_TAKES = 2000;
const success = { success: true };
/** Those that Graph has beside the ones that the twin keeps. */
const ABSENT = [
  'account_mode',
  'certificate',
  'country_code',
  'country_dial_code',
  'eligibility_for_api_business_global_search',
  'host_platform',
  'is_official_business_account',
  'is_preverified_number',
  'last_onboarded_time',
  'messaging_limit_tier',
  'new_certificate',
  'new_display_name',
  'new_name_status',
  'official_business_account',
  'quality_score',
  'search_visibility',
  'unified_cert_status',
  'username',
];

export function numberView(sim: Sim, app: MetaApp, number: NumberState): Json {
  const own = overrideOf(sim.store.state, app.id, number.id);
  const account = overrideOf(sim.store.state, app.id, number.wabaId);
  return {
    id: number.id,
    verified_name: number.verifiedName,
    display_phone_number: number.displayPhoneNumber,
    quality_rating: number.quality ?? 'GREEN',
    code_verification_status: number.verification?.status ?? 'VERIFIED',
    name_status: number.newName === undefined ? 'APPROVED' : 'PENDING_REVIEW',
    platform_type: 'CLOUD_API',
    status: number.status ?? 'CONNECTED',
    throughput: { level: rateOf(sim, number) >= 1000 ? 'HIGH' : 'STANDARD' },
    whatsapp_business_manager_messaging_limit: portfolioOf(sim, number).messagingLimit,
    is_on_biz_app: number.coexistence === true,
    is_pin_enabled: number.pin !== undefined,
    health_status: { can_send_message: 'AVAILABLE', entities: [] },
    ...(number.username ? { username: number.username } : {}),
    ...(number.automation ? { conversational_automation: { ...number.automation, id: number.id } } : {}),
    webhook_configuration: {
      ...(own ? { phone_number: own.url } : {}),
      ...(account ? { whatsapp_business_account: account.url } : {}),
      ...(app.webhook ? { application: app.webhook.url } : {}),
    },
  };
}

/** A business number: profile, registration, settings, name, and whom it blocks. */
export function numberRoutes(app: FastifyInstance, sim: Sim): void {
  const route = numberRoute(app, sim);

  route('get', '/whatsapp_business_profile', (number, _given, { query: { fields } }) => ({
    data: [{ ...picked(number.profile ?? PROFILE, fields), messaging_product: 'whatsapp' }],
  }));
  route('post', '/whatsapp_business_profile', (number, { messaging_product: _product, ...given }) => {
    const wrong =
      Object.entries(LIMITS).find(([field, limit]) => lengthOf(String(given[field] ?? '')) > limit) ??
      (asArray(given.websites).length > 2 ? ['websites', 2] : undefined);
    if (wrong) return invalidParameter(`Param ${wrong[0]} must be at most ${wrong[1]} long.`);
    const { profile_picture_handle: handle, ...rest } = given;
    if (handle !== undefined && !/^\d+:[^:]*:/.test(String(handle)))
      return invalidParameter('Param profile_picture_handle must be a handle of an upload.');
    number.profile = {
      ...(number.profile ?? PROFILE),
      ...rest,
      ...(handle === undefined ? {} : { profile_picture_url: `https://pps.whatsapp.net/v/${String(handle).slice(-16)}` }),
    };
    return success;
  });

  route('get', '/settings', ({ settings }, _given, { query: { fields } }) => ({
    ...picked(
      {
        calling: { status: 'DISABLED' },
        user_identity_change: { enable_identity_key_check: false },
        storage_configuration: { status: 'DEFAULT' },
        ...settings,
      },
      fields,
    ),
  }));
  route('post', '/settings', (number, { messaging_product: _product, ...given }) => {
    const unknown = Object.keys(given).find(
      (key) => !['calling', 'user_identity_change', 'storage_configuration', 'payload_encryption'].includes(key),
    );
    if (unknown !== undefined) return { code: 100, message: `(#100) Unexpected key "${unknown}" on param "settings".` };
    const { user_identity_change: identity } = given;
    if (identity !== undefined && typeof asObject(identity).enable_identity_key_check !== 'boolean')
      return { code: 100, message: '(#100) Param user_identity_change["enable_identity_key_check"] must be a boolean.' };
    number.settings = { ...number.settings, ...given };
    return success;
  });
  route('post', '/conversational_automation', (number, { messaging_product: _product, ...given }) => {
    if (asArray(given.prompts).length > 4 || asArray(given.commands).length > 30)
      return { code: 100, message: '(#100) There may be at most 4 prompts and 30 commands.' };
    number.automation = { ...number.automation, ...given };
    return success;
  });
  route('get', '/conversational_automation', ({ automation }) => ({ conversational_automation: automation ?? {} }));

  route('get', '/whatsapp_commerce_settings', ({ id, commerce }, _given, { query: { fields } }) => ({
    data: [picked({ is_cart_enabled: true, is_catalog_visible: false, ...commerce, id }, fields)],
  }));
  route('post', '/whatsapp_commerce_settings', (number, { is_cart_enabled: cart, is_catalog_visible: catalog }) => {
    number.commerce = {
      ...number.commerce,
      ...(cart === undefined ? {} : { is_cart_enabled: String(cart) === 'true' }),
      ...(catalog === undefined ? {} : { is_catalog_visible: String(catalog) === 'true' }),
    };
    return success;
  });
  route('get', '/whatsapp_business_encryption', ({ publicKey }) => ({
    data: publicKey === undefined ? [] : [{ business_public_key: publicKey, business_public_key_signature_status: 'VALID' }],
  }));
  route('post', '/whatsapp_business_encryption', (number, { business_public_key: key }) => {
    if (!String(key ?? '').startsWith('-----BEGIN PUBLIC KEY-----'))
      return invalidParameter('Param business_public_key must be a public key in PEM form.');
    number.publicKey = String(key);
    return success;
  });

  route('get', '/username', ({ username }) => (username ? { username, status: 'approved' } : {}));
  route('get', '/username_suggestions', ({ verifiedName }) => ({
    data: [{ username_suggestions: [verifiedName.toLowerCase().replace(/[^a-z0-9]+/g, '.')] }],
  }));
  route('post', '/username', (number, { username }) => {
    if (!/^[a-z0-9._]{3,35}$/.test(String(username ?? '')))
      return { code: 147001, message: '(#147001) Username is not valid', status: 400 };
    number.username = String(username);
    tell(sim, number.wabaId, 'business_username_update', {
      display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''),
      username: number.username,
      status: 'approved',
    });
    return { status: 'approved' };
  });
  route('delete', '/username', (number) => {
    delete number.username;
    return success;
  });

  route('get', '/block_users', ({ id }, _given, request) => page(blocked(sim, id), request));
  for (const method of ['post', 'delete'] as const) {
    app[method]<{ Params: { id: string } }>('/:id/block_users', async (request, reply) => {
      const { id } = request.params;
      const number = numberById(sim, id);
      if (!number) return sendProblem(reply, unknownObject(id, method));
      const done = await block(sim, number, parametersOf(request), method === 'post');
      return 'code' in done ? sendProblem(reply, done) : reply.status(done.status).send(done.answer);
    });
  }
}

/** `POST /{phone}`: the number's own webhook, the PIN of two-step verification, a new name, which is looked at first. */
export async function changeNumberObject(sim: Sim, app: MetaApp, number: NumberState, body: Json): Promise<Problem | undefined> {
  const { pin, new_display_name: name, webhook_configuration: configuration } = body;
  if (pin === undefined && name === undefined && configuration === undefined)
    return invalidParameter('Nothing to change: give webhook_configuration, pin or new_display_name.');
  if (pin !== undefined && !/^\d{6}$/.test(String(pin))) return invalidParameter('Param pin must be a string of 6 digits.');
  if (pin !== undefined) number.pin = String(pin);
  if (asString(name) !== undefined) rename(sim, number, String(name));
  if (configuration === undefined) return undefined;
  const { override_callback_uri: uri, verify_token: token } = asObject(configuration);
  const failed = await override(sim, app, number.id, asString(uri), asString(token));
  return failed === undefined ? undefined : { code: 100, subcode: 2200, message: `(#2200) Callback verification failed: ${failed}` };
}

function rename(sim: Sim, number: NumberState, name: string): void {
  number.newName = name;
  sim.scheduler.at(sim.clock.now() + REVIEW_TAKES, () => {
    if (number.newName !== name) return;
    number.verifiedName = name;
    delete number.newName;
    tell(sim, number.wabaId, 'phone_number_name_update', {
      display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''),
      decision: 'APPROVED',
      requested_verified_name: name,
      rejection_reason: 'NONE',
    });
  });
}

/** What may be asked of a number. */
export const numberFields = (view: Json): string[] => [...Object.keys(view), 'conversational_automation', ...ABSENT];
