import { Logger, Rounds } from '@frontdesk/runtime';
import { GraphClient } from '@frontdesk/whatsapp';
import type { BusinessNumber } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { levelOf } from '../domain/pacing.ts';
import { readAgainMs } from '../domain/retry.ts';
import { isOtherNumber } from '../domain/understand.ts';
import { NumberQuality } from './number-quality.ts';
import { Pace } from './pace.ts';
import { Settings } from './settings.ts';

const everyMs = 10 * 60_000;
const retryMs = 10_000;
const lookEveryMs = 1_000;

/** Our numbers as Meta describes them: read at start, every ten minutes, and when Meta has news of one. Rates go to `Pace`, quality to `NumberQuality`. */
@Injectable()
export class Numbers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** ids by what is dialled, digits only */
  readonly #ids = new Map<string, string>();
  /** those that somebody answers from a phone as well */
  readonly #onPhone = new Set<string>();
  readonly #rounds = new Rounds({
    everyMs: lookEveryMs,
    round: () => this.look(),
    failed: (error) => this.logger.error('numbers not read', error),
  });
  /** by id, on the monotonic clock, ms */
  readonly #dueAt = new Map<string, number>();

  constructor(
    private readonly graph: GraphClient,
    private readonly pace: Pace,
    private readonly quality: NumberQuality,
    private readonly settings: Settings,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  isOurs(numberId: string): boolean {
    return !isOtherNumber(numberId, this.settings.ours);
  }

  readSoon(): void {
    this.#dueAt.clear();
  }

  /** The app on a phone has shown itself: such a number may send and receive less. */
  sawPhone(numberId: string): void {
    if (numberId === '' || this.#onPhone.has(numberId)) return;
    this.#onPhone.add(numberId);
    this.readSoon();
  }

  /** @param display as Meta's news spell it. One number has no doubt until it is known how it is spelt; the account may have others that we don't answer. */
  idOf(display: string): string | undefined {
    const [only, ...others] = this.settings.current.WHATSAPP_PHONE_NUMBER_ID;
    const digits = display.replace(/\D/g, '');
    const isOnly = others.length === 0 && (digits === '' || this.#ids.size === 0);
    return isOnly ? only : this.#ids.get(digits);
  }

  private async look(): Promise<void> {
    for (const id of this.settings.current.WHATSAPP_PHONE_NUMBER_ID) {
      if (this.#rounds.isStopped) return;
      if (performance.now() < (this.#dueAt.get(id) ?? 0)) continue;
      this.readAgain(id, everyMs);
      await this.read(id).catch((error: unknown) => {
        this.readAgain(id, retryMs);
        this.logger.error('number not read', error);
      });
    }
  }

  private async read(numberId: string): Promise<void> {
    const answer = await this.graph.number(numberId);
    const told: BusinessNumber = answer.kind === 'accepted' ? answer.number : {};
    if (answer.kind !== 'accepted') {
      this.readAgain(numberId, readAgainMs(answer, retryMs));
      this.logger.warn('number not read', { outcome: answer.kind, ...(answer.kind === 'rejected' && { code: answer.code }) });
    }
    if (told.display !== undefined) this.#ids.set(told.display, numberId);
    await this.pace.learn(numberId, (known) => levelOf({ ...told, onPhone: told.onPhone ?? this.#onPhone.has(numberId) }, known));
    if (told.quality !== undefined) await this.quality.is(numberId, told.quality);
  }

  private readAgain(numberId: string, afterMs: number): void {
    this.#dueAt.set(numberId, performance.now() + afterMs);
  }
}
