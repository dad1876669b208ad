import type { Fact } from '@frontdesk/contracts';
import { loadConfig } from '@frontdesk/runtime';
import { Policies } from '@frontdesk/sla';
import { applied, config, fire, follow, jobsOf, manifest } from '@frontdesk/sla-scheduler';
import type { ClockRow, Followed, Threshold } from '@frontdesk/sla-scheduler';
import type { Replayed } from '../replay.ts';
import type { Step } from '../steps.ts';

const dayMs = 24 * 3_600_000;

/**
 * What messages do to clocks, and what those that fired say. Clocks are no facts of its, so they are those that the code here makes of the messages. That
 * one fires which did not then is not seen: nobody recorded that nothing was due.
 */
export const slaSchedulerReplayed = (): Replayed => ({
  manifest,
  bundle: '',
  begin: ({ settings, policies: changed }) => {
    const policies = new Policies(loadConfig(config, settings).SLA_POLICY, changed);
    let clocks: readonly ClockRow[] = [];
    return (step) => {
      clocks = clocks.filter(({ endedAt }) => endedAt === undefined || endedAt > step.takenAt - dayMs);
      const change = step.isOwn ? fired(clocks, step, policies) : follow(clocks, step.input as Followed, policies);
      clocks = applied(clocks, change);
      return change.facts;
    };
  },
});

/** A timer names its clock and its threshold, and occurred when it was due. */
function fired(clocks: readonly ClockRow[], { input, decidedAt }: Step, policies: Policies) {
  const { data, envelope } = input;
  const clock = clocks.find(({ id }) => 'clockId' in data && id === data.clockId);
  const job = clock && jobsOf(clock, policies).find(({ threshold }) => threshold === (envelope.reasons.at(-1) as Threshold));
  // it is judged a moment before it is written, and what was left then says when
  const now = input.type === 'SlaAtRisk' ? input.data.dueAt - input.data.leftMs : decidedAt;
  const said = job && job.dueAt <= now ? fire(clock, job, now) : undefined;
  if (!said) return { clocks: [], facts: [] };
  const fact: Fact = { ...said.timer, decision: { ...said.timer.decision, occurredAt: job!.dueAt } };
  return { clocks: [said.clock], facts: [fact] };
}
