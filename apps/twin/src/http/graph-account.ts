import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Account, MetaApp, NumberState } from '../domain/account.ts';
import { analytics, pricingAnalytics, questionOf } from '../domain/analytics.ts';
import { invalidParameter, noField, requiredParameter, unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { asString } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { accountById } from '../sim/accounts.ts';
import { countedOf } from '../sim/counted.ts';
import { newObjectId } from '../sim/ids.ts';
import type { Sim } from '../sim/sim.ts';
import { override, overrideOf } from '../sim/webhook-target.ts';
import { APP_LINK } from './graph-app.ts';
import { NUMBER_FIELDS, numberFields, numberView } from './graph-number.ts';
import { page, picked, splitFields, strangeField } from './graph-page.ts';
import type { PageQuery } from './graph-page.ts';
import { answered, parametersOf, sendProblem } from './graph-problem.ts';
import { templateView } from './graph-templates.ts';

interface ById {
  Params: { id: string };
  Querystring: PageQuery;
}

/** A business account: its numbers and the apps that hear of them; and a portfolio's accounts. */
export function accountRoutes(app: FastifyInstance, sim: Sim): void {
  const numbersOf = (waba: string): NumberState[] => sim.store.state.numbers.filter((number) => number.wabaId === waba);
  const withAccount = (reply: FastifyReply, id: string, method: string, then: (account: Account) => unknown): unknown => {
    const account = accountById(sim, id);
    return account ? then(account) : sendProblem(reply, unknownObject(id, method));
  };

  app.get<ById>('/:id/phone_numbers', (request, reply) =>
    withAccount(reply, request.params.id, 'get', ({ id }) => {
      const { fields } = request.query;
      const views = numbersOf(id).map((number) => numberView(sim, request.metaApp, number));
      return answered(
        reply,
        strangeField('WhatsAppBusinessPhoneNumber', fields, numberFields(views[0] ?? {})) ??
          page(
            views.map((view) => picked(view, fields, NUMBER_FIELDS)),
            request,
          ),
      );
    }),
  );
  app.post<ById>('/:id/phone_numbers', (request, reply) =>
    withAccount(reply, request.params.id, 'post', async ({ id: wabaId }) => {
      const { cc, country_code: country = cc, phone_number: phone, verified_name: verifiedName } = parametersOf(request);
      const missing = Object.entries({ cc: country, phone_number: phone, verified_name: verifiedName }).find(
        ([, value]) => value === undefined,
      );
      if (missing) return sendProblem(reply, requiredParameter(missing[0]));
      const digits = String(phone).replace(/\D/g, '');
      const displayPhoneNumber = `+${String(country)} ${digits.startsWith(String(country)) ? digits.slice(String(country).length) : digits}`;
      const number: NumberState = {
        id: newObjectId(),
        wabaId,
        displayPhoneNumber,
        verifiedName: String(verifiedName),
        status: 'PENDING',
        verification: { status: 'NOT_VERIFIED', asked: [] },
      };
      sim.store.state.numbers.push(number);
      await sim.store.changed();
      return reply.send({ id: number.id });
    }),
  );

  app.get<ById>('/:id/subscribed_apps', ({ params: { id }, metaApp }, reply) =>
    withAccount(reply, id, 'get', (account) => ({ data: subscribedApps(sim, account, metaApp) })),
  );

  app.post<ById>('/:id/subscribed_apps', (request, reply) =>
    withAccount(reply, request.params.id, 'post', async (account) => {
      const { override_callback_uri: uri, verify_token: token } = parametersOf(request);
      const failed = await override(sim, request.metaApp, account.id, asString(uri), asString(token));
      if (failed !== undefined)
        return sendProblem(reply, { code: 100, subcode: 2200, message: `(#2200) Callback verification failed: ${failed}` });
      account.apps[request.metaApp.id] = { subscribed: true };
      await sim.store.changed();
      return reply.send({ success: true });
    }),
  );

  app.delete<ById>('/:id/subscribed_apps', ({ params: { id }, metaApp }, reply) =>
    withAccount(reply, id, 'delete', async (account) => {
      await override(sim, metaApp, id, undefined, undefined);
      account.apps[metaApp.id] = { subscribed: false };
      await sim.store.changed();
      return reply.send({ success: true });
    }),
  );

  for (const edge of ['owned', 'client']) {
    app.get<ById>(`/:id/${edge}_whatsapp_business_accounts`, (request, reply) => {
      const {
        params: { id },
        query: { fields },
        metaApp,
      } = request;
      if (!sim.store.state.portfolios[id]) return sendProblem(reply, unknownObject(id, 'get'));
      const own =
        edge === 'owned'
          ? Object.values(sim.store.state.accounts).filter((account) => account.portfolioId === id && account.apps[metaApp.id])
          : [];
      return answered(
        reply,
        strangeField('WhatsAppBusinessAccount', fields, ACCOUNT_FIELDS) ??
          page(
            own.map((account) => picked(accountView(account), fields, USUAL)),
            request,
          ),
      );
    });
  }
}

const USUAL = ['name', 'timezone_id', 'message_template_namespace'];
/** What may be asked of an account; what the twin doesn't keep is left out. */
const ACCOUNT_FIELDS = [
  'name',
  'timezone_id',
  'message_template_namespace',
  'account_review_status',
  'business_verification_status',
  'currency',
  'country',
  'ownership_type',
  'owner_business_info',
  'health_status',
  'status',
  'is_enabled_for_insights',
  'marketing_messages_lite_api_status',
  'marketing_messages_onboarding_status',
  'on_behalf_of_business_info',
  'primary_funding_id',
  'purchase_order_number',
  'primary_business_location',
  'disable_marketing_messages_on_cloud_api',
  'auth_international_rate_eligibility',
  'whatsapp_business_manager_messaging_limit',
];
const EDGES = ['subscribed_apps', 'phone_numbers', 'message_templates'];
const ANALYTICS: Readonly<Record<string, typeof analytics>> = { analytics, pricing_analytics: pricingAnalytics };

const accountView = ({ id, name, portfolioId, insights }: Account): Json => ({
  id,
  name,
  timezone_id: '1',
  message_template_namespace: 'ba30dd89_2ebd_41e4_b805_f2c05ae04cc9',
  account_review_status: 'APPROVED',
  business_verification_status: 'verified',
  status: 'ACTIVE',
  currency: 'EUR',
  country: 'DE',
  ownership_type: 'SELF',
  owner_business_info: { id: portfolioId, name },
  health_status: { can_send_message: 'AVAILABLE', entities: [] },
  is_enabled_for_insights: insights === true,
});

function subscribedApps(sim: Sim, { id, apps }: Account, { id: appId, name }: MetaApp): object[] {
  const own = overrideOf(sim.store.state, appId, id);
  return apps[appId]?.subscribed
    ? [{ whatsapp_business_api_data: { id: appId, link: APP_LINK, name }, ...(own ? { override_callback_uri: own.url } : {}) }]
    : [];
}

/** An account, with the edges and with what was counted of its messages where those are asked for. */
export function accountAnswer(sim: Sim, account: Account, fields: string | undefined, app: MetaApp): Problem | Json {
  const asked = splitFields(fields ?? '');
  const counted = asked.filter(({ name }) => ANALYTICS[name] !== undefined);
  const strange = asked.find(
    ({ name }) => name !== 'id' && !ACCOUNT_FIELDS.includes(name) && !EDGES.includes(name) && ANALYTICS[name] === undefined,
  );
  if (strange) return noField(strange.name, 'WhatsAppBusinessAccount');
  const answer = picked(accountView(account), fields, USUAL);
  for (const { name, text } of counted) {
    const question = questionOf(text);
    if ('wrong' in question) return invalidParameter(question.wrong);
    const points = ANALYTICS[name]!(countedOf(sim, account.id), question);
    answer[name] =
      name === 'analytics'
        ? { phone_numbers: question.phones, granularity: question.granularity, data_points: points }
        : { data: [{ data_points: points }] };
  }
  const has = (name: string): boolean => asked.some((one) => one.name === name);
  if (has('subscribed_apps')) answer.subscribed_apps = { data: subscribedApps(sim, account, app) };
  if (has('phone_numbers'))
    answer.phone_numbers = {
      data: sim.store.state.numbers
        .filter(({ wabaId }) => wabaId === account.id)
        .map((number) => picked(numberView(sim, app, number), undefined, NUMBER_FIELDS)),
    };
  if (has('message_templates'))
    answer.message_templates = { data: sim.store.state.templates.filter(({ wabaId }) => wabaId === account.id).map(templateView) };
  return answer;
}

/** `POST /{account}`: whether it is to be counted. */
export async function changeAccount(sim: Sim, account: Account, { is_enabled_for_insights: insights }: Json): Promise<Problem | Json> {
  if (insights === undefined) return invalidParameter('Nothing to change: give is_enabled_for_insights.');
  account.insights = String(insights) === 'true';
  await sim.store.changed();
  return { id: account.id };
}
