import type { Message } from '@frontdesk/contracts';
import { defaultPolicy, Policies } from '@frontdesk/sla';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { command } from './command.ts';
import type { Command } from './command.ts';
import { emptyThread } from './desk.ts';
import type { Desk } from './desk.ts';
import type { Context, Output } from './draft.ts';
import { follow } from './follow.ts';
import { demoUsers } from './people.ts';
import { ownerGone } from './return.ts';
import type { Gone } from './return.ts';

export const minute = 60_000;
export const [ana, ben, lena] = demoUsers as [(typeof demoUsers)[0], (typeof demoUsers)[0], (typeof demoUsers)[0]];
export const free = (id: string, held = 0, seats = 5) => ({ id, name: id, held, seats });
export const fence = (epoch: number, turnNumber = 1, number = 1) => ({
  fence: { $typeName: 'frontdesk.v1.Fence' as const, case: number, epoch, turn: turnNumber },
});

/** A desk that hears messages and people, one after the other; what is said on the way. */
export function desk(context: Partial<Context> = {}) {
  let now: Desk = { thread: emptyThread('conversation-1'), ticket: undefined };
  let made = 0;
  const said: Output[] = [];
  const with_: Context = {
    now: testTime,
    id: (label) => `${label}-${made}`,
    number: 1042,
    token: 'A'.repeat(22),
    agents: [free('ana')],
    policies: new Policies(defaultPolicy),
    publicUrl: 'https://desk.example',
    business: { business: 'Acme', privacyUrl: 'https://acme.example/privacy', email: 'help@acme.example', phone: '+49 40 0' },
    ...context,
  };
  const self = {
    /** goes on with what another desk knows */
    from(known: Desk) {
      now = known;
      return self;
    },
    hears(...messages: Message[]) {
      for (const one of messages) {
        made += 1;
        const followed = follow(now, one, with_, demoUsers);
        now = followed.desk;
        said.push(...followed.facts);
      }
      return self;
    },
    does(type: 'accept' | 'hand_back' | 'resolve' | 'take_over' | 'write', by = ana) {
      const ticketId = now.ticket?.id ?? '';
      if (type === 'take_over') return self.asks({ type }, by);
      return self.asks(
        type === 'write' ? { type, ticketId, message: { draftId: `draft-${made + 1}`, text: text('hello') } } : { type, ticketId },
        by,
      );
    },
    asks(what: Command, by = ana) {
      made += 1;
      const result = command(now, what, by, with_);
      if ('refused' in result) return result.refused;
      now = result.desk;
      said.push(...result.facts);
      return undefined;
    },
    loses(gone: Gone) {
      made += 1;
      const given = ownerGone(now, gone, with_);
      now = given.desk;
      said.push(...given.facts);
      return self;
    },
    context: with_,
    said,
    types: () => said.map(({ type }) => type),
    desk: () => now,
    ticket: () => now.ticket!,
    thread: () => now.thread,
    last: <T extends Output['type']>(type: T) => said.findLast((one): one is Extract<Output, { type: T }> => one.type === type)!,
  };
  return self;
}

export const asked = (more = {}, epoch = 1) =>
  message(
    'Routed',
    {
      messageId: 'm1',
      next: 'handoff',
      handoffReason: 'ASKED',
      intent: 'human',
      topic: 'delivery',
      sentiment: 'neutral',
      language: 'en',
      turn: turn({ tier: 'retail' }),
      question: text('I want a person'),
      ...more,
    },
    fence(epoch),
  );
export const gathered = message(
  'Grounded',
  { routed: asked().data, outcome: 'evidence', evidence: [{ kind: 'tool', source: 'order_status', facts: text('{}') }] },
  fence(1),
);
export const ownerIs = (to: string, epoch: number, cause = '', ticketId = 'ticket-1') =>
  message('OwnerChanged', { to, epoch, cause, ticketId }, fence(epoch));
export const reached = (epoch: number, unknown: string[] = []) => message('FenceReached', { epoch, unknown }, fence(epoch));
export const inQueue = (context: Partial<Context> = {}) => desk(context).hears(asked(), gathered, ownerIs('queue', 2, 'HandoffOpened'));
export const held = (context: Partial<Context> = {}) => {
  const one = inQueue(context);
  one.does('accept');
  return one.hears(ownerIs('agent:ana', 3, 'HandoffAccepted'), reached(3));
};
