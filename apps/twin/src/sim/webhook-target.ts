import { asObject } from '../domain/json.ts';
import { handshake } from './poster.ts';
import type { Sim } from './sim.ts';
import type { State } from './state.ts';

/** Where a notification goes: the number's own address, its account's, the app's, in this order. */
export function targetOf(state: State, body: unknown): string | undefined {
  const entry = asObject((asObject(body).entry as unknown[] | undefined)?.[0]);
  const change = asObject((entry.changes as unknown[] | undefined)?.[0]);
  const numberId = asObject(asObject(change.value).metadata).phone_number_id;
  return (state.overrides[String(numberId)] ?? state.overrides[String(entry.id)] ?? state.webhook)?.url;
}

export async function register(sim: Sim, url: string, verifyToken: string): Promise<string | undefined> {
  const failed = await handshake(url, verifyToken);
  if (failed !== undefined) return failed;
  sim.store.state.webhook = { url, verifyToken };
  await sim.store.changed();
  sim.deliveries.retryNow();
  return undefined;
}

/** Sets or removes the address of one number or account; the reason if the callback didn't pass the handshake. */
export async function override(sim: Sim, id: string, url: string | undefined, verifyToken: string | undefined): Promise<string | undefined> {
  if (url === undefined) {
    delete sim.store.state.overrides[id];
  } else {
    if (url.length > 200) return 'the address may have at most 200 characters';
    const failed = await handshake(url, verifyToken ?? '');
    if (failed !== undefined) return failed;
    sim.store.state.overrides[id] = { url, verifyToken: verifyToken ?? '' };
  }
  await sim.store.changed();
  return undefined;
}
