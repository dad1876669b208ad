import { isDeepStrictEqual } from 'node:util';
import type { Decider } from './decider.ts';
import { step } from './decider.ts';

type Expected = { type: string; data?: object };

/**
 * Sentence form of a decision test: `given(decider, context)(...earlier facts).when(...inputs).then([...facts])`. `then` compares types in
 * order, and of each fact's data the members that are named.
 */
export const given =
  <State, Input, Fact extends { type: string; data: object }, Context>(decider: Decider<State, Input, Fact, Context>, context: Context) =>
  (...earlier: Fact[]) => ({
    when: (...inputs: Input[]) => {
      let state = earlier.reduce((before, fact) => decider.evolve(before, fact), decider.initial());
      let facts: Fact[] = [];
      for (const input of inputs) ({ state, facts } = step(decider, state, input, context));
      return {
        state,
        facts,
        // oxlint-disable-next-line unicorn/no-thenable -- the sentence form; nobody awaits it
        then: (expected: Expected[]) => {
          const types = facts.map((fact) => fact.type);
          if (
            !isDeepStrictEqual(
              types,
              expected.map((e) => e.type),
            )
          ) {
            throw new Error(`expected ${expected.map((e) => e.type).join(', ') || 'nothing'}, got ${types.join(', ') || 'nothing'}`);
          }
          expected.forEach((e, index) => contains(facts[index]!.data, e.data ?? {}, e.type));
        },
      };
    },
  });

function contains(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'object' && expected !== null && !Array.isArray(expected) && !(expected instanceof Uint8Array)) {
    for (const [key, value] of Object.entries(expected))
      contains((actual as Record<string, unknown> | undefined)?.[key], value, `${path}.${key}`);
    return;
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    expected.forEach((value, index) => contains(actual[index], value, `${path}[${index}]`));
    return;
  }
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}
