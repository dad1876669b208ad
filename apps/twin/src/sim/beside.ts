import { randomBytes } from 'node:crypto';
import type { NumberState } from '../domain/account.ts';
import { envelope } from '../domain/notifications.ts';
import type { Json } from '../domain/json.ts';
import { received } from '../domain/window.ts';
import { post } from './accounts.ts';
import { echoOf } from './echo.ts';
import { newWamid } from './ids.ts';
import { addEntry, notify, personOf, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry } from './state.ts';

const seconds = (at: number): string => String(Math.floor(at / 1000));

/** Meta's own agent takes the lead, gives it back, or says something: the app hears all of it on `standby`. */
export function agentWrites(
  sim: Sim,
  number: NumberState,
  customer: Customer,
  holds: boolean | undefined,
  text?: string,
): string | undefined {
  const contacted = customer.contacted[number.id] ?? {};
  if (holds !== undefined || text !== undefined) customer.contacted[number.id] = { ...contacted, heldByAgent: holds ?? true };
  sim.events.emit({ type: 'customer', phone: customer.key });
  if (text === undefined) return undefined;
  const content = { type: 'text', text: { body: text } };
  const { phone, userId } = personOf(sim, customer, number);
  const entry: Entry = {
    wamid: newWamid(phone ?? userId, true),
    numberId: number.id,
    direction: 'out',
    at: sim.clock.now(),
    type: 'text',
    text,
    byAgent: true,
    message: content,
    status: 'delivered',
    statuses: [],
    planned: [],
  };
  addEntry(sim, customer.key, entry);
  notify(sim, customer, envelope(number, 'standby', { message_echoes: [echoOf(sim, number, customer, entry.wamid, content)] }));
  return entry.wamid;
}

/** A customer rings and nobody answers: that opens the window like a message. */
export function customerCalls(sim: Sim, number: NumberState, customer: Customer): string {
  const now = sim.clock.now();
  const id = `wacid.${randomBytes(18).toString('base64')}`;
  const { phone, userId } = personOf(sim, customer, number);
  const to = number.displayPhoneNumber.replace(/\D/g, '');
  const contacts = [
    {
      profile: customer.name === undefined ? {} : { name: customer.name },
      ...(phone === undefined ? {} : { wa_id: phone }),
      user_id: userId,
    },
  ];
  const call = (event: string, at: number, more: Json): void =>
    notify(
      sim,
      customer,
      envelope(number, 'calls', {
        contacts,
        calls: [
          {
            id,
            ...(phone === undefined ? {} : { from: phone }),
            from_user_id: userId,
            to,
            event,
            timestamp: seconds(at),
            direction: 'USER_INITIATED',
            ...more,
          },
        ],
      }),
    );
  customer.contacted[number.id] = received(customer.contacted[number.id] ?? {}, now, false);
  call('connect', now, { session: { sdp_type: 'offer', sdp: 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n' } });
  call('terminate', now, { status: 'FAILED' });
  sim.events.emit({ type: 'customer', phone: customer.key });
  return id;
}

/** What a coexistence number tells when it is connected: contacts, then the old chats in chunks; or that it doesn't share them. */
export function history(
  sim: Sim,
  number: NumberState,
  { declined, contacts, size }: { declined: boolean; contacts: boolean; size: number },
): number {
  const lane = `waba:${number.wabaId}`;
  if (declined) {
    const error = {
      code: 2593109,
      title: 'History sync is turned off by the business from the WhatsApp Business App',
      message: 'History sync is turned off by the business from the WhatsApp Business App',
    };
    post(
      sim,
      lane,
      envelope(number, 'history', {
        history: [{ errors: [{ ...error, error_data: { details: 'History sharing is turned off by the business' } }] }],
      }),
    );
    return 1;
  }
  const people = Object.values(sim.store.state.customers).filter((customer) => customer.phone !== undefined && !customer.hiddenPhone);
  if (contacts && people.length > 0) {
    post(
      sim,
      lane,
      envelope(number, 'smb_app_state_sync', {
        state_sync: people.map(({ name, phone }) => ({
          type: 'contact',
          contact: { ...(name ? { full_name: name, first_name: name.split(' ')[0] } : {}), phone_number: phone },
          action: 'add',
          metadata: { timestamp: seconds(sim.clock.now()) },
        })),
      }),
    );
  }
  const messages = people.flatMap((customer) =>
    threadOf(sim, customer.key)
      .filter((entry) => entry.numberId === number.id)
      .map((entry) => ({ phone: customer.phone!, entry })),
  );
  const chunks = Math.max(1, Math.ceil(messages.length / size));
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const part = messages.slice(chunk * size, (chunk + 1) * size);
    const threads = [...new Set(part.map(({ phone }) => phone))].map((phone) => ({
      id: phone,
      messages: part.filter((one) => one.phone === phone).map(({ entry }) => old(number, phone, entry)),
    }));
    post(
      sim,
      lane,
      envelope(number, 'history', {
        history: [{ metadata: { phase: 0, chunk_order: chunk + 1, progress: Math.floor((100 * (chunk + 1)) / chunks) }, threads }],
      }),
    );
  }
  return chunks;
}

function old(number: NumberState, phone: string, entry: Entry): Json {
  const mine = entry.direction === 'out';
  const business = number.displayPhoneNumber.replace(/\D/g, '');
  const { type = 'text', ...rest } = entry.message as { type?: string } & Json;
  const content = rest[type];
  return {
    from: mine ? business : phone,
    ...(mine ? { to: phone } : {}),
    id: entry.wamid,
    timestamp: seconds(entry.at),
    type,
    ...(content === undefined ? {} : { [type]: content }),
    history_context: { status: entry.status.toUpperCase(), ...(mine ? { from_me: true } : {}) },
  };
}
