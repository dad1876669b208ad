import { twinDefaults } from '../defaults.ts';
import type { MetaApp, Webhook } from '../domain/account.ts';
import { asObject } from '../domain/json.ts';
import { handshake } from './poster.ts';
import type { Sim } from './sim.ts';
import type { State } from './state.ts';

const keyOf = (appId: string | undefined, id: string): string =>
  appId === undefined || appId === twinDefaults.appId ? id : `${appId}:${id}`;

/** Where an app's notification goes: the number's own address, its account's (both for messages only), the app's, in this order. */
export function targetOf(state: State, body: unknown, appId?: string): string | undefined {
  const entry = asObject((asObject(body).entry as unknown[] | undefined)?.[0]);
  const change = asObject((entry.changes as unknown[] | undefined)?.[0]);
  const numberId = asObject(asObject(change.value).metadata).phone_number_id;
  const own = appId === undefined || appId === twinDefaults.appId ? state.webhook : state.apps[appId]?.webhook;
  const overridden =
    numberId === undefined
      ? undefined
      : (state.overrides[keyOf(appId, String(numberId))] ?? state.overrides[keyOf(appId, String(entry.id))]);
  return (overridden ?? own)?.url;
}

export const overrideOf = (state: State, appId: string, id: string): Webhook | undefined => state.overrides[keyOf(appId, id)];

/** Gives an app its address after Meta's handshake; the reason if the callback didn't pass it. */
export async function register(sim: Sim, app: MetaApp, url: string, verifyToken: string, fields?: string[]): Promise<string | undefined> {
  const failed = await handshake(url, verifyToken);
  if (failed !== undefined) return failed;
  const webhook = { url, verifyToken, ...(fields ? { fields } : {}) };
  if (app.id === twinDefaults.appId) sim.store.state.webhook = webhook;
  else sim.store.state.apps[app.id]!.webhook = webhook;
  await sim.store.changed();
  sim.deliveries.retryNow();
  return undefined;
}

/** Sets or removes the address of one number or account for an app; the reason if the callback didn't pass the handshake. */
export async function override(
  sim: Sim,
  app: MetaApp,
  id: string,
  url: string | undefined,
  verifyToken: string | undefined,
): Promise<string | undefined> {
  if (url === undefined) {
    delete sim.store.state.overrides[keyOf(app.id, id)];
  } else {
    if (url.length > 200) return 'the address may have at most 200 characters';
    const failed = await handshake(url, verifyToken ?? '');
    if (failed !== undefined) return failed;
    sim.store.state.overrides[keyOf(app.id, id)] = { url, verifyToken: verifyToken ?? '' };
  }
  await sim.store.changed();
  sim.deliveries.retryNow();
  return undefined;
}
