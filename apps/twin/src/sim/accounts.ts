import { twinDefaults } from '../defaults.ts';
import { COEXISTENCE_RATE } from '../domain/account.ts';
import type { Account, MetaApp, NumberState } from '../domain/account.ts';
import type { Json } from '../domain/json.ts';
import { managementEnvelope } from '../domain/notifications.ts';
import type { Portfolio } from '../domain/tier.ts';
import { userIdFor } from './ids.ts';
import type { Sim } from './sim.ts';
import { newPortfolio } from './state.ts';
import type { Customer, Delivery } from './state.ts';

/** The app that the twin was started with. */
export const homeApp = ({ credentials, store }: Sim): MetaApp => ({
  id: twinDefaults.appId,
  name: 'Frontdesk',
  ...credentials,
  ...(store.state.webhook ? { webhook: store.state.webhook } : {}),
});

export const appById = (sim: Sim, id: string | undefined): MetaApp | undefined =>
  id === undefined || id === twinDefaults.appId ? homeApp(sim) : sim.store.state.apps[id];

export const appByToken = (sim: Sim, token: string): MetaApp | undefined =>
  [homeApp(sim), ...Object.values(sim.store.state.apps)].find((app) => app.accessToken === token || `${app.id}|${app.appSecret}` === token);

export const accountById = (sim: Sim, id: string): Account | undefined => sim.store.state.accounts[id];

/** The account that a number, a template, a file or the account itself belongs to. */
export function accountOf(sim: Sim, objectId: string): Account | undefined {
  const { accounts, numbers, templates, media } = sim.store.state;
  const numberId = media[objectId]?.numberId ?? objectId;
  const wabaId = numbers.find((number) => number.id === numberId)?.wabaId ?? templates.find((template) => template.id === objectId)?.wabaId;
  return accounts[wabaId ?? objectId];
}

export function portfolioOf(sim: Sim, { wabaId }: { wabaId: string }): Portfolio {
  const { accounts, portfolios } = sim.store.state;
  const id = accounts[wabaId]?.portfolioId ?? twinDefaults.portfolioId;
  return (portfolios[id] ??= newPortfolio(id));
}

export const rateOf = (sim: Sim, number: NumberState): number => number.rate ?? (number.coexistence ? COEXISTENCE_RATE : sim.numberRate);

/** A person has another user id for each portfolio. */
export const userIdOf = (customer: Customer, portfolioId: string): string =>
  portfolioId === twinDefaults.portfolioId ? customer.userId : userIdFor(customer.phone ?? customer.key, portfolioId);

/** Sends a notification to every app that is subscribed to the account and to the field. */
export function post(sim: Sim, lane: string, body: Json, more: Pick<Delivery, 'entry' | 'fault'> = {}): void {
  const { id, changes } = (body.entry as { id: string; changes: { field: string }[] }[])[0]!;
  for (const [appId, { subscribed }] of Object.entries(accountById(sim, id)?.apps ?? {})) {
    const app = appById(sim, appId);
    if (!subscribed || !app || app.webhook?.fields?.includes(changes[0]!.field) === false) continue;
    const home = appId === twinDefaults.appId;
    sim.deliveries.add(home ? lane : `${lane}@${appId}`, body, { ...more, ...(home ? {} : { appId }) });
  }
}

export const tell = (sim: Sim, wabaId: string, field: string, value: Json): void =>
  post(sim, `waba:${wabaId}`, managementEnvelope(wabaId, field, value, sim.clock.now()));
