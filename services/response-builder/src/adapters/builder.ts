import { Inject, Injectable } from '@nestjs/common';
import { deriveId } from '@frontdesk/bus';
import { forbiddenLink, introduction } from '@frontdesk/business';
import type { Data, Fact, Message } from '@frontdesk/contracts';
import { onceCommitted } from '@frontdesk/postgres';
import { Clock, Meters } from '@frontdesk/runtime';
import { plain, Vault } from '@frontdesk/vault';
import type { EntityManager } from 'typeorm';
import { askFor } from '../domain/ask.ts';
import { check } from '../domain/check.ts';
import { compose } from '../domain/compose.ts';
import type { Draft } from '../domain/compose.ts';
import { OrderFacts, withoutLink } from '../domain/order-facts.ts';
import { propose, replyIntent } from '../domain/propose.ts';
import type { Made } from '../domain/propose.ts';
import type { Settings } from '../domain/settings.ts';
import { extend } from '../domain/summary.ts';
import { trialOf } from '../domain/trial.ts';
import type { Drawn } from '../domain/trial.ts';
import { wordsIn } from '../domain/words.ts';
import { SummariesStore } from './summaries.store.ts';
import type { Summaries, SummaryOf } from './summaries.store.ts';

/** What came of asking a model for the words of one answer. */
export interface Told {
  /** absent: the canned words are said, and `code` says why */
  readonly answer?: string;
  readonly code: string;
  readonly wording: NonNullable<Made['wording']>;
  readonly asked: Made['asked'];
}

/** What the canned words are, and what a model would be asked, which may lead into them. */
export interface Askable {
  readonly draft: Draft;
  readonly asked: NonNullable<ReturnType<typeof askFor>>;
}

export const SETTINGS = Symbol('Settings');

interface Checked {
  readonly draft: Draft;
  readonly guardrails: ReturnType<typeof check>;
  readonly rung: string;
}

/** The model's words where it gave some that may be said; that it did not is on record. */
function withTold(canned: Checked, told: Told | undefined): Checked {
  if (!told) return canned;
  const answer = canned.rung === 'canned' ? told.answer : undefined;
  const guardrails = [...canned.guardrails, { name: 'model', passed: answer !== undefined, detail: told.code }];
  return answer === undefined ? { ...canned, guardrails } : { draft: { ...canned.draft, answer }, guardrails, rung: 'model' };
}

/** What they are about holds what is the customer's, or may. */
const personal: ReadonlySet<Draft['said']> = new Set(['status', 'asked_for_proof', 'asked_for_yes']);

const caseOf = ({ envelope }: Message<'Grounded'>): SummaryOf => ({
  conversationId: envelope.conversationId,
  caseNumber: envelope.fence?.case ?? 0,
});

const contactOf = ({ data }: Message<'Grounded'>): string => data.routed!.turn!.contact!.contactId;

