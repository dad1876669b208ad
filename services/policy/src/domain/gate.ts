import { forbiddenLink } from '@frontdesk/business';
import { sameEpoch } from '@frontdesk/contracts';
import type { Choices, Fence, OutboundFile, Template, TemplateContent, Text } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import type { Context } from './draft.ts';
import { forbidden } from './standing.ts';
import { agreedTo } from './state.ts';
import type { State } from './state.ts';
import { categoryOf, checkTemplate, filledBody, standIn } from './templates.ts';
import type { StandIn } from './templates.ts';
import { windowIsOpen } from './window.ts';

/** What somebody wants the customer to read. */
export interface Proposal {
  /** reply, draft or notice id that the verdict is about */
  readonly subjectId: string;
  /** registry name of the fact that carried it */
  readonly subjectType: string;
  readonly speaker: 'bot' | 'agent' | 'notice';
  readonly author: string;
  /** the position it was computed for */
  readonly fence: Pick<Fence, 'case' | 'epoch' | 'turn'> | undefined;
  /** ids of the messages that a bot reply answers */
  readonly answers: readonly string[];
  readonly text?: Text | undefined;
  /** below the text */
  readonly choices?: Choices | undefined;
  readonly template?: TemplateContent | undefined;
  /** of a person's, instead of the text; it holds its own words */
  readonly file?: OutboundFile | undefined;
  /** csat, permission: started by the business, so an opt-out ends it */
  readonly purpose: 'answer' | 'csat' | 'permission';
  /** what it is about, as the question was routed; of the bot's alone */
  readonly intent?: string | undefined;
  /** who waits for people wants to know it: outside the window a template says that there is news */
  readonly awaited?: boolean | undefined;
  /** it says who answers here */
  readonly introduces?: boolean | undefined;
  /** a "one moment" */
  readonly holding?: boolean | undefined;
  /** nothing new to say: to be judged again then */
  readonly holdUntil?: number | undefined;
}

export interface Switches {
  /** for what is proposed */
  readonly botOn: boolean;
  readonly outboundOn: boolean;
}

export type Verdict =
  | { readonly verdict: 'ALLOW'; readonly reason: '' }
  | { readonly verdict: 'USE_TEMPLATE'; readonly reason: string; readonly template: Template }
  | { readonly verdict: 'HOLD'; readonly reason: string; readonly until: number; readonly why?: string }
  | {
      readonly verdict: 'REFUSE';
      readonly reason: string;
      readonly why?: string;
      readonly offered?: Template;
      readonly otherChannel?: string;
    };

const refuse = (reason: string, why?: string): Verdict => ({ verdict: 'REFUSE', reason, ...(why ? { why } : {}) });

/** The one gate: nothing reaches a customer without its word. */
export function judge(proposal: Proposal, state: State, switches: Switches, context: Context): Verdict {
  if (!state.contact) return refuse('UNKNOWN_CONTACT');
  return (
    fence(proposal, state, context.now) ??
    stopped(proposal, switches) ??
    restricted(state, context) ??
    content(proposal, context) ??
    (proposal.template ? template(proposal, state, context) : freeText(proposal, state, context))
  );
}

/** A bot reply needs epoch and turn; people and notices the epoch alone (README, rule 5). */
function fence({ speaker, fence: computedFor, answers }: Proposal, state: State, now: number): Verdict | undefined {
  if (!sameEpoch(computedFor as Fence | undefined, state)) return refuse('STALE_EPOCH');
  if (speaker !== 'bot') return undefined;
  if (state.owner !== 'bot') return refuse('STALE_EPOCH', 'NOT_THE_OWNER');
  if (answers.length === 0) return refuse('ANSWERS_NOTHING');
  if (answers.some((id) => !state.open.some((open) => open.message.messageId === id))) return refuse('STALE_TURN', 'ALREADY_ANSWERED');
  if ((computedFor?.turn ?? 0) <= state.voidedTurn) return refuse('STALE_TURN', 'PROOF_VOIDED');
  if (computedFor?.turn === state.turn || state.superseded >= limits.superseded) return undefined;
  const oldest = Math.min(...state.open.map((open) => open.admittedAt));
  return now - oldest >= limits.patienceMs ? undefined : refuse('STALE_TURN', 'SUPERSEDED');
}

function stopped({ speaker }: Proposal, { botOn, outboundOn }: Switches): Verdict | undefined {
  if (!outboundOn) return refuse('OUTBOUND_FROZEN');
  return speaker === 'bot' && !botOn ? refuse('BOT_OFF') : undefined;
}

/** Meta lets nothing out: as if a lead had frozen it, and the reason says who did. */
function restricted(state: State, context: Context): Verdict | undefined {
  const found = forbids(state, context);
  return found?.what === 'everything' ? refuse('OUTBOUND_FROZEN', found.why) : undefined;
}

