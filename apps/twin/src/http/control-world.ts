import type { FastifyInstance } from 'fastify';
import { asObject, asString } from '../domain/json.ts';
import { rulesChange, rulesView } from '../domain/rules.ts';
import { faultNames, faultOf } from '../sim/faults.ts';
import { liveMedia } from '../sim/media.ts';
import type { Sim } from '../sim/sim.ts';

const LONGEST_POLL = 60_000;

interface Polled {
  Querystring: { after?: string; wait_ms?: string };
}

/** Clock, faults, rules and records: what is nobody's message and no account's. */
export function worldRoutes(app: FastifyInstance, sim: Sim): void {
  const bad = (message: string): object => ({ error: 'bad_request', message });

  app.get<{ Querystring: { follower?: string; seen?: string; wait_ms?: string } }>('/clock', (request) => {
    const { follower, seen, wait_ms: wait } = request.query;
    return follower === undefined
      ? sim.clock.read()
      : sim.clock.follow(follower, Number(seen ?? 0), Math.min(Number(wait ?? 25_000), LONGEST_POLL));
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
      if (!fault)
        return reply
          .status(400)
          .send(bad(`name is one of ${faultNames.join(', ')}, an HTTP status or an error code; a script has steps, a storm has among`));
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

  app.get('/rules', () => rulesView(sim.store.state.rules));
  app.post('/rules', async (request, reply) => {
    const change = rulesChange(asObject(request.body));
    if ('wrong' in change) return reply.status(400).send(bad(change.wrong));
    Object.assign(sim.store.state.rules, change.rules);
    await sim.store.changed();
    return reply.send(rulesView(sim.store.state.rules));
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
    const bytes = media && (await sim.store.bytesOf(media.id));
    if (!media || !bytes) return reply.status(404).send(bad('there is no such file'));
    // The page shows what a stranger uploaded: it must not run as a page of ours.
    return reply.type(media.mime).header('content-security-policy', 'sandbox').header('x-content-type-options', 'nosniff').send(bytes);
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
