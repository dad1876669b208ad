import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { digitsOf } from '../domain/address.ts';
import type { Problem } from '../domain/errors.ts';
import { errorKind, unknownObject } from '../domain/errors.ts';
import { asObject, asString } from '../domain/json.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import { checkSend } from '../domain/send-check.ts';
import type { MarkRead, Send } from '../domain/send-check.ts';
import type { Fault, Occasion } from '../sim/faults.ts';
import { accept } from '../sim/outbound.ts';
import { findCustomer, findEntry, numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { businessReads } from '../sim/statuses.ts';
import { sendProblem } from './graph-problem.ts';

const TYPING_FOR = 25_000;

type MessagesRequest = FastifyRequest<{ Params: { id: string } }>;

export function messageRoutes(app: FastifyInstance, sim: Sim): void {
  app.post('/:id/messages', async (request: MessagesRequest, reply) => {
    const number = numberById(sim, request.params.id);
    if (!number) return sendProblem(reply, unknownObject(request.params.id, 'post'));
    const checked = checkSend(request.body, number.displayPhoneNumber);
    if (checked.kind === 'problem') return sendProblem(reply, checked.problem);
    return checked.kind === 'read' ? markRead(sim, number, checked, reply) : send(sim, number, checked, request, reply);
  });
}

async function markRead(sim: Sim, number: BusinessNumber, { messageId, typing }: MarkRead, reply: FastifyReply): Promise<FastifyReply> {
  const found = findEntry(sim, messageId);
  if (!found || found.entry.direction !== 'in' || found.entry.numberId !== number.id) {
    return sendProblem(reply, { code: 100, message: '(#100) Invalid parameter', details: 'The message_id does not belong to a message received by this number.' });
  }
  businessReads(sim, found.key, messageId);
  if (typing) {
    const until = sim.clock.now() + TYPING_FOR;
    sim.typing.set(found.key, until);
    sim.events.emit({ type: 'typing', phone: found.key, until });
  }
  await sim.store.saved();
  return reply.send({ success: true });
}

async function send(sim: Sim, number: BusinessNumber, checked: Send, request: MessagesRequest, reply: FastifyReply): Promise<FastifyReply> {
  const occasion: Occasion = { phone: findCustomer(sim, checked.to)?.key ?? digitsOf(checked.to), type: checked.type, text: JSON.stringify(checked.content), path: request.url };
  const fault = (name: string, also?: (one: Fault) => boolean): Omit<Fault, 'id'> | undefined =>
    (request.ownFault?.name === name ? request.ownFault : sim.faults.take(name, occasion, also));
  const failing = fault('graph_error');
  const way = failing && (failing.way ?? errorKind(failing.code ?? 131000).way);
  if (failing && way === 'sync') return sendProblem(reply, problemOf(failing));
  const result = accept(sim, number, checked, asObject(request.body), failing ? { id: 0, ...failing } : undefined);
  if (!result.ok) return sendProblem(reply, result.problem);
  await sim.store.saved();

  const slow = fault('slow');
  if (slow) await sleep(slow.delay_ms ?? 3000, undefined, { ref: false });
  if (fault('cut')) {
    reply.hijack();
    request.raw.destroy();
    return reply;
  }
  if (fault('accept_then_timeout')) {
    reply.hijack();
    return reply;
  }
  const { customer, entry } = result;
  const visible = customer.phone !== undefined && !customer.hiddenPhone;
  return reply.send({
    messaging_product: 'whatsapp',
    contacts: [{ input: checked.input, ...(visible ? { wa_id: customer.phone } : {}), ...(asString(asObject(request.body).to) === undefined ? { user_id: customer.userId } : {}) }],
    messages: [{ id: entry.wamid, ...(checked.type === 'template' ? { message_status: 'accepted' } : {}) }],
  });
}

const problemOf = (fault: Omit<Fault, 'id'>): Problem => ({ code: fault.code ?? 131000, ...(fault.status === undefined ? {} : { status: fault.status }) });
