import { deriveId } from '@frontdesk/bus';
import { introduction } from '@frontdesk/business';
import type { Data, Message } from '@frontdesk/contracts';
import { bundle, compose, config, extend, manifest, propose, settingsOf } from '@frontdesk/response-builder';
import type { Draft, Settings } from '@frontdesk/response-builder';
import { loadConfig } from '@frontdesk/runtime';
import { redact } from '@frontdesk/vault';
import type { Again, Replayed } from '../replay.ts';
import type { Step } from '../steps.ts';

/** The canned words, and what they mean for the conversation. What its checks found is as it was; the summary is that of the code here. */
export const responseBuilderReplayed = (): Replayed => ({
  manifest,
  bundle,
  begin: (known, { messages }) => {
    const settings = settingsOf(loadConfig(config, known.settings));
    const shown = new Map(messages.map(({ message, shown: order }) => [message, order]));
    const summaries = new Map<number, string>();
    return (step) => {
      const { data, envelope } = step.input as Message<'Grounded'>;
      const order = shown.get(step.input);
      if (!order && data.evidence.some(({ kind }) => kind === 'tool')) return { left: 'what the shop had shown could not be opened' };
      const draft = compose(data, order);
      if (!draft) return [];
      const caseNumber = envelope.fence?.case ?? 0;
      const summary = extend(summaries.get(caseNumber) ?? '', data.routed!, draft);
      summaries.set(caseNumber, summary);
      return proposed(step, draft, summary, settings);
    };
  },
});

function proposed({ input, decidedAt, decided: [then] }: Step, draft: Draft, summary: string, settings: Settings): Again {
  const grounded = input as Message<'Grounded'>;
  const { turn, language } = grounded.data.routed!;
  const reply = then?.type === 'ReplyProposed' ? then.data : undefined;
  if (reply && reply.rung !== 'canned') return { left: reply.rung === 'model' ? 'a model worded it' : 'it had failed its check' };
  const words = turn!.introduces ? `${introduction(language, settings)}\n\n${draft.answer}` : draft.answer;
  const { id, decidedAt: at } = grounded.envelope;
  const made = {
    replyId: deriveId(at, id, 'response-builder', 'reply'),
    challengeId: deriveId(at, id, 'response-builder', 'challenge'),
    answer: sealedAs(reply?.answer, words),
    summary: sealedAs(reply?.summary, summary),
    guardrails: then?.envelope.guardrails ?? [],
    rung: 'canned',
  };
  return [propose(grounded, draft, made, reply?.challenge?.askedAt ?? decidedAt)];
}

/** What was sealed shows its redacted form. */
function sealedAs(then: Data<'ReplyProposed'>['answer'], words: string) {
  const sealed = then?.sealed ?? new Uint8Array();
  return { $typeName: 'frontdesk.v1.Text' as const, redacted: sealed.length > 0 ? redact(words).redacted : words, sealed };
}
