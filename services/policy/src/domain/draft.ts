import { fact } from '@frontdesk/contracts';
import type { Data, DataInit, Decision, Template, WrittenBy } from '@frontdesk/contracts';
import { bundle } from './bundle.ts';
import { evolve } from './evolve.ts';
import type { Output } from './evolve.ts';
import type { Restriction } from './standing.ts';
import { consentOf } from './state.ts';
import type { State } from './state.ts';

export interface Switch {
  /** bot | outbound | model */
  readonly switch: string;
  /** "*", a number id, or of the bot intent:<intent> */
  readonly scope: string;
  readonly on: boolean;
}

export interface Settings {
  /** hosts that a link may point to, with their subdomains */
  readonly linkHosts: readonly string[];
  /** where else the business can be reached, in words */
  readonly otherChannel: string;
  /** a customer who writes again within it is answered once; 0: every message is a turn */
  readonly quietPeriodMs: number;
}

/** Another thread of this person's, as it stands. */
export interface Merged {
  readonly conversationId: string;
  /** what was said there until then, this person said; ms */
  readonly at: number;
  readonly state: Pick<State, 'optedOut' | 'consentWordAt' | 'marketing'>;
  /** those that were merged into it */
  readonly merged?: readonly Merged[];
}

/** What a decision is made with besides state and message. */
export interface Context {
  /** ms since epoch */
  readonly now: number;
  /** @returns an id derived from the cause and the label */
  readonly id: (label: string) => string;
  readonly switches: readonly Switch[];
  readonly templates: readonly Template[];
  /** what Meta forbids for now */
  readonly restrictions: readonly Restriction[];
  /** none: no other was merged into this one */
  readonly merged?: readonly Merged[];
  readonly settings: Settings;
}

type Written = WrittenBy<'policy'>;

const ofIntent = 'intent:';

/** The facts of one decision as they are made: each is applied at once, so that the next is decided on what is true after it. */
export class Draft {
  readonly facts: Output[] = [];
  #ids = 0;

  constructor(
    public state: State,
    readonly context: Context,
  ) {}

  emit<T extends Written>(type: T, data: DataInit<T>, about: Decision = {}): void {
    const {
      state,
      context: { now },
    } = this;
    const made = fact(type, data) as Output;
    if ('seq' in made.data) made.data.seq = state.seq + 1;
    made.decision = {
      decidedAt: now,
      fence: fenceAfter(state, made),
      bundle,
      ...(state.contact ? { customerHash: state.contact.customerHash } : {}),
      ...about,
    };
    this.facts.push(made);
    this.state = evolve(state, made);
    made.decision = { consent: consentOf(this.state, now), ...made.decision };
  }

  id(label: string): string {
    return this.context.id(`${label}-${this.#ids++}`);
  }

  /** @returns whether the switch is on for this conversation's number, and for what it would say; without a row it is */
  isOn(name: 'bot' | 'outbound' | 'model', intent = ''): boolean {
    const scopes = ['*', this.state.contact?.numberId, ...(intent === '' ? [] : [`${ofIntent}${intent}`])];
    return !this.context.switches.some((row) => row.switch === name && !row.on && scopes.includes(row.scope));
  }

  /** What the bot is switched off for wherever it is asked. */
  stoppedIntents(): string[] {
    return this.context.switches
      .filter((row) => row.switch === 'bot' && !row.on && row.scope.startsWith(ofIntent))
      .map(({ scope }) => scope.slice(ofIntent.length));
  }
}

/** A fact that moves the fence carries where it moved to. */
function fenceAfter(state: State, made: Output): { case: number; epoch: number; turn: number } {
  const { case: number, epoch, turn } = state;
  if (made.type === 'CaseOpened') return { case: (made.data as Data<'CaseOpened'>).case, epoch, turn };
  if (made.type === 'OwnerChanged') return { case: number, epoch: (made.data as Data<'OwnerChanged'>).epoch, turn };
  return { case: number, epoch, turn: raisesTurn(state, made) ? turn + 1 : turn };
}

/** What is gathered is one turn: its first message raises it, and it keeps that number when it goes down the road. */
function raisesTurn({ gathering, owner }: State, made: Output): boolean {
  const isFirst = gathering.length === 0;
  if (made.type === 'MessageGathered') return isFirst;
  return made.type === 'MessageAdmitted' && (isFirst || owner !== 'bot' || made.data.cause !== 'message');
}
