import { Inject, Injectable } from '@nestjs/common';
import { costOf, promptVersion } from '@frontdesk/model';
import type { Model, ModelAnswer, ModelRates } from '@frontdesk/model';
import type { Message } from '@frontdesk/contracts';
import { Clock, Meters } from '@frontdesk/runtime';
import { mayAsk } from '../domain/ask.ts';
import { Breaker } from '../domain/breaker.ts';
import { worded } from '../domain/worded.ts';
import { Builder } from './builder.ts';
import type { Told } from './builder.ts';

type Grounded = Message<'Grounded'>;

/** The model and what is recorded of each call; undefined where none is configured. */
export interface Wired {
  readonly model: Model;
  readonly timeoutMs: number;
  readonly linkHosts: readonly string[];
  readonly rates: ModelRates | undefined;
  readonly processor: string;
  readonly region: string;
  readonly retention: string;
}
export const MODEL = Symbol('Model');

/** Asks the model for words, if there is one and somebody may be kept waiting for it. What it says is checked here, before anything is proposed. */
@Injectable()
export class Wording {
  readonly #breaker = new Breaker({ failures: 3, pauseMs: 30_000, most: 16, forgottenMs: 60_000 });

  constructor(
    @Inject(MODEL) private readonly wired: Wired | undefined,
    private readonly builder: Builder,
    private readonly clock: Clock,
    private readonly meters: Meters,
  ) {}

  get isThere(): boolean {
    return this.wired !== undefined;
  }

  /** The model keeps its own time; this is for what hangs in spite of it. */
  get timeoutMs(): number {
    return (this.wired?.timeoutMs ?? 0) + 1_000;
  }

  mayAsk(message: Grounded): boolean {
    if (!this.isThere || !mayAsk(message.data) || this.builder.trialOf(message)?.cohort !== 'candidate') return false;
    return this.#breaker.mayWait(message.envelope.id, performance.now());
  }

  /** The turn waits no more, however it ended. */
  done({ envelope }: Grounded): void {
    this.#breaker.leave(envelope.id);
  }

  /** @returns undefined when nobody was asked */
  async ask(message: Grounded, signal: AbortSignal): Promise<Told | undefined> {
    const { wired } = this;
    const askable = wired && (await this.builder.askable(message));
    if (!askable || !this.#breaker.mayCall(performance.now())) return undefined;
    const answer = await wired.model.answer(askable.asked, signal);
    this.#breaker.ended(answer.ok ? undefined : answer.code, performance.now());
    const said = answer.ok ? worded(askable.draft, askable.asked, answer.reply, wired.linkHosts) : answer;
    const code = said.ok ? '' : said.code;
    const wording = answer.ok ? (said.ok ? 'said' : 'refused') : 'failed';
    this.meters.modelCalls.inc({ outcome: wording, code });
    return { ...(said.ok && { answer: said.draft.answer }), code, wording, asked: this.#record(wired, answer, code) };
  }

  #record({ model, rates, processor, region, retention }: Wired, { used }: ModelAnswer, code: string): Told['asked'] {
    const { tokensIn, tokensOut, version, latencyMs } = used;
    const cost = costOf(used, this.clock.now(), rates);
    return {
      model: {
        model: model.name,
        version,
        prompt: 'reply',
        promptVersion,
        tokensIn,
        tokensOut,
        costUsd: cost ?? 0,
        costUnknown: cost === undefined,
        processor,
        region,
        retention,
      },
      lookUps: [{ name: 'model', input: model.name, output: code || 'ok', latencyMs }],
    };
  }
}
