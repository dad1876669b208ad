import { Stage, findTicket, takeOver } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import { personsWord } from './judge.ts';

/** Ana at the console, who does with a case what a task wants. */
export class Counter {
  readonly #stage: Stage;
  /** one thing after the other: a session may have ended */
  #work: Promise<void> = Promise.resolve();

  constructor(system: System) {
    this.#stage = new Stage(system, () => undefined);
  }

  does(what: 'answers' | 'hands back' | 'resolves', conversationId: string): Promise<void> {
    const done = this.#work.then(() => this.#does(what, conversationId));
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #does(what: 'answers' | 'hands back' | 'resolves', conversationId: string): Promise<void> {
    const seat = await this.#stage.seat('ana@frontdesk.example');
    const { id, yours } = await findTicket(seat, (one) => one.conversation_id === conversationId, 'the case in the queue');
    if (!yours) await takeOver(seat, id);
    if (what === 'answers') await seat.reply(id, personsWord);
    else await seat.letGo(id, what === 'resolves' ? 'resolve' : 'handBack');
  }
}
