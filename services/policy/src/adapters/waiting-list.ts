import type { Output } from '../domain/evolve.ts';

/** most answers are faster, and nothing is said or asked about them */
export const momentMs = 1_500;
/** under load everybody waits: more would only make it longer */
const atOnce = 4;
const tooLateMs = 10_000;

/** Since when somebody waits for the bot, in real time, oldest first. */
export class WaitingList {
  readonly #waiting = new Map<string, { readonly since: number; readonly traceparent: string }>();

  /** @param now ms */
  heard(conversationId: string, facts: readonly Output[], traceparent: string, now: number): void {
    for (const { type, data } of facts) {
      if (type === 'TurnOpened') {
        if (!this.#waiting.has(conversationId)) this.#waiting.set(conversationId, { since: now, traceparent });
      } else if (type === 'OwnerChanged' || (type === 'TurnAnswered' && data.stillOpen.length === 0)) this.#waiting.delete(conversationId);
    }
  }

  /** @param now ms @returns who has waited for a moment, with the traces that they wait in; each once */
  take(now: number): Map<string, string> {
    const late = new Map<string, string>();
    for (const [conversationId, { since, traceparent }] of this.#waiting) {
      if (now - since < momentMs || late.size === atOnce) break;
      this.#waiting.delete(conversationId);
      if (now - since < tooLateMs) late.set(conversationId, traceparent);
    }
    return late;
  }
}
