import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { addressOf, changeAddress } from '../shop/changes.ts';
import { customerById, customerByPhone, customerView, findOrder, orderView, storesNear } from '../shop/shop.ts';
import type { Sim } from '../sim/sim.ts';

const notFound = (reply: FastifyReply, what: string): FastifyReply =>
  reply.status(404).send({ error: 'not_found', message: `There is no such ${what}.` });

/** The order system behind Frontdesk's commerce port. */
export function shopRoutes(app: FastifyInstance, sim: Sim): void {
  app.addHook('onRequest', async (request, reply) => {
    const slow = sim.faults.take('shop_slow', { path: request.url });
    if (slow) await sleep(slow.delay_ms ?? 5000, undefined, { ref: false });
    if (sim.faults.take('shop_down', { path: request.url }))
      return reply.status(503).send({ error: 'unavailable', message: 'The shop is down.' });
    return undefined;
  });

  app.get('/healthz', () => ({ status: 'ok' }));

  app.get<{ Params: { number: string } }>('/orders/:number', (request, reply) => {
    const order = findOrder(request.params.number);
    return order ? orderView(order, sim.clock.now(), addressOf(sim.store.state.shopChanges, order)) : notFound(reply, 'order');
  });

  app.get<{ Params: { digits: string } }>('/customers/by-phone/:digits', (request, reply) => {
    const customer = customerByPhone(request.params.digits);
    return customer ? customerView(customer) : notFound(reply, 'customer');
  });

  app.get<{ Params: { id: string } }>('/customers/:id', (request, reply) => {
    const customer = customerById(request.params.id);
    return customer ? customerView(customer) : notFound(reply, 'customer');
  });

  app.get<{ Querystring: { near?: string } }>('/stores', (request) => ({ stores: storesNear(request.query.near) }));

  app.put<{ Params: { number: string } }>('/orders/:number/delivery-address', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '')
      return reply.status(400).send({ error: 'idempotency_key_required', message: 'Send an Idempotency-Key.' });
    const status = changeAddress(sim.store.state.shopChanges, request.params.number, request.body, key, sim.clock.now());
    await sim.store.changed();
    if (sim.faults.take('shop_takes_then_timeout', { path: request.url })) {
      reply.hijack();
      return reply;
    }
    return reply.status(status).send({ order: request.params.number, changed: status === 200 });
  });

  app.get('/changes', () => sim.store.state.shopChanges);
}
