import type { Template } from '../domain/template.ts';
import { plannedFor } from './outbound.ts';
import { changedEntry } from './sim.ts';
import type { Sim } from './sim.ts';
import { plan } from './statuses.ts';

export const PACINGS = ['hold', 'release', 'drop'] as const;
export type Pacing = (typeof PACINGS)[number];

/** Meta: "message was not sent because of the template's quality". */
const LOW_QUALITY = 132015;

/** A template's first messages wait for what people make of those before them: then all go out, or none does. */
export function pace(sim: Sim, template: Template, pacing: Pacing): void {
  template.paced = pacing === 'hold';
  if (template.paced) return;
  const now = sim.clock.now();
  for (const [key, thread] of Object.entries(sim.store.state.threads)) {
    const customer = sim.store.state.customers[key];
    for (const entry of thread) {
      if (entry.heldFor !== template.id || !customer) continue;
      delete entry.heldFor;
      if (pacing === 'drop') delete entry.pricing;
      entry.planned = plannedFor(sim, entry, customer, pacing === 'drop' ? LOW_QUALITY : undefined, now);
      plan(sim, key, entry);
      changedEntry(sim, key, entry);
    }
  }
}
