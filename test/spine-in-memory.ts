import { messages } from '@frontdesk/contracts';
import type { DataInit, Decision, Fence, Message, MessageType, Topic } from '@frontdesk/contracts';
import { step } from '@frontdesk/decider';
import { defaultPolicy, Policies } from '@frontdesk/sla';
import { message, testTime, text } from '@frontdesk/testing';
import { command } from '../services/handoff/src/domain/command.ts';
import type { Command } from '../services/handoff/src/domain/command.ts';
import { emptyThread, openTicket } from '../services/handoff/src/domain/desk.ts';
import type { Desk } from '../services/handoff/src/domain/desk.ts';
import { follow as followDesk, mayOpen } from '../services/handoff/src/domain/follow.ts';
import { demoUsers } from '../services/handoff/src/domain/people.ts';
import { ownerGone } from '../services/handoff/src/domain/return.ts';
import { manifest as handoff } from '../services/handoff/src/manifest.ts';
import { policy } from '../services/policy/src/domain/policy.ts';
import type { Input } from '../services/policy/src/domain/policy.ts';
import type { Output } from '../services/policy/src/domain/evolve.ts';
import type { State } from '../services/policy/src/domain/state.ts';
import { manifest as policyManifest } from '../services/policy/src/manifest.ts';
import { jobsOf } from '../services/sla-scheduler/src/domain/clock.ts';
import type { ClockRow } from '../services/sla-scheduler/src/domain/clock.ts';
import { fire } from '../services/sla-scheduler/src/domain/fire.ts';
import { applied, follow as followClocks } from '../services/sla-scheduler/src/domain/follow.ts';
import type { Followed } from '../services/sla-scheduler/src/domain/follow.ts';
import { manifest as slaScheduler } from '../services/sla-scheduler/src/manifest.ts';

type Made = { readonly type: MessageType; readonly data: object; readonly decision: Decision };
type Reads = (one: Message, which: number) => void;

interface Reader {
  readonly name: string;
  readonly topics: readonly Topic[];
  readonly ignores: readonly string[];
  readonly read: Reads;
}

const policies = new Policies(defaultPolicy);

/**
 * One conversation and those who decide in it: the real decisions of policy, handoff and sla-scheduler, and stand-ins for the bot's chain and for gateway
 * that may answer one thing or another. As on the bus a topic keeps its order and each reader is somewhere in it, but topics have none among them, and a
 * reader may be late on any.
 */
export class SpineInMemory {
  now = testTime;
  state: State = policy.initial();
  desk: Desk = { thread: emptyThread('conversation-1'), ticket: undefined };
  clocks: readonly ClockRow[] = [];
  botOn = true;
  readonly told: string[] = [];
  /** what the customer read, and when */
  readonly read: { readonly at: number; readonly words: string }[] = [];
  /** people's words that policy let out while somebody else had the conversation */
  readonly staleWords: string[] = [];
  /** when the customer wrote last, and when people's answers to him were sent */
  wroteAt = 0;
  readonly answers: { readonly at: number; readonly fence: Fence | undefined }[] = [];
  /** what the customer wrote that nobody has answered, nor let go of after reading it, by its turn */
  readonly unanswered = new Map<string, number>();
  readonly #log = new Map<Topic, Message[]>();
  readonly #offsets = new Map<string, number>();
  readonly #stuck = new Set<string>();
  #made = 0;

  /** @param quietPeriodMs for how long policy waits for more of what a customer writes; 0: it does not */
  constructor(readonly quietPeriodMs = 0) {}

