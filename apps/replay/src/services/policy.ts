import { deriveId } from '@frontdesk/bus';
import type { Message } from '@frontdesk/contracts';
import { bundle, manifest, policy } from '@frontdesk/policy';
import type { Context, Input, Output } from '@frontdesk/policy';
import type { Known } from '../recording.ts';
import type { Replayed } from '../replay.ts';
import type { Step } from '../steps.ts';

/** Admission, turns, the gate. The state is what policy's own recorded facts make of it, so that each decision is compared for itself. */
export const policyReplayed = (decider: Pick<typeof policy, 'decide' | 'evolve'> = policy): Replayed => ({
  manifest,
  bundle,
  decide: (steps, known) => {
    let state = policy.initial();
    return (steps as readonly Step<Input>[]).map((step) => {
      const facts = decider.decide(state, step.input, contextOf(step, known));
      state = step.decided.map(factOf).reduce(decider.evolve, state);
      return facts;
    });
  },
});

function contextOf({ input: { envelope }, now }: Step, { settings, switches, templates, restrictions }: Known): Context {
  const { id: cause, decidedAt } = envelope;
  return {
    now,
    id: (label) => deriveId(decidedAt, cause, 'policy', label),
    switches: switches.filter(({ at }, index) => at <= now && !switches.slice(index + 1).some(turnedAgain(switches[index]!, now))),
    templates,
    restrictions,
    settings: settings.policy,
  };
}

const turnedAgain =
  (before: Known['switches'][number], now: number) =>
  ({ switch: name, scope, at }: Known['switches'][number]): boolean =>
    name === before.switch && scope === before.scope && at <= now;

const factOf = ({ type, data, envelope }: Message): Output => ({ type, data, decision: envelope }) as unknown as Output;
