import type { DeskAnswer, HelpDesk } from '@frontdesk/helpdesk';
import { Logger, Rounds } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ending, mirrored, restMs } from '../domain/mirrored.ts';
import { MirrorsStore } from './mirrors.store.ts';
import type { Due } from './mirrors.store.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

const EVERY_MS = 1_000;

/** Tells a help desk what becomes of cases, again until it has taken it. Nothing waits for it: customers are answered in the console. */
@Injectable()
export class Mirror implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({
    everyMs: EVERY_MS,
    round: () => this.round(),
    failed: (error) => this.logger.error('what the help desk has to be told could not be read', error),
  });

  constructor(
    private readonly mirrors: MirrorsStore,
    private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.helpDesk) this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async round(): Promise<void> {
    const { helpDesk } = this.settings;
    if (!helpDesk) return;
    const due = await this.mirrors.take(Date.now());
    await Promise.all(due.map((one) => this.#tell(helpDesk, one)));
  }

  async #tell(desk: HelpDesk, due: Due): Promise<void> {
    // what was refused before the desk heard of it
    if (due.key === undefined && due.ticket.status === 'withdrawn') return this.mirrors.told(due, undefined);
    const made = due.key === undefined ? await desk.create(mirrored(due.ticket, this.settings.PUBLIC_URL)) : undefined;
    const key = made?.outcome === 'ok' ? made.value : due.key;
    const answer = key === undefined ? made! : await this.#told(desk, due, key);
    if (answer.outcome === 'ok') return this.mirrors.told(due, key);
    this.logger.warn('the help desk was not told of a case, it is tried again', { ticket_id: due.id, code: answer.code, tries: due.tries });
    await this.mirrors.failed(due, key, new Date(Date.now() + restMs(due.tries)));
  }

  /** Also of what was just made: a desk that had the case already knows it as it was. */
  async #told(desk: HelpDesk, { id, ticket }: Due, key: string): Promise<DeskAnswer<unknown>> {
    const updated = await desk.update(key, mirrored(ticket, this.settings.PUBLIC_URL));
    const how = ending(ticket);
    if (updated.outcome === 'failed' || how === undefined) return updated;
    const said = await desk.comment(key, `${id}.${ticket.status}`, how);
    return said.outcome === 'failed' ? said : desk.close(key);
  }
}
