import { deriveId, Inbox } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import { Clock, Logger } from '@frontdesk/runtime';
import { GraphClient } from '@frontdesk/whatsapp';
import type { CatalogTemplate } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from './settings.ts';

const everyMs = 10 * 60_000;
const retryMs = 2_000;
const refusedMs = 30_000;
const lookEveryMs = 1_000;

/** The account's templates: read at start, every ten minutes, and when Meta says that one has changed; said when they are not as before. */
@Injectable()
export class Catalogue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> | undefined;
  #dueAt = 0;
  #said = '';

  constructor(
    private readonly graph: GraphClient,
    private readonly inbox: Inbox<'gateway'>,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.look(), lookEveryMs);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
  }

  /** Meta has said that a template changed. */
  readSoon(): void {
    this.#dueAt = 0;
  }

  private look(): void {
    if (this.#busy || performance.now() < this.#dueAt) return;
    this.#dueAt = performance.now() + everyMs;
    this.#busy = this.read()
      .catch((error: unknown) => {
        this.#dueAt = performance.now() + retryMs;
        this.logger.error('template catalogue not published', error);
      })
      .finally(() => (this.#busy = undefined));
  }

  async read(): Promise<void> {
    const { WHATSAPP_BUSINESS_ACCOUNT_ID: wabaId, WHATSAPP_PHONE_NUMBER_ID: numberIds } = this.settings.current;
    const answer = await this.graph.templates(wabaId);
    if (answer.kind !== 'accepted') {
      // a refusal doesn't pass by itself
      this.#dueAt = performance.now() + (answer.kind === 'rejected' ? refusedMs : retryMs);
      this.logger.warn('template catalogue not read', { outcome: answer.kind, ...(answer.kind === 'rejected' && { code: answer.code }) });
      return;
    }
    const templates = [...answer.templates].sort(byName);
    const read = JSON.stringify(templates);
    if (read === this.#said) return;
    const at = this.clock.now();
    for (const numberId of numberIds) {
      await this.inbox.run(
        { id: deriveId(at, numberId, read), at, conversationId: `account:${numberId}`, name: 'templates' },
        async () => ({ facts: [fact('TemplateCatalogRead', { templates })], result: undefined }),
      );
    }
    this.#said = read;
  }
}

const byName = (a: CatalogTemplate, b: CatalogTemplate): number => (`${a.name} ${a.language}` < `${b.name} ${b.language}` ? -1 : 1);
