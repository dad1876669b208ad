import { Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { statuses } from '../domain/desk.ts';
import { lostBefore, viewed } from './viewers.store.ts';

const EVERY_MS = 500;
type Listener = (scopes: readonly string[]) => void;

interface State {
  conversation: string;
  revision: string;
  ticket: string | null;
  ticket_revision: string | null;
  status: string | null;
  ended: boolean | null;
}

/** What changes of the rest shows in these. */
interface Rest {
  notices: string;
  conflicts: string;
  troubles: string;
  switches: string | null;
  settings: string;
  agents: string | null;
  /** by conversation */
  viewers: Record<string, string> | null;
}

/** Looks at our own tables twice a second and says what changed, whichever replica changed it. */
@Injectable()
export class Watch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #listeners = new Set<Listener>();
  readonly #rounds = new Rounds({
    everyMs: EVERY_MS,
    round: () => this.#look(),
    failed: (error) => this.logger.warn('the console could not look for changes', { error: error instanceof Error ? error.name : '' }),
  });
  #seen: Map<string, string> | undefined;

  constructor(
    private readonly db: DataSource,
    private readonly meters: Meters,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @returns stops listening */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** While nobody listens only what waits is counted. Who begins to listen is told of everything once: it may have changed since they looked. */
  async #look(): Promise<void> {
    if (this.#listeners.size === 0) {
      this.#seen = undefined;
      return this.#count(await this.db.query('SELECT status FROM tickets WHERE NOT ended'));
    }
    const { rows, rest } = await this.#read();
    const open = rows.filter(({ ended }) => ended === false);
    this.#count(open);
    const queue = open
      .map((row) => `${row.ticket} ${row.ticket_revision}`)
      .sort()
      .join();
    const now = new Map([
      ...rows.map((row): [string, string] => [`conversation:${row.conversation}`, row.revision]),
      ...rows.flatMap((row): [string, string][] =>
        row.ticket ? [[`ticket:${row.ticket}`, `${row.revision} ${row.ticket_revision}`]] : [],
      ),
      ['queue', queue],
      // what no longer stands is gone from them: that is a ticket's to say
      ['notices', `${rest.notices} ${queue}`],
      ['conflicts', rest.conflicts],
      ['troubles', rest.troubles],
      ['me', `${rest.switches} ${rest.agents}`],
      ['settings', rest.settings],
      ...Object.entries(rest.viewers ?? {}).map(([id, agents]): [string, string] => [`viewers:${id}`, agents]),
    ]);
    const changed = [...now].filter(([scope, value]) => this.#seen?.get(scope) !== value).map(([scope]) => scope);
    this.#seen = now;
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
  }

  async #read(): Promise<{ rows: State[]; rest: Rest }> {
    const rows: State[] = await this.db.query(
      `SELECT c.conversation_id AS conversation, c.revision, t.id AS ticket, t.revision AS ticket_revision, t.status, t.ended
       FROM threads c LEFT JOIN tickets t ON t.conversation_id = c.conversation_id
       WHERE c.conversation_id IN (SELECT conversation_id FROM tickets WHERE NOT ended
         UNION (SELECT conversation_id FROM threads ORDER BY last_minute DESC, last_at DESC LIMIT 500))`,
    );
    const [rest]: Rest[] = await this.db.query(
      `SELECT (SELECT count(*) FROM notices)::text AS notices,
         (SELECT count(*)::text || ' ' || count(decision)::text || ' ' || count(effect)::text FROM conflicts) AS conflicts,
         (SELECT count(*)::text || ' ' || coalesce(max(told_at)::text, '') FROM troubles) AS troubles,
         (SELECT string_agg(is_on::text || applied::text || changed_at::text, ',') FROM switches) AS switches,
         (SELECT coalesce(max(revision), 0)::text FROM sla_policies)
           || (SELECT ' ' || count(*)::text || ' ' || coalesce(max(changed_at)::text, '') FROM saved_replies) AS settings,
         (SELECT string_agg(id || presence || coalesce(presence_at::text, '') || coalesce(own_limit::text, ''), ',' ORDER BY id) FROM agents) AS agents,
         (SELECT jsonb_object_agg(conversation_id, agents) FROM (${viewed}) v) AS viewers`,
      [lostBefore()],
    );
    return { rows, rest: rest! };
  }

  #count(open: readonly { status: string | null }[]): void {
    for (const status of statuses) this.meters.queueCases.set({ state: status }, open.filter((row) => row.status === status).length);
  }
}
