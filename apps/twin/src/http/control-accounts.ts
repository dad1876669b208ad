import type { FastifyInstance } from 'fastify';
import { twinDefaults } from '../defaults.ts';
import type { MetaApp, NumberState } from '../domain/account.ts';
import { asObject, asString, isObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { isTier } from '../domain/tier.ts';
import type { Portfolio } from '../domain/tier.ts';
import { appById, portfolioOf, rateOf, tell } from '../sim/accounts.ts';
import { newObjectId } from '../sim/ids.ts';
import { PACINGS, pace } from '../sim/pacing.ts';
import { firstNumber, numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { newPortfolio } from '../sim/state.ts';
import { TEMPLATE_EVENTS, templateCategory, templateEvent, templateQuality } from '../sim/template-events.ts';
import { register } from '../sim/webhook-target.ts';

const bad = (message: string): object => ({ error: 'bad_request', message });
const QUALITIES = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'];

/** Portfolios, accounts, apps, numbers and templates: what a person would do in Meta's Business Suite, and what Meta decides. */
export function accountControl(app: FastifyInstance, sim: Sim): void {
  app.get('/accounts', () =>
    Object.values(sim.store.state.accounts).map((account) => ({
      id: account.id,
      name: account.name,
      portfolio_id: account.portfolioId,
      apps: account.apps,
      numbers: sim.store.state.numbers.filter((number) => number.wabaId === account.id).map((number) => number.id),
      templates: sim.store.state.templates.filter((template) => template.wabaId === account.id).length,
    })),
  );
  app.post('/accounts', async (request, reply) => {
    const { id, name, portfolio_id: portfolioId, app: owner, copy_templates: copy } = asObject(request.body);
    if (!asString(id)) return reply.status(400).send(bad('id is required'));
    const own = isObject(owner) ? newApp(owner) : undefined;
    if (own === null) return reply.status(400).send(bad('app needs access_token and app_secret'));
    if (own) sim.store.state.apps[own.id] = own;
    const known = sim.store.state.accounts[String(id)];
    const portfolio = known?.portfolioId ?? asString(portfolioId) ?? twinDefaults.portfolioId;
    sim.store.state.portfolios[portfolio] ??= newPortfolio(portfolio);
    const apps = { ...known?.apps, [own?.id ?? twinDefaults.appId]: { subscribed: true } };
    sim.store.state.accounts[String(id)] = {
      id: String(id),
      name: asString(name) ?? known?.name ?? 'Another account',
      portfolioId: portfolio,
      apps,
    };
    if (copy === true) {
      const { wabaId } = firstNumber(sim);
      sim.store.state.templates.push(
        ...sim.store.state.templates
          .filter((one) => one.wabaId === wabaId)
          .map((one) => ({ ...structuredClone(one), id: newObjectId(), wabaId: String(id) })),
      );
    }
    await sim.store.changed();
    return reply.status(201).send({ id, portfolio_id: portfolio, app_id: own?.id ?? twinDefaults.appId });
  });

  app.get('/numbers', () => sim.store.state.numbers.map((number) => numberShown(sim, number)));
  app.post('/numbers', async (request, reply) => {
    const body = asObject(request.body);
    const known = numberById(sim, asString(body.id));
    if (!asString(body.id) || (!known && !asString(body.display_phone_number)))
      return reply.status(400).send(bad('id and display_phone_number are required'));
    if (body.quality_rating !== undefined && !QUALITIES.includes(String(body.quality_rating)))
      return reply.status(400).send(bad(`quality_rating is one of ${QUALITIES.join(', ')}`));
    const number = changed(
      known ?? { id: String(body.id), wabaId: firstNumber(sim).wabaId, displayPhoneNumber: '', verifiedName: 'Another number' },
      body,
    );
    sim.store.state.accounts[number.wabaId] ??= {
      id: number.wabaId,
      name: number.verifiedName,
      portfolioId: twinDefaults.portfolioId,
      apps: { [twinDefaults.appId]: { subscribed: true } },
    };
    if (!known) sim.store.state.numbers.push(number);
    const { messagingLimit } = portfolioOf(sim, number);
    if (known && body.rate !== undefined)
      tell(sim, number.wabaId, 'phone_number_quality_update', {
        display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''),
        event: 'THROUGHPUT_UPGRADE',
        current_limit: messagingLimit,
        max_daily_conversations_per_business: messagingLimit,
      });
    await sim.store.changed();
    sim.events.emit({ type: 'reset' });
    return reply.status(201).send(numberShown(sim, number));
  });

  app.get<{ Querystring: { id?: string } }>('/portfolio', ({ query }, reply) => {
    const portfolio = sim.store.state.portfolios[query.id ?? twinDefaults.portfolioId];
    return portfolio ? portfolioView(portfolio) : reply.status(404).send(bad('there is no such portfolio'));
  });
  app.post('/portfolio', async (request, reply) => {
    const { id, messaging_limit: limit, over_limit_code: code } = asObject(request.body);
    const portfolio = sim.store.state.portfolios[asString(id) ?? twinDefaults.portfolioId];
    if (!portfolio) return reply.status(404).send(bad('there is no such portfolio'));
    if (limit !== undefined && !isTier(String(limit)))
      return reply.status(400).send(bad('messaging_limit is TIER_250, _2K, _10K, _100K or _UNLIMITED'));
    if (code !== undefined) portfolio.overLimitCode = Number(code);
    if (limit !== undefined && limit !== portfolio.messagingLimit) {
      portfolio.messagingLimit = String(limit);
      for (const account of Object.values(sim.store.state.accounts).filter((one) => one.portfolioId === portfolio.id)) {
        tell(sim, account.id, 'business_capability_update', {
          max_daily_conversations_per_business: portfolio.messagingLimit,
          max_phone_numbers_per_waba: 25,
        });
      }
    }
    await sim.store.changed();
    return reply.send(portfolioView(portfolio));
  });

  app.get('/webhook', () => ({ url: sim.store.state.webhook?.url ?? null, pending: sim.deliveries.pending().length }));
  app.post('/webhook', async (request, reply) => {
    const { url, verify_token: token, app_id: id } = asObject(request.body);
    const owner = appById(sim, asString(id));
    if (!URL.canParse(String(url)) || !owner) return reply.status(400).send(bad('url is required, and app_id must be known'));
    const failed = await register(sim, owner, String(url), asString(token) ?? owner.verifyToken);
    return failed === undefined
      ? reply.send({ success: true, url })
      : reply.status(400).send({ error: 'handshake_failed', message: failed });
  });
  app.post('/webhooks/raw', async (request, reply) => {
    const { body, signature, app_id: id } = asObject(request.body);
    if (typeof body !== 'string' && !isObject(body)) return reply.status(400).send(bad('body is an object or a string'));
    return sim.poster.post(body, { signature: asString(signature) ?? 'valid', attempt: 1, ...(asString(id) ? { appId: String(id) } : {}) });
  });
  app.post('/webhooks/event', async (request, reply) => {
    const { field, value, waba_id: wabaId } = asObject(request.body);
    const account = asString(wabaId) ?? firstNumber(sim).wabaId;
    if (typeof field !== 'string' || !isObject(value) || !sim.store.state.accounts[account])
      return reply.status(400).send(bad('field and value are required, and waba_id must be known'));
    tell(sim, account, field, value);
    return reply.status(202).send({ queued: true });
  });

  app.post<{ Params: { name: string } }>('/templates/:name/events', async (request, reply) => {
    const { event, language, reason, waba_id: wabaId, quality, category, now, pacing } = asObject(request.body);
    const account = asString(wabaId) ?? firstNumber(sim).wabaId;
    const found = sim.store.state.templates.filter(
      (one) => one.wabaId === account && one.name === request.params.name && (language === undefined || one.language === language),
    );
    if (found.length === 0 || ![event, quality, category, pacing].some((one) => typeof one === 'string'))
      return reply.status(404).send(bad('there is no such template; or give event, quality, category or pacing'));
    const paced = PACINGS.find((one) => one === pacing);
    if (pacing !== undefined && !paced) return reply.status(400).send(bad(`pacing is one of ${PACINGS.join(', ')}`));
    if (paced && found.some((one) => one.category === 'AUTHENTICATION'))
      return reply.status(400).send(bad('pacing is for marketing and utility templates'));
    if (event !== undefined && !TEMPLATE_EVENTS.includes(String(event)))
      return reply.status(400).send(bad(`event is one of ${TEMPLATE_EVENTS.join(', ')}`));
    for (const template of found) {
      if (asString(event)) templateEvent(sim, template, String(event), asString(reason));
      if (paced) pace(sim, template, paced);
      if (asString(quality)) templateQuality(sim, template, String(quality));
      if (asString(category)) templateCategory(sim, template, String(category), now === true);
    }
    return reply.send({
      changed: found.map(({ id, language: locale, status, category: kind, quality_score: score }) => ({
        id,
        language: locale,
        status,
        category: kind,
        quality: score?.score,
      })),
    });
  });
}

/** Null when the body has no token or secret. */
function newApp(body: Json): MetaApp | null {
  const { id, name, access_token: token, app_secret: secret, verify_token: verify } = body;
  if (!asString(token) || !asString(secret)) return null;
  return {
    id: asString(id) ?? newObjectId(),
    name: asString(name) ?? 'Another app',
    accessToken: String(token),
    appSecret: String(secret),
    verifyToken: asString(verify) ?? twinDefaults.verifyToken,
  };
}

function changed(number: NumberState, body: Json): NumberState {
  const { waba_id: wabaId, display_phone_number: display, verified_name: name, quality_rating: quality, coexistence, status, rate } = body;
  return Object.assign(number, {
    ...(asString(wabaId) ? { wabaId } : {}),
    ...(asString(display) ? { displayPhoneNumber: display } : {}),
    ...(asString(name) ? { verifiedName: name } : {}),
    ...(asString(quality) ? { quality } : {}),
    ...(asString(status) ? { status } : {}),
    ...(rate === undefined ? {} : { rate: Number(rate) }),
    ...(typeof coexistence === 'boolean' ? { coexistence } : {}),
  });
}

const numberShown = (sim: Sim, number: NumberState): object => ({
  id: number.id,
  waba_id: number.wabaId,
  portfolio_id: portfolioOf(sim, number).id,
  display_phone_number: number.displayPhoneNumber,
  verified_name: number.verifiedName,
  quality_rating: number.quality ?? 'GREEN',
  status: number.status ?? 'CONNECTED',
  rate: rateOf(sim, number),
  coexistence: number.coexistence === true,
  service_messages_this_month: number.service?.count ?? 0,
});

const portfolioView = ({ messagingLimit, overLimitCode, reached }: Portfolio): object => ({
  messaging_limit: messagingLimit,
  over_limit_code: overLimitCode,
  reached: Object.keys(reached).length,
});
