import { Stage, takeOver } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import { personsWord } from './judge.ts';

export type Deed = 'answers' | 'hands back' | 'resolves';

/** Ana at the console, who does with a case what a task wants. */
export class Counter {
  readonly #stage: Stage;

  constructor(system: System) {
    this.#stage = new Stage(system, () => undefined);
  }

  async does(what: Deed, ticketId: string): Promise<void> {
    const seat = await this.#stage.seat('ana@frontdesk.example');
    if (!(await seat.ticket(ticketId)).yours) await takeOver(seat, ticketId);
    if (what === 'answers') await seat.reply(ticketId, personsWord);
    else await seat.letGo(ticketId, what === 'resolves' ? 'resolve' : 'handBack');
  }
}
