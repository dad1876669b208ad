import type { Fact, Manifest, Message } from '@frontdesk/contracts';
import { compare, saidNow, saidBefore } from './compare.ts';
import type { Difference } from './compare.ts';
import type { Known, Recording } from './recording.ts';
import { stepsOf } from './steps.ts';
import type { Step } from './steps.ts';

/** A service whose decisions can be made again without its surroundings. */
export interface Replayed {
  readonly manifest: Manifest;
  /** empty: it names none */
  readonly bundle: string;
  /** What the code as it is here decides at each step. */
  decide(steps: readonly Step[], known: Known): readonly (readonly Fact[])[];
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
  /** messages that it read and decided again */
  readonly decided: number;
  /** those it was recorded under */
  readonly bundlesBefore: readonly string[];
  readonly changed: readonly Changed[];
}

/** Decides again whatever was decided, and compares. */
export function replay({ known, conversations }: Recording, services: readonly Replayed[]): Outcome[] {
  return services.map((service) => {
    const read = conversations.map((conversation) => ({ conversation: conversation.id, steps: stepsOf(conversation, service.manifest) }));
    const steps = read.flatMap((one) => one.steps);
    return {
      service: service.manifest.name,
      bundle: service.bundle,
      decided: steps.length,
      bundlesBefore: [...new Set(steps.flatMap(({ decided }) => decided.map(({ envelope }) => envelope.bundle)))],
      changed: read.flatMap(({ conversation, steps: own }) => {
        const facts = service.decide(own, known);
        return own.flatMap((step, index) => changedIn(conversation, step, facts[index]!));
      }),
    };
  });
}

function changedIn(conversation: string, { input, decided }: Step, now: readonly Fact[]): Changed[] {
  const differences = compare(
    decided.map(saidBefore),
    now.map((fact) => saidNow(fact, input)),
  );
  const { id, type, decidedAt } = input.envelope;
  return differences.length === 0
    ? []
    : [{ conversation, message: { id, type, decidedAt }, bundleBefore: decided[0]?.envelope.bundle ?? '', differences }];
}
