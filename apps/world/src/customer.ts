import { oneOf } from '@frontdesk/demo';
import type { Random } from '@frontdesk/demo';
import { asksForProof, keepsTheQuestion, refusesProof, wantsOtherWords } from './heard.ts';
import { filledIn } from './household.ts';
import type { Household } from './household.ts';
import type { Line } from './line.ts';
import { wordingsOf } from './phrases.ts';
import type { Half } from './phrases.ts';
import type { Condition, Step, Task } from './task.ts';
import { written } from './wording.ts';

/** What else happens in the world while a customer writes. */
export interface Around {
  readonly household: Household;
  pass(ms: number): Promise<void>;
  shop(is: 'away' | 'back'): void;
  person(does: 'answers' | 'hands back' | 'resolves'): Promise<void>;
  /** whether this message's webhook comes twice */
  readonly twice: boolean;
}

export interface Behaved {
  /** what was said to it got no answer at all */
  readonly unanswered: readonly string[];
  /** what needed no answer got one */
  readonly answered: readonly string[];
  /** so often it was asked for other words */
  readonly saidAgain: number;
}

type Says = Extract<Step, { say: unknown }>;

/** Within it there has to be something for the customer, whatever happens (product: never silence). */
const patienceMs = 60_000;
/** So long nothing comes where nothing should. */
const quietMs = 1_500;
const minute = 60_000;
const lengths: Readonly<Record<string, number>> = { m: minute, h: 60 * minute, d: 24 * 60 * minute };

/** Somebody with a goal: says what the task has them say, in their words of this trial, and reacts to what they hear. */
export class Customer {
  readonly #unanswered: string[] = [];
  readonly #answered: string[] = [];
  #heard: readonly string[] = [];
  #count = 0;
  #saidAgain = 0;
  #shopIsAway = false;

  constructor(
    private readonly task: Task,
    private readonly line: Line,
    private readonly around: Around,
    private readonly half: Half,
    private readonly random: Random,
  ) {}

  async plays(): Promise<Behaved> {
    for (const step of this.task.steps) await this.#does(step);
    return { unanswered: this.#unanswered, answered: this.#answered, saidAgain: this.#saidAgain };
  }

  async #does(step: Step): Promise<void> {
    if ('say' in step) return this.#says(step);
    if ('later' in step) {
      await this.around.pass(Number(step.later.slice(0, -1)) * lengths[step.later.at(-1)!]!);
      return this.#hears(step.reply, `[${step.later} later]`);
    }
    if ('shop' in step) {
      this.#shopIsAway = step.shop === 'away';
      return this.around.shop(step.shop);
    }
    if ('person' in step) {
      await this.around.person(step.person);
      return this.#hears(step.reply, `[a person ${step.person}]`);
    }
    const { reply, send } = step;
    await this.line.send(send, this.around.twice);
    return this.#hears(reply, `[${String(send['type'])}]`);
  }

  async #says(step: Says): Promise<void> {
    if (step.if && !this.#isSo(step.if)) return;
    const used = await this.#writes(step, []);
    await this.#hears(step.reply, used.join(' / '));
    if (step.reply !== 'none' && wantsOtherWords(this.#heard)) {
      this.#saidAgain += 1;
      await this.#hears(step.reply, (await this.#writes(step, used)).join(' / '));
    }
    await this.#waitsForTheShop();
  }

  /** @param before wordings that were not understood. @returns the wordings that were chosen */
  async #writes({ say, whole, exact }: Says, before: readonly string[]): Promise<string[]> {
    const used: string[] = [];
    for (const name of say) {
      const { language, wordings } = wordingsOf(name, this.task.language, this.half);
      const others = wordings.filter((wording) => !before.includes(wording));
      const wording = oneOf(this.random, others.length > 0 ? others : wordings);
      used.push(wording);
      for (const text of written(filledIn(wording, this.around.household), language, { whole, exact }, this.random))
        await this.line.send({ type: 'text', text }, this.around.twice);
    }
    return used;
  }

  /** The question is kept: who was told so waits a little, and where the shop is there again hears something. */
  async #waitsForTheShop(): Promise<void> {
    for (let times = 0; times < 2 && keepsTheQuestion(this.#heard); times += 1) {
      await this.around.pass(5 * minute);
      await this.#hears(this.#shopIsAway ? 'any' : 'some', 'the kept question');
    }
  }

  async #hears(expected: 'some' | 'none' | 'any', to: string): Promise<void> {
    const heard = await this.line.replies(this.#count, expected === 'some' ? patienceMs : quietMs);
    this.#count += heard.length;
    if (expected === 'some' && heard.length === 0) this.#unanswered.push(to);
    if (expected === 'none' && heard.length > 0) this.#answered.push(to);
    if (heard.length > 0 || expected === 'some') this.#heard = heard;
  }

  #isSo(condition: Condition): boolean {
    if (condition === 'proof refused') return refusesProof(this.#heard);
    return asksForProof(this.#heard) === (condition === 'asked for proof');
  }
}
