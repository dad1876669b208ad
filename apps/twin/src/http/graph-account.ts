import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Account, NumberState } from '../domain/account.ts';
import { unknownObject } from '../domain/errors.ts';
import { asObject, asString } from '../domain/json.ts';
import { accountById } from '../sim/accounts.ts';
import type { Sim } from '../sim/sim.ts';
import { override, overrideOf } from '../sim/webhook-target.ts';
import { NUMBER_FIELDS, numberView } from './graph-number.ts';
import { page, picked } from './graph-page.ts';
import { sendProblem } from './graph-problem.ts';

interface ById { Params: { id: string }; Querystring: { fields?: string; limit?: string; after?: string } }

/** A business account: its numbers and the apps that hear of them. */
export function accountRoutes(app: FastifyInstance, sim: Sim): void {
  const numbersOf = (waba: string): NumberState[] => sim.store.state.numbers.filter((number) => number.wabaId === waba);
  const withAccount = (reply: FastifyReply, id: string, method: string, then: (account: Account) => unknown): unknown => {
    const account = accountById(sim, id);
    return account ? then(account) : sendProblem(reply, unknownObject(id, method));
  };

  app.get<ById>('/:id/phone_numbers', ({ params: { id }, query, metaApp }, reply) => withAccount(reply, id, 'get', () =>
    page(numbersOf(id).map((number) => picked(numberView(sim, metaApp, number), query.fields, NUMBER_FIELDS)), query)));

  app.get<ById>('/:id/subscribed_apps', ({ params: { id }, metaApp }, reply) => withAccount(reply, id, 'get', ({ apps }) => {
    const own = overrideOf(sim.store.state, metaApp.id, id);
    const data = { whatsapp_business_api_data: { id: metaApp.id, link: 'https://frontdesk.example/', name: metaApp.name }, ...(own ? { override_callback_uri: own.url } : {}) };
    return { data: apps[metaApp.id]?.subscribed ? [data] : [] };
  }));

  app.post<ById>('/:id/subscribed_apps', ({ params: { id }, body, metaApp }, reply) => withAccount(reply, id, 'post', async (account) => {
    const { override_callback_uri: uri, verify_token: token } = asObject(body);
    const failed = await override(sim, metaApp, id, asString(uri), asString(token));
    if (failed !== undefined) return sendProblem(reply, { code: 100, subcode: 2200, message: `(#2200) Callback verification failed: ${failed}` });
    account.apps[metaApp.id] = { subscribed: true };
    await sim.store.changed();
    return reply.send({ success: true });
  }));

  app.delete<ById>('/:id/subscribed_apps', ({ params: { id }, metaApp }, reply) => withAccount(reply, id, 'delete', async (account) => {
    await override(sim, metaApp, id, undefined, undefined);
    account.apps[metaApp.id] = { subscribed: false };
    await sim.store.changed();
    return reply.send({ success: true });
  }));
}

export const accountView = ({ id, name, portfolioId }: Account): Record<string, unknown> => ({
  id, name, timezone_id: '1', message_template_namespace: 'ba30dd89_2ebd_41e4_b805_f2c05ae04cc9', account_review_status: 'APPROVED', business_verification_status: 'verified',
  currency: 'EUR', country: 'DE', ownership_type: 'SELF', owner_business_info: { id: portfolioId, name }, health_status: { can_send_message: 'AVAILABLE', entities: [] },
});
