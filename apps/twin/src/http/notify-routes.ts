import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Sim } from '../sim/sim.ts';

const CHANNELS = ['email', 'sms', 'support'];

/** Where e-mails, text messages and support notifications go while nobody has configured a real place. */
export function notifyRoutes(app: FastifyInstance, sim: Sim): void {
  app.post<{ Params: { channel: string } }>('/:channel', async (request, reply) => {
    const { channel } = request.params;
    if (!CHANNELS.includes(channel))
      return reply.status(404).send({ error: 'not_found', message: `The channels are ${CHANNELS.join(', ')}.` });
    const idempotencyKey = request.headers['idempotency-key'];
    const same =
      typeof idempotencyKey === 'string' &&
      sim.store.state.notifications.find((one) => one.channel === channel && one.idempotencyKey === idempotencyKey);
    if (same) return reply.status(202).send({ id: same.id });
    const notification = {
      id: randomUUID(),
      channel,
      at: sim.clock.now(),
      body: request.body,
      ...(typeof idempotencyKey === 'string' && { idempotencyKey }),
    };
    sim.store.state.notifications.push(notification);
    await sim.store.changed();
    sim.events.emit({ type: 'notify', notification });
    return reply.status(202).send({ id: notification.id });
  });

  app.get<{ Querystring: { channel?: string } }>('/outbox', (request) =>
    sim.store.state.notifications
      .filter((one) => request.query.channel === undefined || one.channel === request.query.channel)
      .map(({ idempotencyKey: _key, ...one }) => ({ ...one, at: new Date(one.at).toISOString() })),
  );
}
