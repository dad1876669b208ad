import { intents, menderOf } from '@frontdesk/business';
import type { Intent } from '@frontdesk/business';
import { wordsOf } from './words.ts';

export interface Example {
  readonly text: string;
  readonly intent: Intent;
  readonly language: string;
}

export interface Classified {
  readonly intent: Intent;
  /** 0 to 1: the share of the probability, damped by how much of the text was ever seen */
  readonly confidence: number;
  readonly scores: Readonly<Record<Intent, number>>;
}

/** What a rung of a model ladder has to be. */
export type Classifier = (text: string, language: string) => Classified;

/** "fuer" is "für", "hallooo" is "hallo", "hii" is "hi"; accents are gone already. */
const folded = (word: string): string => word.replace(/([aou])e/g, '$1').replace(/(.)\1{2,}|(.)\2$/g, '$1$2');

/** Words, then emoji: a heart alone says something too. */
const tokensOf = (text: string): string[] => [...wordsOf(text).map(folded), ...(text.match(/\p{Extended_Pictographic}/gu) ?? [])];

/** Runs of this many letters within a word and its ends, and what each weighs beside the word itself: for inflections, compounds, typing errors. */
const runs = [
  [3, 0.35],
  [4, 0.45],
  [5, 0.45],
] as const;

/** Tokens, pairs of neighbours, runs of letters, and how many tokens there are: a word alone is seldom a question. */
function featuresOf(tokens: readonly string[], text: string): Map<string, number> {
  const features = new Map<string, number>();
  tokens.forEach((token, at) => {
    features.set(`w:${token}`, 1);
    if (at > 0) features.set(`b:${tokens[at - 1]} ${token}`, 0.7);
    const padded = `_${token}_`;
    for (const [length, weight] of runs) {
      for (let start = 0; start + length <= padded.length; start++) features.set(`c:${padded.slice(start, start + length)}`, weight);
    }
  });
  features.set(`n:${Math.min(tokens.length, 4)}`, 0.4);
  if (/\?/.test(text)) features.set('p:?', 0.3);
  return features;
}

interface Model {
  /** of one feature those of all intents stand side by side */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}
interface Vector {
  readonly at: Int32Array;
  readonly value: Float64Array;
}

const epochs = 8;
const rate = 0.8;
const decay = 1e-3;

/**
 * Multinomial logistic regression over words, word pairs and runs of letters, trained by plain gradient steps in the order of the examples:
 * no randomness, so the same examples give the same weights on every replica.
 */
export function train(examples: readonly Example[]): Classifier {
  const index = new Map<string, number>();
  const seen = new Set<string>();
  const rows = examples.map(({ text, intent }) => {
    const tokens = tokensOf(text);
    for (const token of tokens) seen.add(token);
    return {
      vector: vectorOf(featuresOf(tokens, text), (feature) => index.get(feature) ?? index.set(feature, index.size).size - 1),
      label: intents.indexOf(intent),
    };
  });
  const model: Model = { weights: new Float64Array(index.size * intents.length), bias: new Float64Array(intents.length) };
  const balance = intents.map((_, label) => rows.length / (intents.length * Math.max(1, rows.filter((row) => row.label === label).length)));
  // A fixed stride walks all examples in an order that mixes the classes.
  const stride = coprime(rows.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const step = rate / (1 + epoch * 0.1);
    for (let n = 0; n < rows.length; n++) {
      const { vector, label } = rows[(n * stride + epoch) % rows.length]!;
      learn(model, vector, label, step * balance[label]!);
    }
  }
  const mend = menderOf(seen);
  return (text) => {
    const tokens = tokensOf(text).map(mend);
    const probability = probabilities(
      model,
      vectorOf(featuresOf(tokens, text), (feature) => index.get(feature)),
    );
    const best = probability.reduce((top, value, at) => (value > probability[top]! ? at : top), 0);
    return {
      intent: intents[best]!,
      confidence: probability[best]! * damping(tokens, seen),
      scores: Object.fromEntries(intents.map((intent, at) => [intent, probability[at]!])) as Record<Intent, number>,
    };
  };
}

/** One gradient step towards the label, with a little decay of the weights it touches. */
function learn(model: Model, vector: Vector, label: number, step: number): void {
  const { weights, bias } = model;
  const gradient = probabilities(model, vector).map((probability, at) => ((at === label ? 1 : 0) - probability) * step);
  for (let at = 0; at < intents.length; at++) bias[at]! += gradient[at]! * 0.1;
  for (let n = 0; n < vector.at.length; n++) {
    const from = vector.at[n]! * intents.length;
    const value = vector.value[n]!;
    for (let at = 0; at < intents.length; at++) weights[from + at] = weights[from + at]! * (1 - decay) + gradient[at]! * value;
  }
}

/** How far a text may be trusted whose words and emoji were never seen: 1 when half of them were, falling to 0.4. */
function damping(tokens: readonly string[], seen: ReadonlySet<string>): number {
  if (tokens.length === 0) return 0;
  const known = tokens.filter((token) => seen.has(token)).length / tokens.length;
  return Math.min(1, 0.4 + 1.2 * known);
}

/** The features that have a weight, scaled so that long and short texts weigh alike. */
function vectorOf(features: ReadonlyMap<string, number>, indexOf: (feature: string) => number | undefined): Vector {
  let square = 0;
  for (const weight of features.values()) square += weight * weight;
  const norm = 2 / (Math.sqrt(square) || 1);
  const known = [...features].flatMap(([feature, weight]): [number, number][] => {
    const at = indexOf(feature);
    return at === undefined ? [] : [[at, weight * norm]];
  });
  return { at: Int32Array.from(known, ([at]) => at), value: Float64Array.from(known, ([, value]) => value) };
}

function probabilities({ weights, bias }: Model, { at, value }: Vector): number[] {
  const sums = [...bias];
  for (let n = 0; n < at.length; n++) {
    const from = at[n]! * intents.length;
    for (let label = 0; label < intents.length; label++) sums[label]! += weights[from + label]! * value[n]!;
  }
  return softmax(sums);
}

function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function coprime(length: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  for (let candidate = Math.max(1, Math.floor(length * 0.618)); ; candidate++) if (gcd(candidate, length) === 1) return candidate;
}

/** Whether an example belongs to the fifth that is never trained on; by a stable hash (FNV-1a) of its text, so that it stays there for good. */
export function isHeldBack({ text }: Pick<Example, 'text'>): boolean {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) % 5 === 0;
}
