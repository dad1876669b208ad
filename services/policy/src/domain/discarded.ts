import type { Input } from './policy.ts';
import type { Output } from './evolve.ts';

export interface Discarded {
  readonly model: string;
  readonly tokens: number;
  /** STALE_TURN | STALE_EPOCH */
  readonly reason: string;
}

/** What a model wrote for nobody: the customer went on writing, or people took over, while it was at work. */
export function discardedBy({ type, envelope: { model } }: Input, facts: readonly Output[]): Discarded | undefined {
  const tokens = model ? model.tokensIn + model.tokensOut : 0;
  if (type !== 'ReplyProposed' || !model || tokens === 0) return undefined;
  const stale = facts.find((made) => made.type === 'VerdictGiven' && made.data.reason.startsWith('STALE_'));
  return stale?.type === 'VerdictGiven' ? { model: model.model, tokens, reason: stale.data.reason } : undefined;
}