/** Words a reply, checks it, seals it. What fails its check is said one rung lower: the model's in canned words, those that we would rather not guess. */
@Injectable()
export class Builder {
  constructor(
    private readonly vault: Vault,
    private readonly summaries: SummariesStore,
    private readonly clock: Clock,
    private readonly meters: Meters,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * The summaries and keys of a batch are read once, and the summaries written once.
   * @param told what a model said, of the one message that it was asked for
   */
  async buildAll(tx: EntityManager, messages: readonly Message<'Grounded'>[], told?: Told): Promise<Fact<'ReplyProposed'>[][]> {
    const [summaries] = await Promise.all([this.summaries.load(tx, messages.map(caseOf)), this.vault.load(messages.map(contactOf), tx)]);
    const facts: Fact<'ReplyProposed'>[][] = [];
    for (const message of messages) facts.push(await this.#build(tx, message, summaries, told));
    await this.summaries.save(tx, summaries, this.clock.now());
    return facts;
  }

  /** On which side of what is tried the turn's case stands; undefined: nothing is. */
  trialOf({ data }: Message<'Grounded'>): Drawn | undefined {
    return trialOf(data.routed!.turn!, this.settings.candidate);
  }

  /** What a model may be asked of a turn; undefined: nothing. Outside any transaction. @throws as `#opened` */
  async askable({ data }: Message<'Grounded'>): Promise<Askable | undefined> {
    const { order, address } = await this.#opened(data, data.routed!.turn!.contact!.contactId);
    const composed = this.#worded(data, order, address);
    if (!composed) return undefined;
    const { draft, rung } = this.#checked(composed, data.routed!);
    const asked = rung === 'canned' ? askFor(data, draft, order) : undefined;
    return asked && { draft, asked };
  }

  async #build(tx: EntityManager, message: Message<'Grounded'>, summaries: Summaries, told?: Told): Promise<Fact<'ReplyProposed'>[]> {
    const { data, envelope } = message;
    const routed = data.routed!;
    const turn = routed.turn!;
    const { contactId } = turn.contact!;
    const { order, address } = await this.#opened(data, contactId, tx);
    const worded = this.#worded(data, order, address);
    if (!worded) return [];
    const now = this.clock.now();
    const { draft, guardrails, rung } = withTold(this.#checked(worded, routed), told);
    const text = turn.introduces ? `${introduction(routed.language, this.settings)}\n\n${draft.answer}` : draft.answer;
    const trial = this.trialOf(message);
    if (trial && draft.answerOk) this.#timed(tx, trial, routed, now);
    const summary = await this.summaries.extend(tx, summaries, caseOf(message), contactId, (before) => extend(before, routed, draft));
    return [
      propose(
        message,
        draft,
        {
          replyId: deriveId(envelope.decidedAt, envelope.id, 'response-builder', 'reply'),
          challengeId: deriveId(envelope.decidedAt, envelope.id, 'response-builder', 'challenge'),
          answer: rung === 'model' || personal.has(draft.said) ? await this.vault.seal(contactId, text, tx) : plain(text),
          summary,
          guardrails,
          rung,
          asked: told?.asked,
          trial,
          wording: told?.wording ?? '',
        },
        now,
      ),
    ];
  }

  /** How long the customer waits for what is tried, and for what it is tried against. */
  #timed(tx: EntityManager, { cohort }: Drawn, { turn, answers }: Data<'Routed'>, now: number): void {
    const sent = turn!.open.filter(({ messageId, sentAt }) => sentAt > 0 && answers.includes(messageId)).map(({ sentAt }) => sentAt);
    if (sent.length === 0) return;
    const seconds = Math.max(0, now - Math.min(...sent)) / 1_000;
    onceCommitted(tx, () => this.meters.trialAnswerSeconds.observe({ cohort }, seconds));
  }

  /** A link that may not be sent costs the link, not the answer. */
  #worded(data: Data<'Grounded'>, order: OrderFacts | undefined, address: readonly string[]): Draft | undefined {
    const draft = compose(data, order, address);
    if (!draft || !order || forbiddenLink(draft.answer, this.settings.linkHosts) === undefined) return draft;
    return { ...draft, ...compose(data, withoutLink(order), address), linkLeftOut: true };
  }

  #checked(draft: Draft, routed: Data<'Routed'>): Checked {
    const reply = ({ answer, citations, handoff }: Draft) => ({
      intent: replyIntent(routed),
      answer,
      citations: citations.map((citation) => citation.url),
      handoff,
      confidence: routed.confidence,
    });
    const guardrails = check(reply(draft), this.settings.linkHosts).map((one) =>
      one.name === 'links' && one.passed && draft.linkLeftOut ? { ...one, detail: 'LINK_LEFT_OUT' } : one,
    );
    if (guardrails.every(({ passed }) => passed)) return { draft, guardrails, rung: 'canned' };
    const answer = wordsIn(routed.language).noEvidence;
    const lower: Draft = {
      ...draft,
      answer,
      citations: [],
      answerOk: false,
      asksProof: false,
      asksYes: false,
      handoff: true,
      said: 'no_evidence',
    };
    return { draft: lower, guardrails, rung: 'abstain' };
  }

  /** What the order tool showed, if it did, and where the order shall go. @throws when the evidence is not what rag-tools writes: a poison message */
  async #opened({ evidence, change }: Data<'Grounded'>, contactId: string, tx?: EntityManager): Promise<Opened> {
    const tool = evidence.find((one) => one.kind === 'tool' && one.source === 'order_status');
    const order = tool?.facts && OrderFacts.parse(JSON.parse(await this.vault.open(contactId, tool.facts, tx)));
    const address = change?.value && (await this.vault.open(contactId, change.value, tx)).split('\n');
    return { order, address: address ?? [] };
  }
}

interface Opened {
  readonly order: OrderFacts | undefined;
  readonly address: readonly string[];
}
