import type { DataInit, Decision } from '@frontdesk/contracts';
import { askingWords, isLocked, provedToPeople } from './asked-proof.ts';
import type { Asks } from './asked-proof.ts';
import { isQueued } from './desk.ts';
import type { Desk } from './desk.ts';
import { Draft } from './draft.ts';
import type { Context } from './draft.ts';
import type { Followed } from './follow.ts';
import { takeNote } from './note.ts';
import type { Note } from './note.ts';
import { request } from './open.ts';
import type { Refused } from './refused.ts';
import { take } from './takeover.ts';
import type { Person } from './takeover.ts';
import { transfer } from './transfer.ts';
import type { Transfer } from './transfer.ts';
import { handedBack, ratingChoices, ratingRequest } from './words.ts';

export type Written = Pick<DataInit<'AgentMessageWritten'>, 'draftId' | 'text' | 'template' | 'file' | 'holding'> & {
  /** for a proof, instead of a text */
  readonly asks?: Asks;
};

/** What a person does in the console: to the ticket that they see, which may have ended since, and another one be open. */
export type Command =
  | { readonly type: 'take_over' }
  | { readonly type: 'accept' | 'hand_back' | 'resolve'; readonly ticketId: string }
  | { readonly type: 'write'; readonly ticketId: string; readonly message: Written }
  | { readonly type: 'note'; readonly note: Note }
  | Transfer;

export function command(desk: Desk, asked: Command, person: Person, context: Context): Followed | Refused {
  const draft = new Draft(desk, context);
  const actor: Decision = { actor: { $typeName: 'frontdesk.v1.Actor', kind: person.role, id: person.id } };
  const refusal = carryOut(draft, asked, person, actor);
  return refusal ? { refused: refusal } : { desk: draft.desk, facts: draft.facts };
}

function carryOut(draft: Draft, asked: Command, person: Person, actor: Decision): Refused['refused'] | undefined {
  const { thread, context } = draft;
  if (asked.type === 'note') return void takeNote(draft, asked.note, person, actor);
  if (asked.type === 'transfer') return transfer(draft, asked, person, actor);
  if (asked.type === 'take_over') {
    if (draft.open) return { code: 'ALREADY_OPEN', ticketId: draft.open.id };
    const isFree = thread.owner === 'bot' || thread.owner === 'phone';
    if (!isFree || thread.caseNo === 0 || thread.state === 'closed') return { code: 'NOT_OPEN', state: thread.state };
    request(draft, { reason: 'LEAD', waitingSince: thread.oldestOpenAt, messageId: '', gathering: false }, actor);
    return undefined;
  }
  const open = draft.opened(asked.ticketId);
  if (asked.type === 'accept') {
    if (!open || open.status === 'requested' || open.status === 'returning') return { code: 'NOT_OPEN', state: open?.status ?? 'ended' };
    if (!isQueued(open.status)) return open.assignee === person.id ? undefined : { code: 'ALREADY_TAKEN', by: open.assignee };
    take(draft, person, actor);
    return undefined;
  }
  if (open?.status !== 'held' || open.assignee !== person.id) return { code: 'NOT_YOURS', state: open?.status ?? 'ended' };
  if (asked.type === 'write') {
    const { asks, ...message } = asked.message;
    const { now } = context;
    if (asks && isLocked(thread, asks, now)) return { code: 'PROOF_LOCKED' };
    const words = asks && askingWords(asks, { id: person.id, draftId: message.draftId ?? '', now, locale: open.locale });
    draft.emit('AgentMessageWritten', { ticketId: open.id, agentId: person.id, ...message, ...words }, actor);
  } else if (asked.type === 'hand_back') {
    draft.emit(
      'HandedBack',
      {
        ticketId: open.id,
        agentId: person.id,
        announcement: handedBack(open.locale),
        announcementId: context.id('announcement'),
        ...provedToPeople(draft.desk, context.now),
      },
      actor,
    );
  } else {
    draft.emit(
      'CaseResolved',
      {
        ticketId: open.id,
        agentId: person.id,
        ratingRequest: ratingRequest(open.locale),
        ratingChoices: ratingChoices(open.locale),
        ratingRequestId: context.id('rating'),
      },
      actor,
    );
  }
  return undefined;
}
