import type { FastifyInstance } from 'fastify';
import { asObject, asString, isObject } from '../domain/json.ts';
import { managementEnvelope } from '../domain/notifications.ts';
import { faultNames, faultOf } from '../sim/faults.ts';
import { liveMedia } from '../sim/media.ts';
import { firstNumber } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { isTier } from '../domain/tier.ts';
import { register } from '../sim/webhook-target.ts';
import { templateEvent } from './graph-templates.ts';

const LONGEST_POLL = 60_000;

interface Polled { Querystring: { after?: string; wait_ms?: string } }

/** Clock, faults, webhooks and records: what is nobody's message. */
export function worldRoutes(app: FastifyInstance, sim: Sim): void {
  const bad = (message: string): object => ({ error: 'bad_request', message });

  app.get<{ Querystring: { follower?: string; seen?: string; wait_ms?: string } }>('/clock', (request) => {
    const { follower, seen, wait_ms: wait } = request.query;
    return follower === undefined ? sim.clock.read() : sim.clock.follow(follower, Number(seen ?? 0), Math.min(Number(wait ?? 25_000), LONGEST_POLL));
  });

  app.post('/clock', async (request, reply) => {
    const { advance_ms: advance, set_iso: set } = asObject(request.body);
    const by = set === undefined ? Number(advance) : Date.parse(String(set)) - sim.clock.now();
    if (!Number.isFinite(by) || by < 0) return reply.status(400).send(bad('give advance_ms or set_iso; the clock only moves forward'));
    const reading = await sim.clock.advance(by);
    sim.scheduler.poke();
    sim.deliveries.pumpAll();
    sim.events.emit({ type: 'clock', ...reading });
    return reply.send(reading);
  });

  app.get('/faults', () => ({ faults: sim.faults.all(), names: faultNames }));
  app.post('/faults', async (request, reply) => {
    const body = asObject(request.body);
    if (body.on === false) {
      sim.faults.remove(String(body.name));
    } else {
      const fault = faultOf(body);
      if (!fault) return reply.status(400).send(bad(`name is one of ${faultNames.join(', ')}, an HTTP status or an error code`));
      sim.faults.add(fault);
    }
    sim.events.emit({ type: 'faults' });
    return reply.send({ faults: sim.faults.all() });
  });
  app.delete('/faults', () => {
    sim.faults.clear();
    sim.events.emit({ type: 'faults' });
    return { faults: [] };
  });

  app.get('/webhook', () => ({ url: sim.store.state.webhook?.url ?? null, pending: sim.deliveries.pending().length }));
  app.post('/webhook', async (request, reply) => {
    const { url, verify_token: token } = asObject(request.body);
    if (!URL.canParse(String(url))) return reply.status(400).send(bad('url is required'));
    const failed = await register(sim, String(url), asString(token) ?? sim.credentials.verifyToken);
    return failed === undefined ? reply.send({ success: true, url }) : reply.status(400).send({ error: 'handshake_failed', message: failed });
  });
  app.post('/webhooks/raw', async (request, reply) => {
    const { body, signature } = asObject(request.body);
    if (typeof body !== 'string' && !isObject(body)) return reply.status(400).send(bad('body is an object or a string'));
    return sim.poster.post(body, { signature: asString(signature) ?? 'valid', attempt: 1 });
  });
  app.post('/webhooks/event', async (request, reply) => {
    const { field, value } = asObject(request.body);
    if (typeof field !== 'string' || !isObject(value)) return reply.status(400).send(bad('field and value are required'));
    const { wabaId } = firstNumber(sim);
    sim.deliveries.add(`waba:${wabaId}`, managementEnvelope(wabaId, field, value, sim.clock.now()));
    return reply.status(202).send({ queued: true });
  });
  app.post<{ Params: { name: string } }>('/templates/:name/events', async (request, reply) => {
    const { event, language, reason } = asObject(request.body);
    const found = sim.store.state.templates.filter((one) => one.name === request.params.name && (language === undefined || one.language === language));
    if (found.length === 0 || typeof event !== 'string') return reply.status(404).send(bad('there is no such template, or no event'));
    for (const template of found) templateEvent(sim, firstNumber(sim).wabaId, template, event, asString(reason));
    return reply.send({ changed: found.map(({ id, language: locale, status }) => ({ id, language: locale, status })) });
  });

  app.get<Polled>('/calls', async (request) => {
    const after = Number(request.query.after ?? 0);
    await sim.events.until(() => sim.calls.after(after).length > 0, Math.min(Number(request.query.wait_ms ?? 0), LONGEST_POLL));
    return sim.calls.after(after);
  });
  app.get<Polled>('/webhooks', async (request) => {
    const after = Number(request.query.after ?? 0);
    await sim.events.until(() => sim.poster.after(after).length > 0, Math.min(Number(request.query.wait_ms ?? 0), LONGEST_POLL));
    return sim.poster.after(after);
  });

  app.get<{ Params: { id: string } }>('/media/:id', async (request, reply) => {
    const media = liveMedia(sim, request.params.id);
    const bytes = media && await sim.store.bytesOf(media.id);
    if (!media || !bytes) return reply.status(404).send(bad('there is no such file'));
    // The page shows what a stranger uploaded: it must not run as a page of ours.
    return reply.type(media.mime).header('content-security-policy', 'sandbox').header('x-content-type-options', 'nosniff').send(bytes);
  });

  app.get('/numbers', () => sim.store.state.numbers);
  app.post('/numbers', async (request, reply) => {
    const { id, waba_id: wabaId, display_phone_number: display, verified_name: name } = asObject(request.body);
    if (!asString(id) || !asString(display)) return reply.status(400).send(bad('id and display_phone_number are required'));
    const number = { id: String(id), wabaId: asString(wabaId) ?? firstNumber(sim).wabaId, displayPhoneNumber: String(display), verifiedName: asString(name) ?? 'Another number' };
    sim.store.state.numbers = [...sim.store.state.numbers.filter((one) => one.id !== id), number];
    await sim.store.changed();
    return reply.status(201).send(number);
  });

  app.get('/portfolio', () => portfolioView(sim));
  app.post('/portfolio', async (request, reply) => {
    const { messaging_limit: limit, over_limit_code: code } = asObject(request.body);
    if (limit !== undefined && !isTier(String(limit))) return reply.status(400).send(bad('messaging_limit is TIER_250, _2K, _10K, _100K or _UNLIMITED'));
    const { portfolio } = sim.store.state;
    if (code !== undefined) portfolio.overLimitCode = Number(code);
    if (limit !== undefined && limit !== portfolio.messagingLimit) {
      portfolio.messagingLimit = String(limit);
      const value = { max_daily_conversations_per_business: portfolio.messagingLimit, max_phone_numbers_per_waba: 25 };
      const { wabaId } = firstNumber(sim);
      sim.deliveries.add(`waba:${wabaId}`, managementEnvelope(wabaId, 'business_capability_update', value, sim.clock.now()));
    }
    await sim.store.changed();
    return reply.send(portfolioView(sim));
  });

  app.post('/credentials', (request) => {
    const { access_token: token, app_secret: secret } = asObject(request.body);
    sim.credentials.accessToken = asString(token) ?? sim.credentials.accessToken;
    sim.credentials.appSecret = asString(secret) ?? sim.credentials.appSecret;
    return { changed: true };
  });
  app.post('/reset', async () => {
    await sim.reset();
    sim.events.emit({ type: 'reset' });
    return { reset: true };
  });

  app.get('/events', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
    reply.raw.write(': hello\n\n');
    const stop = sim.events.listen((event) => reply.raw.write(`data: ${JSON.stringify(event)}\n\n`));
    request.raw.on('close', stop);
  });
}

const portfolioView = ({ store }: Sim): object => {
  const { messagingLimit, overLimitCode, reached } = store.state.portfolio;
  return { messaging_limit: messagingLimit, over_limit_code: overLimitCode, reached: Object.keys(reached).length };
};
