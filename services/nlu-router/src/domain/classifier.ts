import { wordsOf } from './words.ts';

export const intents = [
  'order_status', 'address_change', 'returns_policy', 'refund', 'delivery', 'store', 'human', 'greeting', 'thanks', 'technical', 'off_domain', 'unknown',
] as const;
export type Intent = (typeof intents)[number];

export interface Example { readonly text: string; readonly intent: Intent; readonly language: string }

export interface Classified {
  readonly intent: Intent;
  /** 0 to 1: the share of the probability, damped by how much of the text was ever seen */
  readonly confidence: number;
  readonly scores: Readonly<Record<Intent, number>>;
}

/** What a rung of a model ladder has to be. */
export type Classifier = (text: string, language: string) => Classified;

/** Words, pairs of neighbours, and letter triples within words: enough for inflections and typing errors. */
function featuresOf(text: string): Map<string, number> {
  const features = new Map<string, number>();
  const add = (feature: string, weight: number) => features.set(feature, Math.max(features.get(feature) ?? 0, weight));
  const words = wordsOf(text);
  words.forEach((word, at) => {
    add(`w:${word}`, 1);
    if (at > 0) add(`b:${words[at - 1]} ${word}`, 0.7);
    const padded = `_${word}_`;
    for (let start = 0; start + 4 <= padded.length; start++) add(`c:${padded.slice(start, start + 4)}`, 0.35);
  });
  if (/\?/.test(text)) add('p:?', 0.3);
  return features;
}

const epochs = 24;
const rate = 0.35;
const decay = 1e-4;

/**
 * Multinomial logistic regression over words, word pairs and letter quadruples, trained by plain gradient steps in the order of the examples:
 * no randomness, so the same examples give the same weights on every replica.
 */
export function train(examples: readonly Example[]): Classifier {
  const index = new Map<string, number>();
  const seen = new Set<string>();
  const rows = examples.map(({ text, intent }) => {
    const features = [...vectorOf(text, (feature) => index.get(feature) ?? index.set(feature, index.size).size - 1)];
    for (const word of wordsOf(text)) seen.add(word);
    return { features, label: intents.indexOf(intent) };
  });
  const weights = intents.map(() => new Float64Array(index.size));
  const bias = new Float64Array(intents.length);
  const counts = intents.map((_, label) => rows.filter((row) => row.label === label).length);
  // A fixed stride walks all examples in an order that mixes the classes.
  const stride = coprime(rows.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const step = rate / (1 + epoch * 0.1);
    for (let n = 0; n < rows.length; n++) {
      const { features, label } = rows[(n * stride + epoch) % rows.length]!;
      const probability = softmax(weights.map((row, at) => dot(row, features) + bias[at]!));
      const balance = rows.length / (intents.length * Math.max(1, counts[label]!));
      for (let at = 0; at < intents.length; at++) {
        const gradient = ((at === label ? 1 : 0) - probability[at]!) * step * balance;
        bias[at]! += gradient * 0.1;
        const row = weights[at]!;
        for (const [feature, value] of features) row[feature] = row[feature]! * (1 - decay) + gradient * value;
      }
    }
  }
  return (text) => {
    const features = [...vectorOf(text, (feature) => index.get(feature))];
    const probability = softmax(weights.map((row, at) => dot(row, features) + bias[at]!));
    const best = probability.reduce((top, value, at) => (value > probability[top]! ? at : top), 0);
    return {
      intent: intents[best]!,
      confidence: probability[best]! * damping(text, seen),
      scores: Object.fromEntries(intents.map((intent, at) => [intent, probability[at]!])) as Record<Intent, number>,
    };
  };
}

/** How far a text may be trusted whose words were never seen: 1 when half of them were, falling to 0.4. */
function damping(text: string, seen: ReadonlySet<string>): number {
  const words = wordsOf(text);
  if (words.length === 0) return 0;
  const known = words.filter((word) => seen.has(word)).length / words.length;
  return Math.min(1, 0.4 + 1.2 * known);
}

function* vectorOf(text: string, indexOf: (feature: string) => number | undefined): Generator<[number, number]> {
  const features = featuresOf(text);
  let square = 0;
  for (const weight of features.values()) square += weight * weight;
  const norm = Math.sqrt(square) || 1;
  for (const [feature, weight] of features) {
    const at = indexOf(feature);
    if (at !== undefined) yield [at, (2 * weight) / norm];
  }
}

const dot = (row: Float64Array, features: readonly [number, number][]): number => features.reduce((sum, [at, value]) => sum + row[at]! * value, 0);

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
