import type { AskedProof, Colleague, Conversation, Draft, Notice, Presence, Reason, Ticket } from '../api/types.ts';

const reasons: Record<Reason, string> = {
  ASKED: 'asked for a person',
  VIP: 'VIP customer',
  KEYWORD: 'sensitive words',
  LOW_CONFIDENCE: 'the bot was not sure',
  SILENCE: 'the bot gave no answer',
  BOT_OFF: 'the bot was off for this',
  LEAD: 'taken over by a lead',
};
export const reasonWords = (reason: Reason): string => reasons[reason] ?? reason;

const states: Record<Ticket['state'], string> = {
  waiting: 'waiting',
  offered: 'offered',
  accepting: 'being taken over',
  held: 'with a person',
  handing_back: 'going back to the bot',
  resolving: 'being resolved',
  back: 'handed back to the bot',
  resolved: 'resolved',
  withdrawn: 'taken elsewhere',
};
export const stateWords = (state: Ticket['state']): string => states[state] ?? state;

const consents: Record<string, string> = {
  customer_wrote_first: 'Wrote first; no opt-in for later',
  opt_in: 'Opted in',
  opted_out: 'Opted out (STOP)',
  opted_back_in: 'Opted back in (START)',
};
export const consentWords = (consent: string): string => consents[consent] ?? (consent === '' ? 'Not known' : consent.replaceAll('_', ' '));

const looks: Record<string, string> = {
  transcript: 'read the conversation',
  file: 'opened a file',
  export: 'exported the conversation',
  phone: 'saw the phone number',
};
export const lookWords = (what: string): string => looks[what] ?? `saw ${what.replaceAll('_', ' ')}`;

/** Who else has a conversation open; '' if nobody has. */
export const viewersWords = (viewers: readonly { readonly name: string }[]): string => {
  const names = new Intl.ListFormat('en-GB').format(viewers.map(({ name }) => name));
  return names && `${names} ${viewers.length === 1 ? 'has' : 'have'} this open too`;
};

const senders: Record<string, string> = {
  customer: 'Customer',
  bot: 'Bot',
  agent: 'Agent',
  notice: 'Service notice',
  phone: "From the shop's own phone",
  note: 'Colleague',
};
export const senderWords = (sender: string): string => senders[sender] ?? sender;

const levels: Record<string, string> = {
  contact: 'WhatsApp number only',
  order: 'Order proved',
  account: 'Account proved',
  link: 'Proved by one-time link',
};
export const levelWords = (level: string): string => levels[level] ?? level;

/** What came of a proof that was asked for. */
export function proofWords({ outcome, order, attempts_left: left }: Pick<AskedProof, 'outcome' | 'order' | 'attempts_left'>): string {
  const of = order === '' ? '' : ` of ${order}`;
  if (outcome === 'proved') return `Proved, when asked${of}`;
  if (outcome === 'failed') return `Does not match${of}; ${left === 1 ? '1 attempt' : `${left} attempts`} left`;
  if (outcome === 'locked') return `Does not match${of}; locked, no proof is looked at for now`;
  if (outcome === 'unavailable') return `Asked${of}; the shop could not be asked, let them send it again`;
  return outcome === 'asked' ? `Asked${of}, no answer yet` : `Asked${of}; what they wrote is no proof`;
}

export const plain = (code: string): string => code.replaceAll('_', ' ').toLowerCase();

const presences: Record<Presence, string> = { available: 'Available', away: 'Away', off: 'Off' };
export const presenceWords = (presence: Presence): string => presences[presence];

/** A colleague who may be handed a case, and why not if they may not. */
export const colleagueWords = ({ name, standing }: Pick<Colleague, 'name' | 'standing'>): string =>
  standing === 'available'
    ? name
    : `${name} (${standing === 'full' ? 'has as many cases as they may' : presences[standing].toLowerCase()})`;

/** how many cases one line names */
const NAMED = 3;

