import { deriveId, Inbox, isTransient } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import type { Fact } from '@frontdesk/contracts';
import { Clock, Logger } from '@frontdesk/runtime';
import { GraphClient } from '@frontdesk/whatsapp';
import type { CatalogTemplate } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { inParts } from '../domain/parts.ts';
import { readAgainMs } from '../domain/retry.ts';
import { Settings } from './settings.ts';

const everyMs = 10 * 60_000;
const retryMs = 2_000;
const lookEveryMs = 1_000;
/** A record holds 256 KiB: the rest is for the ids of the templates in the others. */
const partBytes = 128 * 1024;

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
        // what the log refuses does not pass by itself, and Graph is not asked each time
        this.#dueAt = performance.now() + (isTransient(error) ? retryMs : everyMs);
        this.logger.error('template catalogue not published', error);
      })
      .finally(() => (this.#busy = undefined));
  }

  async read(): Promise<void> {
    const { WHATSAPP_BUSINESS_ACCOUNT_ID: wabaId, WHATSAPP_PHONE_NUMBER_ID: numberIds } = this.settings.current;
    const answer = await this.graph.templates(wabaId);
    if (answer.kind !== 'accepted') {
      this.#dueAt = performance.now() + readAgainMs(answer, retryMs);
      this.logger.warn('template catalogue not read', { outcome: answer.kind, ...(answer.kind === 'rejected' && { code: answer.code }) });
      return;
    }
    const templates = [...answer.templates].sort(byName);
    const read = JSON.stringify(templates);
    if (read === this.#said) return;
    const facts = told(templates);
    const at = this.clock.now();
    for (const numberId of numberIds) {
      await this.inbox.run(
        { id: deriveId(at, numberId, read), at, conversationId: `account:${numberId}`, name: 'templates' },
        async () => ({ facts, result: undefined }),
      );
    }
    this.#said = read;
  }
}

/** All of them, in as many facts as it takes. */
function told(templates: readonly CatalogTemplate[]): Fact<'TemplateCatalogRead'>[] {
  const ids = templates.map(({ id }) => id);
  return inParts(templates, (template) => Buffer.byteLength(JSON.stringify(template)), partBytes).map((part) => {
    const own = new Set(part.map(({ id }) => id));
    return fact('TemplateCatalogRead', { templates: part, elsewhere: ids.filter((id) => !own.has(id)) });
  });
}

const byName = (a: CatalogTemplate, b: CatalogTemplate): number => (`${a.name} ${a.language}` < `${b.name} ${b.language}` ? -1 : 1);
