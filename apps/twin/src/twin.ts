import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BusinessNumber } from './domain/notifications.ts';
import { twinDefaults } from './defaults.ts';
import { createServer } from './http/server.ts';
import { demoCustomers } from './shop/data.ts';
import { homeApp } from './sim/accounts.ts';
import { Calls } from './sim/calls.ts';
import { Clock } from './sim/clock.ts';
import type { ClockReading } from './sim/clock.ts';
import { Deliveries } from './sim/deliveries.ts';
import { Events } from './sim/events.ts';
import { Faults } from './sim/faults.ts';
import { Poster } from './sim/poster.ts';
import { Scheduler } from './sim/scheduler.ts';
import { seedTemplates } from './sim/seed-templates.ts';
import { changedEntry, findEntry, newCustomer } from './sim/sim.ts';
import type { Credentials, Pace, Sim } from './sim/sim.ts';
import { initialState } from './sim/state.ts';
import type { State } from './sim/state.ts';
import { plan } from './sim/statuses.ts';
import { Store } from './sim/store.ts';
import { review, unpauseLater } from './sim/template-events.ts';
import { register, targetOf } from './sim/webhook-target.ts';

export interface TwinOptions {
  /** Where the twin can be reached, for media URLs; known by itself after `listen`. */
  publicUrl?: string;
  basePath?: { graph?: string };
  /** A JSON file that survives a kill; without one everything is forgotten at the end. */
  stateFile?: string;
  webhook?: { url: string; verifyToken?: string };
  credentials?: Partial<Credentials>;
  /** Beside the usual one. */
  numbers?: BusinessNumber[];
  /** False: nobody lives on the phone page yet. */
  demo?: boolean;
  pace?: Partial<Pace>;
  /** Messages in a second that one number may send; 80 as Meta's default. */
  numberRate?: number;
}

export interface Twin {
  handle(request: IncomingMessage, response: ServerResponse): void;
  listen(port: number, host: string): Promise<{ url: string }>;
  /** Meta's GET handshake and, if it holds, the new address of all webhooks; otherwise the reason. */
  registerWebhook(url: string, verifyToken: string): Promise<string | undefined>;
  clock: { read(): ClockReading; advance(ms: number): Promise<ClockReading> };
  close(): Promise<void>;
}

export async function createTwin(options: TwinOptions = {}): Promise<Twin> {
  const graphPrefix = options.basePath?.graph ?? '/graph';
  let publicUrl = options.publicUrl?.replace(/\/$/, '');
  const fresh = (): State =>
    initialState([defaultNumber, ...(options.numbers ?? [])], seedTemplates(), options.demo === false ? [] : demoPeople());
  const store = new Store(fresh(), options.stateFile);
  if (options.webhook)
    store.state.webhook = { url: options.webhook.url, verifyToken: options.webhook.verifyToken ?? twinDefaults.verifyToken };

  const credentials: Credentials = {
    accessToken: twinDefaults.accessToken,
    appSecret: twinDefaults.appSecret,
    verifyToken: twinDefaults.verifyToken,
    ...options.credentials,
  };
  const clock = new Clock(store);
  const scheduler = new Scheduler(clock);
  const events = new Events();
  const faults = new Faults(store);
  const poster = new Poster({
    target: (body, appId) => targetOf(store.state, body, appId),
    secret: (appId) => (appId === undefined ? credentials.appSecret : (store.state.apps[appId]?.appSecret ?? credentials.appSecret)),
    clock,
    events,
  });
  const deliveries: Deliveries = new Deliveries({
    store,
    clock,
    scheduler,
    faults,
    events,
    poster,
    onDelivered: ({ entry }) => {
      const received = entry && findEntry(sim, entry.wamid)?.entry;
      if (!entry || received?.direction !== 'in' || received.status !== 'sent') return;
      received.status = 'delivered';
      received.statuses.push({ status: 'delivered', at: clock.now() });
      changedEntry(sim, entry.key, received);
    },
  });
  const sim: Sim = {
    store,
    clock,
    scheduler,
    events,
    faults,
    poster,
    deliveries,
    credentials,
    calls: new Calls(events),
    pace: { sent: 50, delivered: 150, read: 400, ...options.pace },
    numberRate: options.numberRate ?? 80,
    graphUrl: () => `${publicUrl ?? ''}${graphPrefix}`,
    buckets: new Map(),
    typing: new Map(),
    whereabouts: new Map(),
    reset: async () => {
      const { clock: moved, webhook } = store.state;
      store.state = { ...fresh(), clock: moved, ...(webhook ? { webhook } : {}) };
      scheduler.clear();
      deliveries.reload();
      sim.calls.clear();
      poster.clear();
      sim.buckets.clear();
      sim.typing.clear();
      sim.whereabouts.clear();
      await store.changed();
    },
  };
  for (const [key, thread] of Object.entries(store.state.threads)) {
    for (const entry of thread) {
      sim.whereabouts.set(entry.wamid, { key, entry });
      plan(sim, key, entry);
    }
  }
  for (const template of store.state.templates) {
    if (template.status === 'PENDING') review(sim, template);
    if (template.status === 'PAUSED') unpauseLater(sim, template);
  }
  deliveries.retryNow();

  const app = createServer(sim, graphPrefix);
  await app.ready();
  return {
    handle: (request, response) => app.routing(request, response),
    listen: async (port, host) => {
      await app.listen({ port, host });
      const { port: bound } = app.server.address() as AddressInfo;
      const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound}`;
      publicUrl ??= url;
      return { url };
    },
    registerWebhook: (url, verifyToken) => register(sim, homeApp(sim), url, verifyToken),
    clock: {
      read: () => clock.read(),
      advance: async (ms) => {
        const reading = await clock.advance(ms);
        scheduler.poke();
        deliveries.pumpAll();
        return reading;
      },
    },
    close: async () => {
      deliveries.close();
      scheduler.close();
      clock.close();
      events.emit({ type: 'reset' });
      await app.close();
      await store.close();
    },
  };
}

const defaultNumber: BusinessNumber = {
  id: twinDefaults.phoneNumberId,
  wabaId: twinDefaults.wabaId,
  displayPhoneNumber: twinDefaults.displayPhoneNumber,
  verifiedName: twinDefaults.verifiedName,
};

const demoPeople = (): ReturnType<typeof newCustomer>[] =>
  demoCustomers.map((customer) =>
    newCustomer(customer.phone, {
      name: customer.name,
      ...(customer.hiddenPhone ? { hiddenPhone: true } : {}),
      ...(customer.username ? { username: customer.username } : {}),
    }),
  );
