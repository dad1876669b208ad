/**
 * The heart of a service. `decide` says what follows from a message; `evolve` says what a fact does to the state. Both are pure: time, ids
 * and look-ups arrive in `context`.
 */
export interface Decider<State, Input, Fact, Context = void> {
  initial(): State;
  decide(state: State, input: Input, context: Context): Fact[];
  evolve(state: State, fact: Fact): State;
}

/** Decides one input and applies what was decided. */
export function step<State, Input, Fact, Context>(
  decider: Decider<State, Input, Fact, Context>,
  state: State,
  input: Input,
  context: Context,
): { state: State; facts: Fact[] } {
  const facts = decider.decide(state, input, context);
  return { state: facts.reduce((before, fact) => decider.evolve(before, fact), state), facts };
}
