import type { FastifyInstance, FastifyReply } from 'fastify';
import { digitsOf, isUserId, phoneAddress } from '../domain/address.ts';
import { asObject, asString } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import type { NumberState } from '../domain/account.ts';
import { envelope } from '../domain/notifications.ts';
import { faultFromHeader } from '../sim/faults.ts';
import { flood } from '../sim/flood.ts';
import { changeIdentity } from '../sim/identity.ts';
import { customerWrites } from '../sim/inbound.ts';
import { changeNumber } from '../sim/number-change.ts';
import { customerFor, findCustomer, firstNumber, newCustomer, notify, numberById, personOf } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import type { Customer } from '../sim/state.ts';
import { customerIsBack, customerOpens } from '../sim/statuses.ts';
import { customerView, outboundCount, threadView } from '../sim/views.ts';

interface ByPhone {
  Params: { phone: string };
  Querystring: { wait_after?: string; timeout_ms?: string; phone_number_id?: string };
}

const LONGEST_WAIT = 60_000;
const bad = (reply: FastifyReply, message: string): FastifyReply => reply.status(400).send({ error: 'bad_request', message });

const WHAT =
  'the body describes no message: give {type:"text", text}, {type:"button"|"list", id, title}, {type:"reaction", message_id, emoji}, {type:"image", …}, ' +
  '{type:"edit", message_id, text} within 15 minutes, {type:"revoke", message_id} within 2 days, {type:"flow"|"address", response}, {type:"contact_info"}, {type:"call_permission", response} or {raw}';

const numberFor = (sim: Sim, id: unknown): NumberState | undefined => (id === undefined ? firstNumber(sim) : numberById(sim, String(id)));

export function customerRoutes(app: FastifyInstance, sim: Sim): void {
  app.get('/customers', () => Object.values(sim.store.state.customers).map((customer) => customerView(sim, customer)));

  app.post('/customers', async (request, reply) => {
    const body = asObject(request.body);
    const address = asString(body.phone) ?? asString(body.user_id);
    if (address === undefined || (!isUserId(address) && digitsOf(address).length < 7)) return bad(reply, 'phone (or user_id) is required');
    const customer = findCustomer(sim, address) ?? newCustomer(address);
    const wasOffline = customer.offline === true;
    sim.store.state.customers[customer.key] = Object.assign(customer, propertiesOf(body));
    if (wasOffline && !customer.offline) customerIsBack(sim, customer.key);
    await sim.store.changed();
    sim.events.emit({ type: 'customer', phone: customer.key });
    return reply.send(customerView(sim, customer));
  });

  app.post<ByPhone>('/customers/:phone/messages', async (request, reply) => {
    const body = asObject(request.body);
    const number = numberFor(sim, body.phone_number_id);
    if (!number) return bad(reply, `there is no number ${String(body.phone_number_id)}`);
    const customer = customerFor(sim, request.params.phone);
    const own =
      faultFromHeader(request.headers['x-sim-fault']) ??
      sim.faults.next({ what: 'message', phone: customer.key, ...(asString(body.type) ? { type: String(body.type) } : {}) });
    const written = await customerWrites(sim, customer, number, body, own);
    if (!written) return bad(reply, WHAT);
    await sim.store.saved();
    return reply.status(201).send({ wamid: written.wamid });
  });

  app.post<ByPhone>('/customers/:phone/read', async (request, reply) => {
    const read = customerOpens(sim, customerFor(sim, request.params.phone).key);
    await sim.store.saved();
    return reply.send({ read });
  });

  app.post<ByPhone>('/customers/:phone/preferences', async (request, reply) => {
    const customer = customerFor(sim, request.params.phone);
    const body = asObject(request.body);
    const number = numberFor(sim, body.phone_number_id);
    if (!number) return bad(reply, `there is no number ${String(body.phone_number_id)}`);
    const value = body.value === 'resume' ? 'resume' : 'stop';
    customer.contacted[number.id] = { ...customer.contacted[number.id], optedOut: value === 'stop' };
    if (value === 'resume') customer.optedOut = false;
    const { phone, userId } = personOf(sim, customer, number);
    const who = { ...(phone === undefined ? {} : { wa_id: phone }), user_id: userId };
    notify(
      sim,
      customer,
      envelope(number, 'user_preferences', {
        contacts: [who],
        user_preferences: [
          {
            ...who,
            detail: `User requested to ${value} marketing messages`,
            category: 'marketing_messages',
            value,
            timestamp: Math.floor(sim.clock.now() / 1000),
          },
        ],
      }),
    );
    await sim.store.saved();
    return reply.send(customerView(sim, customer));
  });

  app.get<ByPhone>('/customers/:phone/thread', async (request, reply) => {
    const key = findCustomer(sim, request.params.phone)?.key ?? digitsOf(request.params.phone);
    const { wait_after: after, timeout_ms: timeout, phone_number_id: numberId } = request.query;
    if (after !== undefined)
      await sim.events.until(() => outboundCount(sim, key) > Number(after), Math.min(Number(timeout ?? 10_000), LONGEST_WAIT));
    return reply.send(threadView(sim, key, numberId));
  });

  app.post<ByPhone>('/customers/:phone/number', async (request, reply) => {
    const to = phoneAddress(String(asObject(request.body).new_phone));
    const customer = findCustomer(sim, request.params.phone);
    if (!customer || to === undefined || findCustomer(sim, to))
      return bad(reply, 'new_phone must be a number nobody has, and the customer must be known');
    const changed = changeNumber(sim, customer, to);
    await sim.store.saved();
    return reply.send(customerView(sim, changed));
  });

  app.post<ByPhone>('/customers/:phone/identity', async (request, reply) => {
    const customer = findCustomer(sim, request.params.phone);
    if (!customer) return bad(reply, 'the customer must be known');
    changeIdentity(sim, customer);
    await sim.store.saved();
    return reply.send(customerView(sim, customer));
  });

  app.post('/flood', async (request, reply) => {
    const { customers = 10, messages = 10, text, phone_number_id: id } = asObject(request.body);
    const number = numberFor(sim, id);
    if (!number) return bad(reply, `there is no number ${String(id)}`);
    const wamids = await flood(sim, number, Number(customers), Number(messages), asString(text));
    await sim.store.saved();
    return reply.status(201).send({ wamids });
  });
}

function propertiesOf(body: Json): Partial<Customer> {
  const flag = (name: string, to: keyof Customer): Partial<Customer> => (typeof body[name] === 'boolean' ? { [to]: body[name] } : {});
  const word = (name: string, to: keyof Customer): Partial<Customer> => (asString(body[name]) === undefined ? {} : { [to]: body[name] });
  return {
    ...word('name', 'name'),
    ...word('user_id', 'userId'),
    ...word('username', 'username'),
    ...flag('hidden_phone', 'hiddenPhone'),
    ...flag('auto_read', 'autoRead'),
    ...flag('opted_out', 'optedOut'),
    ...flag('blocked', 'blocked'),
    ...flag('marketing_capped', 'marketingCapped'),
    ...flag('on_whatsapp', 'onWhatsapp'),
    ...(typeof body.online === 'boolean' ? { offline: !body.online } : {}),
  };
}
