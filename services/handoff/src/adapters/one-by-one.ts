import { isTransient } from '@frontdesk/bus';
import type { Cause } from '@frontdesk/bus';
import { Logger, Meters } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { Judging } from './judging.ts';

/** real time for which a case that failed is left alone: it would take the same seat again, and say so each second */
const LEFT_ALONE_MS = 60_000;

/** Judges what a look has found, each case for itself: one that fails alone is told of, counted and left alone for a while; the others go on. */
@Injectable()
export class OneByOne {
  readonly #failedAt = new Map<string, number>();

  constructor(
    private readonly judging: Judging,
    private readonly meters: Meters,
    private readonly logger: Logger,
  ) {}

  isLeftAlone(conversationId: string): boolean {
    return performance.now() - (this.#failedAt.get(conversationId) ?? -Infinity) < LEFT_ALONE_MS;
  }

  /** Rejects if the failure is not the case's own: a database that is away is away for all. */
  async run(cause: Cause, judge: Parameters<Judging['run']>[1]): Promise<void> {
    const { conversationId, name: what = 'run' } = cause;
    try {
      await this.judging.run(cause, judge);
      this.#failedAt.delete(conversationId);
    } catch (error) {
      if (isTransient(error)) throw error;
      for (const id of this.#failedAt.keys()) if (!this.isLeftAlone(id)) this.#failedAt.delete(id);
      this.#failedAt.set(conversationId, performance.now());
      this.meters.caseFailures.inc({ what });
      this.logger.error('a case could not be judged, it is tried again', error, { what, conversation_id: conversationId });
    }
  }
}
