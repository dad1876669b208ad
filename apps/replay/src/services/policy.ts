import { deriveId } from '@frontdesk/bus';
import type { Message } from '@frontdesk/contracts';
import { awaited, bundle, config, Draft, manifest, policy, settingsOf } from '@frontdesk/policy';
import type { Context, Input, Output, Settings } from '@frontdesk/policy';
import { loadConfig } from '@frontdesk/runtime';
import type { Known } from '../recording.ts';
import type { Replayed } from '../replay.ts';
import type { Step } from '../steps.ts';

/** Admission, turns, the gate. The state is what policy's own recorded facts make of it, so that each decision is compared for itself. */
export const policyReplayed = (decider: Pick<typeof policy, 'decide' | 'evolve'> = policy): Replayed => ({
  manifest,
  bundle,
  decide: (steps, known) => {
    const settings = settingsOf(loadConfig(config, known.settings));
    let state = policy.initial();
    return steps.map((step) => {
      const context = contextOf(step, known, settings);
      if (step.isOwn) {
        const draft = new Draft(state, context);
        awaited(draft);
        return draft.facts;
      }
      const facts = decider.decide(state, step.input as Input, context);
      state = step.decided.map(factOf).reduce(decider.evolve, state);
      return facts;
    });
  },
});

function contextOf(
  { input: { envelope }, decidedAt: now }: Step,
  { switches, templates, restrictions }: Known,
  settings: Settings,
): Context {
  const { id: cause, decidedAt } = envelope;
  return {
    now,
    id: (label) => deriveId(decidedAt, cause, 'policy', label),
    switches: switchesAt(now, switches),
    templates,
    restrictions,
    settings,
  };
}

/** The last word on each of them. */
function switchesAt(now: number, turned: Known['switches']): Context['switches'] {
  const known = turned.filter(({ at }) => at <= now).map((one) => [`${one.switch} ${one.scope}`, one] as const);
  return [...new Map(known).values()];
}

const factOf = ({ type, data, envelope }: Message): Output => ({ type, data, decision: envelope }) as unknown as Output;
