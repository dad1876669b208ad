import type { Seat } from './console.ts';
import type { Bubble, Phone, World } from './phone.ts';
import { decisionsOf } from './report.ts';
import type { DecisionRow } from './report.ts';
import type { System } from './system.ts';

export interface Check {
  readonly scene: string;
  readonly what: string;
  readonly held: boolean;
}

/** What the scenes play on: the customers' phones, the people at the console, and what was checked on the way. */
export class Stage {
  readonly checks: Check[] = [];
  readonly seats = new Map<string, Seat>();
  #scene = '';

  constructor(
    readonly system: System,
    private readonly say: (line: string) => void,
  ) {}

  get world(): World {
    return this.system.world;
  }

  phone(number: string): Phone {
    return this.world.phone(number);
  }

  /** Someone at the console; signs in again where the session has ended, as it does when the clock moves by a day. */
  async seat(email: string): Promise<Seat> {
    const seat = this.seats.get(email) ?? (await this.system.seat(email));
    this.seats.set(email, seat);
    if (!(await seat.signedIn())) await seat.signIn();
    return seat;
  }

  /** The audit rows of a conversation, oldest first. */
  decisions(conversationId: string): Promise<DecisionRow[]> {
    return decisionsOf(this.system.url, this.system.secret('SERVICE_TOKEN'), conversationId);
  }

  async play(scene: string, act: (stage: Stage) => Promise<void>): Promise<void> {
    this.#scene = scene;
    this.say(`\n— ${scene}`);
    try {
      await act(this);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
      this.check(`played to the end: ${error instanceof Error ? error.message : String(error)}${cause}`, false);
    }
  }

  check(what: string, held: boolean): void {
    this.checks.push({ scene: this.#scene, what, held });
    this.say(`   ${held ? '✓' : '✗'} ${what}`);
  }
}

export const saying = (bubbles: readonly Bubble[]): string => bubbles.map((bubble) => bubble.text).join('\n');