  readonly #readers: readonly Reader[] = [
    { name: 'policy', topics: policyManifest.reads, ignores: policyManifest.ignores ?? [], read: (one) => this.#policy(one as Input) },
    { name: 'handoff', topics: handoff.reads, ignores: handoff.ignores ?? [], read: (one) => this.#handoff(one) },
    {
      name: 'sla-scheduler',
      topics: slaScheduler.reads,
      ignores: slaScheduler.ignores ?? [],
      read: (one) => this.#clocks(one as Followed),
    },
    { name: 'nlu-router', topics: ['conversation.admitted.v1'], ignores: [], read: (one, which) => this.#route(one, which) },
    { name: 'rag-tools', topics: ['conversation.routed.v1'], ignores: [], read: (one) => this.#ground(one) },
    { name: 'response-builder', topics: ['conversation.grounded.v1'], ignores: [], read: (one, which) => this.#propose(one, which) },
    { name: 'gateway', topics: ['conversation.dispatch.v1'], ignores: [], read: (one, which) => this.#send(one, which) },
  ];

  /** Somebody reads one more record. @returns whether there was one */
  deliver(reader: number, which: number): boolean {
    const waiting = this.#readers.flatMap((one) =>
      one.topics.filter((topic) => this.#next(one, topic) && !this.#stuck.has(`${one.name} ${topic}`)).map((topic) => ({ one, topic })),
    );
    const chosen = waiting[reader % Math.max(1, waiting.length)];
    if (!chosen) return false;
    const key = `${chosen.one.name} ${chosen.topic}`;
    const record = this.#next(chosen.one, chosen.topic)!;
    this.#offsets.set(key, (this.#offsets.get(key) ?? 0) + 1);
    this.told.push(`${chosen.one.name} reads ${record.type}`);
    if (!chosen.one.ignores.includes(record.type)) chosen.one.read(record, which);
    return true;
  }

  /** Somebody is late on a topic, until `nothingIsStuck`. */
  isStuck(reader: number): void {
    const all = this.#readers.slice(0, 3).flatMap((one) => one.topics.map((topic) => `${one.name} ${topic}`));
    const key = all[reader % all.length]!;
    this.told.push(`${key} is stuck`);
    this.#stuck.add(key);
  }

  nothingIsStuck(): void {
    this.#stuck.clear();
  }

  customerWrites(words: string): void {
    this.#made += 1;
    const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
    const [sentAt, messageId] = [this.now, `m${this.#made}`];
    this.wroteAt = sentAt;
    this.#say('MessageReceived', { messageId, kind: 'text', text: text(words), sentAt, receivedAt: sentAt, contact });
  }

  customerReacts(): void {
    this.#made += 1;
    const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
    this.#say('MessageReceived', { messageId: `r${this.#made}`, kind: 'reaction', text: text('👍'), sentAt: this.now, contact });
  }

  phoneWrites(): void {
    this.#made += 1;
    this.#say('EchoReceived', { messageId: `e${this.#made}`, sentAt: this.now, contact: { contactId: 'contact-1' } });
  }

  /** @param holding what he writes is a "one moment" */
  person(type: Exclude<Command['type'], 'note' | 'transfer'>, who: number, holding = false): void {
    const message = { draftId: `draft-${this.#made}`, text: text('hello'), holding };
    const ticketId = this.desk.ticket?.id ?? '';
    if (type === 'take_over') this.#asks({ type }, who);
    else this.#asks(type === 'write' ? { type, ticketId, message } : { type, ticketId }, who);
  }

  /** @param named to the other one, or to the queue */
  transfers(who: number, named: boolean): void {
    const [from, { id, name }] = [demoUsers[who % 2]!.id, demoUsers[(who + 1) % 2]!];
    const ticketId = this.desk.ticket?.id ?? '';
    this.#asks({ type: 'transfer', ticketId, from, to: named ? { id, name, standing: 'available' } : undefined, note: undefined }, who);
  }

  #asks(asked: Command, who: number): void {
    const by = demoUsers[who % 2]!;
    const result = command(this.desk, asked, by, this.#context());
    if ('refused' in result) return;
    this.told.push(`${by.id}: ${asked.type}`);
    this.desk = result.desk;
    this.#publish(result.facts);
  }

  /** @param which how that is known; it may have been seen before the owner's last word */
  ownerIsGone(which: number): void {
    const { ticket } = this.desk;
    if (!ticket) return;
    const reason = (['SILENT', 'OFF', 'LATE'] as const)[which % 3]!;
    const since = which % 2 === 0 ? this.now : ticket.heardAt - 1;
    const given = ownerGone(this.desk, { ticketId: ticket.id, agentId: ticket.assignee, reason, since }, this.#context());
    this.desk = given.desk;
    this.#publish(given.facts);
  }

  /** A clock fires what is due, or if nothing is, what is due next. */
  clockFires(which: number): void {
    const jobs = this.clocks.flatMap((clock) => jobsOf(clock, policies)).toSorted((a, b) => a.dueAt - b.dueAt);
    const job = jobs[which % Math.max(1, Math.min(3, jobs.length))];
    if (!job) return;
    this.now = Math.max(this.now, job.dueAt);
    const fired = fire(
      this.clocks.find(({ id }) => id === job.clockId),
      job,
      this.now,
    );
    if (!fired) return;
    this.told.push(`${job.clockId} ${job.threshold}`);
    this.clocks = applied(this.clocks, { clocks: [fired.clock], facts: [] });
    this.#publish([fired.timer as Made]);
  }

  /** when a clock fires next; Infinity: none runs */
  get nextDue(): number {
    return Math.min(...this.clocks.flatMap((clock) => jobsOf(clock, policies)).map(({ dueAt }) => dueAt));
  }

  get openTicket() {
    return openTicket(this.desk);
  }

  #next({ name }: Reader, topic: Topic): Message | undefined {
    return this.#log.get(topic)?.[this.#offsets.get(`${name} ${topic}`) ?? 0];
  }

  /** @param opens whether a ticket may be opened, so that there is a number for it */
  #context(opens = true) {
    this.#made += 1;
    const made = this.#made;
    return {
      now: this.now,
      id: (label: string) => `${label}-${made}`,
      number: opens ? made : 0,
      token: 'A'.repeat(22),
      agents: demoUsers.slice(0, 2).map(({ id, name }) => ({ id, name, held: 0, seats: 5 })),
      policies,
      publicUrl: 'https://desk.example',
      business: { business: 'Acme', privacyUrl: 'https://acme.example/privacy', email: 'help@acme.example', phone: '+49 40 0' },
    };
  }

  #policy(input: Input): void {
    const { id } = this.#context();
    const { owner } = this.state;
    const { state, facts } = step(policy, this.state, input, {
      now: this.now,
      id,
      switches: [{ switch: 'bot', scope: '*', on: this.botOn }],
      templates: [],
      restrictions: [],
      settings: { linkHosts: [], otherChannel: 'email', quietPeriodMs: this.quietPeriodMs },
    });
    this.state = state;
    for (const { type, data } of facts)
      if (type === 'MessageDispatched') this.read.push({ at: this.now, words: data.text?.redacted ?? '' });
    for (const { type, data } of facts)
      if (type === 'MessageDispatched' && data.speaker === 'agent' && owner !== `agent:${data.author}`) this.staleWords.push(data.author);
    for (const fact of facts) this.#note(fact, input);
    this.#publish(facts as readonly Made[]);
  }

  #note({ type, data, decision }: Output, input: Input): void {
    // what comes while the phone has the conversation is read there
    if (type === 'MessageAdmitted' && data.cause === 'message' && data.turn?.owner !== 'phone')
      this.unanswered.set(data.messageId, decision.fence?.turn ?? 0);
    if (type === 'MessageDispatched' && data.speaker === 'bot') for (const id of data.answers) this.unanswered.delete(id);
    // if it fails, that is seen; who wrote it has read what he answers
    if (type === 'MessageDispatched' && data.speaker === 'agent' && !data.holding) this.unanswered.clear();
    if (type !== 'OwnerChanged') return;
    const letGo = data.cause === 'HandedBack' || data.cause === 'CaseResolved' ? (input.envelope.fence?.turn ?? 0) : -1;
    for (const [id, turn] of this.unanswered) if (data.to === 'phone' || turn <= letGo) this.unanswered.delete(id);
  }

  #handoff(one: Message): void {
    const { desk, facts } = followDesk(this.desk, one, this.#context(mayOpen(this.desk, one)), demoUsers);
    this.desk = desk;
    this.#publish(facts as readonly Made[]);
  }

  #clocks(one: Followed): void {
    const change = followClocks(this.clocks, one, policies);
    this.clocks = applied(this.clocks, change);
    this.#publish(change.facts as readonly Made[]);
  }

  #route(one: Message, which: number): void {
    if (one.type !== 'MessageAdmitted') return;
    const { messageId, turn, message: written } = one.data;
    const asks = /human/.test(written?.text?.redacted ?? '') || which % 8 === 0;
    const handoffReason = turn!.botOff ? 'BOT_OFF' : asks ? 'ASKED' : '';
    const next = handoffReason
      ? { next: 'handoff', handoffReason, intent: 'human' }
      : { next: turn!.owner === 'bot' ? 'knowledge' : 'none' };
    const topic = which % 3 === 0 ? 'refund' : '';
    const tier = which % 5 === 0 ? 'vip' : '';
    this.#say(
      'Routed',
      { messageId, turn: { ...turn!, tier }, topic, language: 'en', answers: turn!.open.map((open) => open.messageId), ...next },
      one.envelope.fence,
    );
  }

  #ground(one: Message): void {
    if (one.type === 'Routed') this.#say('Grounded', { routed: one.data, outcome: 'not_needed' }, one.envelope.fence);
  }

  #propose(one: Message, which: number): void {
    if (one.type !== 'Grounded' || one.data.routed?.next !== 'knowledge') return;
    this.#made += 1;
    const { answers } = one.data.routed;
    const messageId = answers.at(-1) ?? '';
    const handoffReason = which % 5 === 0 ? 'LOW_CONFIDENCE' : '';
    const keeps = which % 7 === 3 ? { keeps: { messageId, text: text('?'), intent: 'order_status', askedAt: this.now } } : {};
    const keepsOpen = which % 14 === 3;
    const reply = {
      replyId: `reply-${this.#made}`,
      answer: text('Here you are.'),
      answers,
      answerOk: true,
      handoffReason,
      keepsOpen,
      ...keeps,
    };
    this.#say('ReplyProposed', reply, one.envelope.fence);
  }

  #send(one: Message, which: number): void {
    if (one.type === 'FenceRaised') this.#say('FenceReached', { epoch: one.data.epoch, unknown: [] }, one.envelope.fence);
    if (one.type !== 'MessageDispatched') return;
    const { sendId, subjectId, speaker, holding } = one.data;
    if (which % 12 === 11) this.#say('SendUnconfirmed', { sendId, subjectId, speaker }, one.envelope.fence);
    else if (which % 12 === 10) this.#say('SendFailed', { sendId, subjectId, speaker, final: true, code: 131026 }, one.envelope.fence);
    else {
      this.#say('SendAccepted', { sendId, subjectId, speaker, at: this.now }, one.envelope.fence);
      if (speaker !== 'agent' || holding) return;
      this.answers.push({ at: this.now, fence: one.envelope.fence });
    }
  }

  #publish(facts: readonly Made[]): void {
    for (const { type, data, decision } of facts) this.#append(message(type, data as never, { decidedAt: this.now, ...decision } as never));
  }

  #say<T extends MessageType>(type: T, data: DataInit<T>, fence?: Fence): void {
    this.#append(message(type, data, { decidedAt: this.now, ...(fence ? { fence } : {}) }) as unknown as Message);
  }

  #append(one: Message): void {
    const topic = messages[one.type].topic as Topic;
    this.#log.set(topic, [...(this.#log.get(topic) ?? []), one]);
  }
}