export function noticeWords(notice: Pick<Notice, 'kind' | 'number'>): string {
  if (notice.kind === 'support-p1') return `${notice.number} needs a person now`;
  if (notice.kind === 'breach') return `${notice.number}: the promised time has passed`;
  if (notice.kind === 'warning') return `${notice.number}: nine tenths of the promised time have passed, and the customer waits for you`;
  if (notice.kind === 'returned') return `${notice.number}: its owner did not answer, back in the queue`;
  if (notice.kind === 'escalated') return `${notice.number}: nobody took it, open to everybody`;
  if (notice.kind === 'silent') return `${notice.number}: the customer has not written for 72 hours`;
  return `${notice.number}: a message whose arrival nobody knows`;
}

/** Several notices in one line: of how many cases, the first of them, and how many have cleared before it was said. */
export function noticesWords(notices: readonly Pick<Notice, 'kind' | 'number'>[], cleared: number): string {
  const [only] = notices;
  if (only && notices.length === 1 && cleared === 0) return noticeWords(only);
  const numbers = [...new Set(notices.map(({ number }) => number))];
  const more = numbers.length > NAMED ? ` and ${numbers.length - NAMED} more` : '';
  const cases = numbers.length === 1 ? '1 case needs' : `${numbers.length} cases need`;
  return `${cases} attention: ${numbers.slice(0, NAMED).join(', ')}${more}${cleared > 0 ? `; ${cleared} cleared meanwhile` : ''}`;
}

/** The line under a text that is on its way. */
export function draftWords({ status }: Pick<Draft, 'status'>): string {
  if (status === 'held') return 'held for now';
  return status === 'unconfirmed' ? 'nobody knows yet whether it arrived' : 'sending…';
}

/** Why the box is closed; undefined while one may write. */
export function closedBoxWords(ticket: Pick<Ticket, 'state' | 'yours' | 'assignee'>, userId: string): string | undefined {
  if (ticket.yours) return undefined;
  const who = ticket.assignee?.name ?? 'a colleague';
  if (ticket.state === 'waiting' || ticket.state === 'offered') return 'Accept the case to write.';
  if (ticket.state === 'accepting')
    return ticket.assignee && ticket.assignee.id !== userId
      ? `${who} is taking this over.`
      : 'Taking over… what the bot has under way is being stopped.';
  if (ticket.state === 'held') return `${who} has this conversation.`;
  return `This case is ${stateWords(ticket.state)}.`;
}

/** A summary's lines, without the bullets they may come with. */
export const summaryLines = (summary: string): string[] =>
  summary
    .split('\n')
    .map((line) => line.replace(/^\s*[-•]\s*/, '').trim())
    .filter((line) => line !== '');

/** The last line of a summary, which is where the conversation stands. */
export const gist = (summary: string): string => summaryLines(summary).at(-1) ?? '';

/** Whose a conversation is, and what else is known of its state: that it is with people says who has it already. */
export function conversationWords({ owner, state }: Pick<Conversation, 'owner' | 'state'>): {
  readonly who: string;
  readonly rest: string;
} {
  return { who: owners[owner] ?? 'Person', rest: state === 'human' ? '' : plain(state) };
}
const owners: Record<string, string> = { bot: 'Bot', queue: 'Waiting for a person', phone: "The shop's phone" };

/** Who has a conversation that is read apart from any case, and whether it may be taken over. What is not listed was the bot's. */
export function conversationStand(one: Pick<Conversation, 'owner' | 'state' | 'ticket_id'> | undefined): {
  readonly title: string;
  readonly has: string;
  readonly isFree: boolean;
} {
  if (one?.ticket_id) return { title: 'Conversation with people', has: 'People have this conversation.', isFree: false };
  if (one?.state === 'closed') return { title: 'Conversation that has ended', has: 'This conversation has ended.', isFree: false };
  if (one?.owner === 'phone')
    return { title: "Conversation on the shop's phone", has: "The shop's phone has this conversation.", isFree: true };
  return { title: 'Conversation of the bot', has: 'The bot has this conversation.', isFree: true };
}
