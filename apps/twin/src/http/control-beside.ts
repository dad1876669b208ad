import type { FastifyInstance } from 'fastify';
import { asObject, asString } from '../domain/json.ts';
import { customerCalls, history, agentWrites } from '../sim/beside.ts';
import { echo } from '../sim/echo.ts';
import { customerFor, firstNumber, numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';

const bad = (message: string): object => ({ error: 'bad_request', message });

/** What happens beside the messages of the API: the business's own phone, Meta's agent, calls, the history of a number. */
export function besideRoutes(app: FastifyInstance, sim: Sim): void {
  app.post('/echoes', async (request, reply) => {
    const { text, phone, phone_number_id: id, edits, revokes } = asObject(request.body);
    const number = id === undefined ? firstNumber(sim) : numberById(sim, String(id));
    if (!number || asString(phone) === undefined)
      return reply.status(400).send(bad('phone is required, and phone_number_id must be known'));
    const said = {
      ...(asString(text) ? { text: String(text) } : {}),
      ...(asString(edits) ? { edits: String(edits) } : {}),
      ...(asString(revokes) ? { revokes: String(revokes) } : {}),
    };
    const entry = echo(sim, number, customerFor(sim, String(phone)), said);
    if (!entry) return reply.status(400).send(bad('give text, text with edits (a wamid typed on the phone), or revokes (such a wamid)'));
    await sim.store.saved();
    return reply.status(201).send({ wamid: entry.wamid });
  });

  app.post<{ Params: { phone: string } }>('/customers/:phone/agent', async (request, reply) => {
    const { text, holds, phone_number_id: id } = asObject(request.body);
    const number = id === undefined ? firstNumber(sim) : numberById(sim, String(id));
    if (!number || (asString(text) === undefined && typeof holds !== 'boolean'))
      return reply.status(400).send(bad("give holds (whether Meta's agent leads) or text (what it says)"));
    const wamid = agentWrites(
      sim,
      number,
      customerFor(sim, request.params.phone),
      typeof holds === 'boolean' ? holds : undefined,
      asString(text),
    );
    await sim.store.saved();
    return reply.status(201).send({ holds: holds ?? true, ...(wamid ? { wamid } : {}) });
  });

  app.post<{ Params: { phone: string } }>('/customers/:phone/calls', async (request, reply) => {
    const { phone_number_id: id } = asObject(request.body);
    const number = id === undefined ? firstNumber(sim) : numberById(sim, String(id));
    if (!number) return reply.status(400).send(bad(`there is no number ${String(id)}`));
    const call = customerCalls(sim, number, customerFor(sim, request.params.phone));
    await sim.store.saved();
    return reply.status(201).send({ call_id: call });
  });

  app.post('/history', async (request, reply) => {
    const { phone_number_id: id, declined, contacts, chunk_size: size } = asObject(request.body);
    const number = id === undefined ? firstNumber(sim) : numberById(sim, String(id));
    if (!number) return reply.status(400).send(bad(`there is no number ${String(id)}`));
    const chunks = history(sim, number, { declined: declined === true, contacts: contacts !== false, size: Number(size ?? 50) });
    await sim.store.saved();
    return reply.status(202).send({ chunks });
  });
}
