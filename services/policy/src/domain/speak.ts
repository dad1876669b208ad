import type { Template, TemplateContent } from '@frontdesk/contracts';
import type { Draft } from './draft.ts';
import { judge } from './gate.ts';
import type { Proposal, Switches, Verdict } from './gate.ts';
import { consentOf, oldestOpen } from './state.ts';
import { windowEndsAt } from './window.ts';

export const passed = ({ verdict }: Verdict): boolean => verdict === 'ALLOW' || verdict === 'USE_TEMPLATE';

const switchesOf = (draft: Draft, { intent }: Proposal): Switches => ({
  botOn: draft.isOn('bot', intent),
  outboundOn: draft.isOn('outbound'),
});

/** Asks the gate, records its word with its inputs, and dispatches what may go out. */
export function speak(draft: Draft, proposal: Proposal): Verdict {
  const switches = switchesOf(draft, proposal);
  const verdict = judge(proposal, draft.state, switches, draft.context);
  record(draft, proposal, verdict, switches);
  return verdict;
}

/** A verdict that was reached without asking about words: a refused change of owner, or a template after Meta's refusal. */
export function record(draft: Draft, proposal: Proposal, verdict: Verdict, { botOn, outboundOn } = switchesOf(draft, proposal)): void {
  const {
    state,
    context: { now },
  } = draft;
  const verdictId = draft.id('verdict');
  const sendId = passed(verdict) ? draft.id('send') : '';
  const template = templateOf(verdict);
  draft.emit(
    'VerdictGiven',
    {
      verdictId,
      verdict: verdict.verdict,
      reason: verdict.reason,
      subjectId: proposal.subjectId,
      subjectType: proposal.subjectType,
      speaker: proposal.speaker,
      sendId,
      templateId: template?.id ?? '',
      ...(template ? { template } : {}),
      otherChannel: verdict.verdict === 'REFUSE' ? (verdict.otherChannel ?? '') : '',
      holdUntil: verdict.verdict === 'HOLD' ? verdict.until : 0,
      inputs: {
        owner: state.owner,
        epoch: state.epoch,
        turn: state.turn,
        superseded: state.superseded,
        voidedTurn: state.voidedTurn,
        oldestOpenAt: oldestOpen(state)?.admittedAt ?? 0,
        consent: consentOf(state, now),
        botOff: !botOn,
        outboundFrozen: !outboundOn,
        lastInboundAt: state.lastInboundAt,
        windowEndsAt: windowEndsAt(state.lastInboundAt),
        now,
      },
    },
    { reasons: reasonsOf(verdict), guardrails: guardrailsOf(verdict), ...(proposal.intent ? { intent: proposal.intent } : {}) },
  );
  if (passed(verdict)) dispatch(draft, proposal, verdict, verdictId, sendId);
}

function dispatch(draft: Draft, proposal: Proposal, verdict: Verdict, verdictId: string, sendId: string): void {
  const { state } = draft;
  const words = proposal.file
    ? { file: proposal.file }
    : { text: proposal.text!, ...(proposal.choices ? { choices: proposal.choices } : {}) };
  const content = verdict.verdict === 'USE_TEMPLATE' ? { template: filled(proposal.template, verdict.template) } : words;
  draft.emit('MessageDispatched', {
    sendId,
    dispatchSeq: state.dispatchSeq + 1,
    contact: state.contact!,
    speaker: proposal.speaker,
    author: proposal.author,
    ...content,
    subjectId: proposal.subjectId,
    verdictId,
    answers: [...proposal.answers],
    introduces: 'text' in content && (proposal.introduces ?? proposal.speaker === 'bot'),
    holding: proposal.holding ?? false,
    starts: 'template' in content || proposal.purpose !== 'answer',
    windowEndsAt: 'template' in content ? 0 : windowEndsAt(state.lastInboundAt),
    typingFor: proposal.speaker === 'bot' ? (proposal.answers.at(-1) ?? '') : proposal.speaker === 'agent' ? state.lastMessageId : '',
  });
}

/** @param asked what a person filled in; nobody did for one that stands in */
const filled = (asked: TemplateContent | undefined, { name, language, names }: Template): TemplateContent => ({
  $typeName: 'frontdesk.v1.TemplateContent',
  name,
  language,
  variables: asked?.variables ?? [],
  names: [...names],
});

const templateOf = (verdict: Verdict) =>
  verdict.verdict === 'USE_TEMPLATE' ? verdict.template : verdict.verdict === 'REFUSE' ? verdict.offered : undefined;

const reasonsOf = (verdict: Verdict): string[] =>
  [verdict.reason, ('why' in verdict && verdict.why) || ''].filter((reason) => reason !== '');

/** What the gate looks at, in its order, and the reasons with which each refuses. */
const guardrails: Readonly<Record<string, readonly string[]>> = {
  fence: ['UNKNOWN_CONTACT', 'STALE_EPOCH', 'STALE_TURN', 'ANSWERS_NOTHING', 'CASE_CLOSED', 'ALREADY_WITH_PEOPLE', 'NOTHING_TO_RESOLVE'],
  switches: ['OUTBOUND_FROZEN', 'BOT_OFF'],
  content: ['EMPTY', 'TOO_LONG', 'URL_NOT_ALLOWED'],
  consent: ['OPTED_OUT', 'NO_OPT_IN'],
  template: [
    'TEMPLATES_RESTRICTED',
    'NO_TEMPLATE',
    'TEMPLATE_NOT_APPROVED',
    'TEMPLATE_QUALITY_RED',
    'TEMPLATE_COMPONENTS',
    'TEMPLATE_VARIABLES',
  ],
  window: ['WINDOW_CLOSED'],
};

/** @returns those that were looked at: all that passed, and the one that did not */
function guardrailsOf({ verdict, reason }: Verdict): { name: string; passed: boolean; detail: string }[] {
  const names = Object.keys(guardrails);
  const failed = verdict === 'REFUSE' || verdict === 'HOLD' ? names.findIndex((name) => guardrails[name]!.includes(reason)) : -1;
  const looked = failed === -1 ? names : names.slice(0, failed + 1);
  return looked.map((name, index) => ({ name, passed: index !== failed, detail: index === failed ? reason : '' }));
}
