import { intents } from '@frontdesk/business';
import type { Intent } from '@frontdesk/business';
import { isSure } from './domain/burst.ts';
import type { Classifier, Example } from './domain/classifier.ts';

/** An example with what the classifier made of it. */
export interface Answered extends Example {
  readonly said: Intent;
  readonly confidence: number;
}

export interface Quality {
  readonly messages: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** the share that is answered; the rest is asked again */
  readonly aboveThreshold: number;
  readonly accuracyAboveThreshold: number;
  readonly perIntent: readonly {
    readonly intent: Intent;
    readonly examples: number;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
  }[];
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((1000 * part) / whole) / 1000);

export const answer = (examples: readonly Example[], classify: Classifier): Answered[] =>
  examples.map((example) => {
    const { intent, confidence } = classify(example.text, example.language);
    return { ...example, said: intent, confidence };
  });

export const isRight = ({ intent, said }: Answered): boolean => intent === said;

/** How well examples were understood that the classifier was not trained on. */
export function qualityOf(answered: readonly Answered[]): Quality {
  const perIntent = intents.map((intent) => {
    const is = answered.filter((one) => one.intent === intent);
    const said = answered.filter((one) => one.said === intent);
    const right = is.filter(isRight).length;
    const f1 = share(2 * right, is.length + said.length);
    return { intent, examples: is.length, precision: share(right, said.length), recall: share(right, is.length), f1 };
  });
  const sure = answered.filter(({ said, confidence }) => isSure({ intent: said, confidence }));
  return {
    messages: answered.length,
    accuracy: share(answered.filter(isRight).length, answered.length),
    macroF1: share(
      perIntent.reduce((sum, { f1 }) => sum + f1, 0),
      intents.length,
    ),
    aboveThreshold: share(sure.length, answered.length),
    accuracyAboveThreshold: share(sure.filter(isRight).length, sure.length),
    perIntent,
  };
}
