import type { Fact, Manifest, Message } from '@frontdesk/contracts';
import { compare, saidBefore, saidNow } from './compare.ts';
import type { Difference } from './compare.ts';
import type { Conversation, Known, Recording } from './recording.ts';
import { stepsOf } from './steps.ts';
import type { Step } from './steps.ts';

/** What the code here decides; or what it asks for first, which nobody asked for then; or why it can't be decided again. */
export type Again = readonly Fact[] | { readonly asks: string } | { readonly left: string };
type Ended = Again | { readonly fails: string };

/** A service whose decisions can be made again without its surroundings. */
export interface Replayed {
  readonly manifest: Manifest;
  /** empty: it names none */
  readonly bundle: string;
  /** Once for a conversation. @returns what decides its steps, one after the other */
  begin(known: Known, conversation: Conversation): (step: Step) => Again;
}

/** A message that is decided otherwise now. */
export interface Changed {
  readonly conversation: string;
  readonly message: Pick<Message['envelope'], 'id' | 'type' | 'decidedAt'>;
  readonly bundleBefore: string;
  readonly differences: readonly Difference[];
}

export interface Outcome {
  readonly service: string;
  readonly bundle: string;
  /** messages that were decided again */
  readonly decided: number;
  /** those that could not be, by why */
  readonly left: Readonly<Record<string, number>>;
  /** those it was recorded under */
  readonly bundlesBefore: readonly string[];
  readonly changed: readonly Changed[];
}

/** Decides again whatever was decided, and compares. */
export const replay = ({ known, conversations }: Recording, services: readonly Replayed[]): Outcome[] =>
  services.map((service) => {
    const outcomes = conversations.map((conversation) => replayIn(conversation, known, service));
    const left: Record<string, number> = {};
    for (const why of outcomes.flatMap((one) => one.left)) left[why] = (left[why] ?? 0) + 1;
    return {
      service: service.manifest.name,
      bundle: service.bundle,
      decided: outcomes.reduce((sum, { decided }) => sum + decided, 0),
      left,
      bundlesBefore: [...new Set(outcomes.flatMap((one) => one.bundles))].filter((name) => name !== ''),
      changed: outcomes.flatMap((one) => one.changed),
    };
  });

function replayIn(conversation: Conversation, known: Known, service: Replayed) {
  const steps = stepsOf(conversation, service.manifest);
  const decide = service.begin(known, conversation);
  const again = steps.map((step) => orFails(() => decide(step)));
  const left = again.flatMap((one) => ('left' in one ? [one.left] : []));
  return {
    decided: steps.length - left.length,
    left,
    bundles: steps.flatMap(({ decided }) => decided.map(({ envelope }) => envelope.bundle)),
    changed: steps.flatMap((step, index) => changedIn(conversation.id, step, again[index]!)),
  };
}

/** It would be a dead letter, alone: those after it are decided. */
function orFails(decide: () => Again): Ended {
  try {
    return decide();
  } catch (error) {
    return { fails: String(error) };
  }
}

function changedIn(conversation: string, { input, decided }: Step, again: Ended): Changed[] {
  if ('left' in again) return [];
  const differences = differencesTo(again, input, decided);
  const { id, type, decidedAt } = input.envelope;
  return differences.length === 0
    ? []
    : [{ conversation, message: { id, type, decidedAt }, bundleBefore: decided[0]?.envelope.bundle ?? '', differences }];
}

function differencesTo(again: Exclude<Ended, { left: string }>, input: Message, decided: readonly Message[]): Difference[] {
  if ('asks' in again) return [{ what: 'asks for', after: again.asks }];
  if ('fails' in again) return [{ what: 'fails', after: again.fails }];
  return compare(
    decided.map(saidBefore),
    again.map((fact) => saidNow(fact, input)),
  );
}
