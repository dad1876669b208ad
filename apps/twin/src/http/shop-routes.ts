import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
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
    return order ? orderView(order, sim.clock.now()) : notFound(reply, 'order');
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

  app.post<{ Params: { number: string } }>('/orders/:number/address-change', async (request, reply) => {
    const order = findOrder(request.params.number);
    if (!order) return notFound(reply, 'order');
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '')
      return reply.status(400).send({ error: 'idempotency_key_required', message: 'Send an Idempotency-Key.' });
    const { shopWrites } = sim.store.state;
    const before = shopWrites.find((write) => write.key === key);
    if (!before) shopWrites.push({ key, order: order.number, at: sim.clock.now(), body: request.body });
    await sim.store.changed();
    return reply.status(before ? 200 : 201).send({ order: order.number, accepted: true, repeated: before !== undefined });
  });

  app.get('/writes', () => sim.store.state.shopWrites);
}
