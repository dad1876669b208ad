import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { digitsOf } from '../domain/address.ts';
import { errorKind, unknownObject } from '../domain/errors.ts';
import { asObject, asString, lenient } from '../domain/json.ts';
import type { NumberState } from '../domain/account.ts';
import { checkSend } from '../domain/send-check.ts';
import type { MarkRead, Send } from '../domain/send-check.ts';
import { portfolioOf, userIdOf } from '../sim/accounts.ts';
import type { Fault, Occasion, OwnFault } from '../sim/faults.ts';
import { flood } from '../sim/flood.ts';
import { accept } from '../sim/outbound.ts';
import { findCustomer, findEntry, numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { businessReads } from '../sim/statuses.ts';
import { EXPIRED, problemOf, sendProblem } from './graph-problem.ts';

const TYPING_FOR = 25_000;
const READABLE_FOR = 30 * 24 * 3_600_000;

type MessagesRequest = FastifyRequest<{ Params: { id: string } }>;

export function messageRoutes(app: FastifyInstance, sim: Sim): void {
  for (const edge of ['messages', 'marketing_messages']) {
    app.post(`/:id/${edge}`, async (request: MessagesRequest, reply) => {
      const number = numberById(sim, request.params.id);
      if (!number) return sendProblem(reply, unknownObject(request.params.id, 'post'));
      request.body = lenient(request.body);
      const checked = checkSend(request.body, number.displayPhoneNumber, sim.store.state.rules.listBodyLimit);
      if (checked.kind === 'problem') return sendProblem(reply, checked.problem);
      if (edge === 'messages')
        return checked.kind === 'read' ? markRead(sim, number, checked, reply) : send(sim, number, checked, request, reply);
      if (checked.kind === 'read' || checked.type !== 'template')
        return sendProblem(reply, { code: 100, details: 'Message must be a template message.' });
      return send(sim, number, { ...checked, marketingOnly: true }, request, reply);
    });
  }
}

async function markRead(sim: Sim, number: NumberState, { messageId, typing }: MarkRead, reply: FastifyReply): Promise<FastifyReply> {
  const found = findEntry(sim, messageId);
  const isKnown = found?.entry.direction === 'in' && found.entry.numberId === number.id && sim.clock.now() - found.entry.at <= READABLE_FOR;
  if (!isKnown) {
    return sendProblem(reply, {
      code: 100,
      message: '(#100) Invalid parameter',
      details: 'The message_id does not belong to a message received by this number in the last 30 days.',
    });
  }
  businessReads(sim, found.key, found.entry);
  if (typing) {
    const until = sim.clock.now() + TYPING_FOR;
    sim.typing.set(found.key, until);
    sim.events.emit({ type: 'typing', phone: found.key, until });
  }
  await sim.store.saved();
  return reply.send({ success: true });
}

async function send(sim: Sim, number: NumberState, checked: Send, request: MessagesRequest, reply: FastifyReply): Promise<FastifyReply> {
  const customerKey = findCustomer(sim, checked.to, portfolioOf(sim, number).id)?.key ?? digitsOf(checked.to);
  const occasion: Occasion = { phone: customerKey, type: checked.type, text: JSON.stringify(checked.content), path: request.url };
  const own = request.ownFault ?? sim.faults.next({ ...occasion, what: 'send' });
  const fault = (name: string, also?: (one: Fault) => boolean): OwnFault | undefined =>
    own?.name === name ? own : sim.faults.take(name, occasion, also);
  if (own?.name === 'expired_token') return sendProblem(reply, EXPIRED);
  const failing = fault('graph_error');
  const way = failing && (failing.way ?? errorKind(failing.code ?? 131000).way);
  if (failing && way === 'sync') return sendProblem(reply, problemOf(failing));
  const result = accept(sim, number, checked, asObject(request.body), own, failing);
  if (!result.ok) return sendProblem(reply, result.problem);
  await sim.store.saved();

  const crowd = fault('flood');
  if (crowd) await flood(sim, number, crowd.size ?? 100, 1);
  const slow = fault('slow');
  if (slow) await sleep(slow.delay_ms ?? 3000, undefined, { ref: false });
  if (fault('cut')) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  if (fault('accept_then_timeout')) {
    reply.hijack();
    return reply;
  }
  const { customer, entry } = result;
  const visible = customer.phone !== undefined && !customer.hiddenPhone;
  const byUserId = asString(asObject(request.body).to) === undefined;
  const messageStatus = entry.heldFor === undefined ? 'accepted' : 'held_for_quality_assessment';
  const answer = {
    messaging_product: 'whatsapp',
    contacts: [
      {
        input: checked.input,
        ...(visible ? { wa_id: customer.phone } : {}),
        ...(byUserId ? { user_id: userIdOf(customer, portfolioOf(sim, number).id) } : {}),
      },
    ],
    messages: [{ id: entry.wamid, ...(checked.type === 'template' ? { message_status: messageStatus } : {}) }],
  };
  const trickle = fault('slow_body');
  return reply.type('application/json; charset=utf-8').send(trickle ? trickled(JSON.stringify(answer), trickle.delay_ms ?? 3000) : answer);
}

/** The answer's bytes in eight pieces over this time. */
function trickled(text: string, ms: number): Readable {
  const size = Math.ceil(text.length / 8);
  return Readable.from(
    (async function* pieces() {
      for (let at = 0; at < text.length; at += size) {
        yield text.slice(at, at + size);
        await sleep(ms / 8, undefined, { ref: false });
      }
    })(),
  );
}
