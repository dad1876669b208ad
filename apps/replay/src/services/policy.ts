import { deriveId } from '@frontdesk/bus';
import type { Message } from '@frontdesk/contracts';
import { awaited, bundle, config, Draft, manifest, policy, settingsOf } from '@frontdesk/policy';
import type { Context, Input, Output, Settings, State } from '@frontdesk/policy';
import { loadConfig } from '@frontdesk/runtime';
import type { Known } from '../recording.ts';
import type { Replayed } from '../replay.ts';
import type { Step } from '../steps.ts';

/** Admission, turns, the gate. The state is what policy's own recorded facts make of it, so that each decision is compared for itself. */
export const policyReplayed = (decider: Pick<typeof policy, 'decide' | 'evolve'> = policy): Replayed => ({
  manifest,
  bundle,
  begin: (known) => {
    const settings = settingsOf(loadConfig(config, known.settings));
    let state = policy.initial();
    return (step) => {
      const before = state;
      const context = contextOf(step, known, settings);
      state = step.isOwn ? before : step.decided.map(factOf).reduce(decider.evolve, before);
      return step.isOwn ? typing(before, context) : decider.decide(before, step.input as Input, context);
    };
  },
});

function typing(state: State, context: Context): readonly Output[] {
  const draft = new Draft(state, context);
  awaited(draft);
  return draft.facts;
}

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