export const forbids = ({ contact }: State, { restrictions, now }: Context) => forbidden(restrictions, contact?.numberId ?? '', now);

/** Judged on the redacted form: policy may not open what is sealed, and of a link a token of personal data is a part like any other. */
function content({ text, choices, file, template: asked }: Proposal, { settings }: Context): Verdict | undefined {
  const words = [(text ?? file?.words)?.redacted ?? '', ...(asked?.variables.map((variable) => variable.redacted) ?? [])];
  if (choices) words.push(...[choices.button, ...choices.rows.map(({ title }) => title)].map((label) => label?.redacted ?? ''));
  if (!asked && !file && words[0]!.trim() === '') return refuse('EMPTY');
  if (words.some((word) => word.length > limits.textLength)) return refuse('TOO_LONG');
  return words.some((word) => forbiddenLink(word, settings.linkHosts)) ? refuse('URL_NOT_ALLOWED') : undefined;
}

function template({ template: asked, speaker }: Proposal, state: State, context: Context): Verdict {
  if (state.optedOut) return refuse('OPTED_OUT');
  const open = windowIsOpen(state.lastInboundAt, context.now);
  const category = categoryOf(context.templates, asked!);
  if (!agreedTo(state, category) && !(open && speaker === 'agent'))
    return { ...noFreeText(state, context), reason: 'NO_OPT_IN' } as Verdict;
  const forbiddenNow = forbids(state, context);
  if (forbiddenNow?.what === 'templates') return refuse('TEMPLATES_RESTRICTED', forbiddenNow.why);
  if (state.marketing.optedOut && category === 'marketing') return refuse('OPTED_OUT', 'MARKETING');
  const checked = checkTemplate(context.templates, asked!);
  if (typeof checked === 'string') return refuse(checked);
  const isForbidden = (...values: string[]): boolean =>
    forbiddenLink(filledBody(checked, values), context.settings.linkHosts) !== undefined;
  // the template's own links are Meta's and a lead's to approve, not what a value makes of them
  if (isForbidden(...asked!.variables.map(({ redacted }) => redacted)) && !isForbidden()) return refuse('URL_NOT_ALLOWED');
  return { verdict: 'USE_TEMPLATE', reason: '', template: checked };
}

function freeText(proposal: Proposal, state: State, context: Context): Verdict {
  if (proposal.purpose !== 'answer' && state.optedOut) return refuse('OPTED_OUT');
  if (windowIsOpen(state.lastInboundAt, context.now)) {
    return proposal.holdUntil ? { verdict: 'HOLD', reason: 'SHOP_AWAY', until: proposal.holdUntil } : { verdict: 'ALLOW', reason: '' };
  }
  if (proposal.speaker === 'agent') return noFreeText(state, context);
  if (proposal.purpose === 'csat') return standingIn('csat_rating', state, context, refuse);
  if (proposal.awaited) return standingIn('conversation_update', state, context, waits);
  // no template says what a reply says: it waits for whoever takes the thread
  return proposal.speaker === 'bot' ? waits('WINDOW_CLOSED') : refuse('WINDOW_CLOSED');
}

/** It is a person's task. */
const waits: typeof refuse = (reason, why) => ({ verdict: 'HOLD', reason, until: 0, ...(why ? { why } : {}) });

/** Of what a customer wrote last one template says that there is news; of a case one asks for a rating. */
function standingIn(name: StandIn, state: State, context: Context, otherwise: typeof refuse): Verdict {
  if (state.optedOut) return otherwise('WINDOW_CLOSED', 'OPTED_OUT');
  if (!agreedTo(state, 'utility')) return otherwise('WINDOW_CLOSED', 'NO_OPT_IN');
  const forbiddenNow = forbids(state, context);
  if (forbiddenNow) return otherwise('TEMPLATES_RESTRICTED', forbiddenNow.why);
  const isTold = state.sent.some(({ asTemplate, windowFrom }) => asTemplate && windowFrom === state.lastInboundAt);
  if (isTold && name === 'conversation_update') return otherwise('WINDOW_CLOSED', 'ALREADY_TOLD');
  const template = standIn(context.templates, name, state.locale);
  return template ? { verdict: 'USE_TEMPLATE', reason: 'WINDOW_CLOSED', template } : otherwise('WINDOW_CLOSED', 'NO_TEMPLATE');
}

/** What a person wrote is never rewritten: it comes back with what may be sent instead. */
function noFreeText(state: State, context: Context): Verdict {
  const { templates, settings } = context;
  const offered =
    agreedTo(state, 'utility') && !state.optedOut && forbids(state, context)?.what !== 'templates'
      ? standIn(templates, 'conversation_update', state.locale)
      : undefined;
  return { verdict: 'REFUSE', reason: 'WINDOW_CLOSED', ...(offered ? { offered } : { otherChannel: settings.otherChannel }) };
}
