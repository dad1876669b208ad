import type { Client } from '../api/client.ts';
import { listen } from '../api/live.ts';
import type { Day } from '../api/numbers.ts';
import type { People } from '../api/people.ts';
import type { SavedReplies, SavedReply } from '../api/saved-replies.ts';
import type { SlaSettings } from '../api/sla.ts';
import type {
  Colleague,
  Conflict,
  Conversation,
  Costs,
  Detail,
  Explanation,
  Look,
  Me,
  Notice,
  Queue,
  Template,
  ThreadMessage,
  Ticket,
  Trouble,
  Viewer,
} from '../api/types.ts';
import { isTouched } from '../domain/saved-reply.ts';
import type { Edit } from '../domain/saved-reply.ts';
import { foldScopes } from '../domain/scopes.ts';
import { noEdits } from '../domain/sla.ts';
import type { Edits } from '../domain/sla.ts';
import { Activity } from './activity.ts';
import { Box } from './box.ts';
import { Pages } from './pages.ts';
import { Resource } from './resource.ts';
import { Viewing } from './viewing.ts';

const foldMs = 40;
const transcriptFollowsMs = 1000;
/** at the second time also from an audit-logger that is busy */
const looksFollowMs = [transcriptFollowsMs, 5000];
export const heartbeatMs = 20_000;

/** Everything one signed-in person looks at, kept current by the server's events. */
export class Desk {
  readonly me: Resource<Me>;
  readonly queue: Resource<Queue>;
  readonly notices: Resource<Notice[]>;
  readonly closed: Pages<Ticket>;
  readonly conversations: Pages<Conversation>;
  readonly templates: Resource<Template[]>;
  readonly conflicts: Resource<Conflict[]>;
  readonly troubles: Resource<Trouble[]>;
  readonly colleagues: Resource<Colleague[]>;
  readonly people: Resource<People>;
  readonly sla: Resource<SlaSettings>;
  readonly savedReplies: Resource<SavedReply[]>;
  /** all that Meta has of ours, whatever became of it */
  readonly catalogue: Resource<Template[]>;
  readonly #tickets = new Map<string, Resource<Detail>>();
  readonly #threads = new Map<string, Pages<ThreadMessage>>();
  readonly #looks = new Map<string, Resource<Look[]>>();
  readonly #costs = new Map<string, Resource<Costs>>();
  readonly #numbers = new Map<string, Resource<Day>>();
  readonly #whys = new Map<string, Resource<Explanation>>();
  readonly #viewers = new Map<string, Resource<Viewer[]>>();
  readonly viewing: Viewing;
  readonly #boxes = new Map<string, Box>();
  /** notes that are not added yet, by conversation; nobody but this page knows them, so it asks before it goes */
  readonly notes = new Map<string, string>();
  /** of the settings, as little known to anybody else */
  slaEdits: Edits = noEdits;
  replyEdit: Edit | undefined;
  #scopes: string[] = [];
  #folding: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly client: Client) {
    this.viewing = new Viewing(async (shown) => void (await client.post('viewing', { ...shown, active: false })));
    this.me = new Resource(() => client.get<Me>('me'));
    this.queue = new Resource(() => client.get<Queue>('queue'));
    this.notices = new Resource(async () => (await client.get<{ notices: Notice[] }>('notices')).notices);
    this.closed = new Pages(
      async (before) => {
        const { tickets, next = null } = await client.get<{ tickets: Ticket[]; next?: string | null }>(`closed${behind(before)}`);
        return { items: tickets, next };
      },
      { idOf: ({ id }) => id, newestFirst: true },
    );
    this.conversations = new Pages(
      async (before) => {
        const path = `conversations${behind(before)}`;
        const { conversations, next = null } = await client.get<{ conversations: Conversation[]; next?: string | null }>(path);
        return { items: conversations, next };
      },
      { idOf: ({ conversation_id: id }) => id, placeOf: ({ conversation_id: id, last_at: at }) => `${at} ${id}`, newestFirst: true },
    );
    this.conflicts = new Resource(async () => (await client.get<{ conflicts: Conflict[] }>('conflicts')).conflicts);
    this.troubles = new Resource(async () => (await client.get<{ troubles: Trouble[] }>('troubles')).troubles);
    this.colleagues = new Resource(async () => (await client.get<{ colleagues: Colleague[] }>('colleagues')).colleagues);
    this.people = new Resource(() => client.get<People>('people'));
    this.sla = new Resource(() => client.get<SlaSettings>('settings/sla'));
    this.savedReplies = new Resource(async () => (await client.get<SavedReplies>('saved-replies')).replies);
    this.catalogue = new Resource(async () => (await client.get<{ templates: Template[] }>('settings/templates')).templates);
    this.templates = new Resource(async () => (await client.get<{ templates: Template[] }>('templates')).templates);
  }

  /** Something that is gone with this page. */
  get hasUnsaved(): boolean {
    const settings = this.slaEdits !== noEdits || (this.replyEdit !== undefined && isTouched(this.replyEdit));
    return settings || [...this.notes.values()].some((text) => text.trim() !== '');
  }

  ticket(id: string): Resource<Detail> {
    return kept(this.#tickets, id, async () => (await this.client.get<{ ticket: Detail }>(`tickets/${id}`)).ticket);
  }

  /** What was said, its end first. */
  thread(conversationId: string): Pages<ThreadMessage> {
    const found = this.#threads.get(conversationId);
    if (found) return found;
    const pages = new Pages<ThreadMessage>(
      async (before) => {
        const path = `conversations/${conversationId}/thread${behind(before)}`;
        const { messages, next = null } = await this.client.get<{ messages: ThreadMessage[]; next?: string | null }>(path);
        return { items: messages, next };
      },
      { idOf: ({ id }) => id, newestFirst: false },
    );
    this.#threads.set(conversationId, pages);
    return pages;
  }

  /** Which colleagues looked at it. That one looks oneself is on record a moment later. */
  looks(conversationId: string): Resource<Look[]> {
    if (!this.#looks.has(conversationId)) this.#lookedAt(conversationId);
    return kept(
      this.#looks,
      conversationId,
      async () => (await this.client.get<{ looks: Look[] }>(`conversations/${conversationId}/looks`)).looks,
    );
  }

  /** What its messages cost; audit-logger knows of the last ones a moment later. */
  costs(conversationId: string): Resource<Costs> {
    return kept(
      this.#costs,
      conversationId,
      async () => (await this.client.get<{ costs: Costs }>(`conversations/${conversationId}/costs`)).costs,
    );
  }

  /** What a day was like; undefined: today. */
  numbers(day: string | undefined): Resource<Day> {
    return kept(this.#numbers, day ?? '', () => this.client.get<Day>(day === undefined ? 'numbers' : `numbers?day=${day}`));
  }

  /** Why one message was sent. */
  why(conversationId: string, messageId: string): Resource<Explanation> {
    return kept(this.#whys, messageId, () => this.client.get<Explanation>(`conversations/${conversationId}/messages/${messageId}/why`));
  }

  /** Who else has it open. */
  viewers(conversationId: string): Resource<Viewer[]> {
    return kept(
      this.#viewers,
      conversationId,
      async () => (await this.client.get<{ viewers: Viewer[] }>(`conversations/${conversationId}/viewers`)).viewers,
    );
  }

  /** A whole phone number; that it was shown is on record. It is kept nowhere here. */
  async phone(conversationId: string): Promise<string> {
    const { value } = await this.client.command<{ value: string }>(`conversations/${conversationId}/unmask`, { field: 'phone' });
    this.#lookedAt(conversationId);
    return value;
  }

  /** As it was left here; the first time as the server kept it. */
  box({ id, unsent, unsent_file: file }: Detail): Box {
    const found = this.#boxes.get(id) ?? new Box(this.client, id, unsent, file ?? undefined);
    this.#boxes.set(id, found);
    return found;
  }

  /** Fetches again all that is on the screen. */
  refresh(): void {
    void this.viewing.say();
    const lists = [
      this.me,
      this.queue,
      this.notices,
      this.closed.part,
      this.conversations.part,
      this.conflicts,
      this.troubles,
      this.colleagues,
      this.people,
      this.sla,
      this.savedReplies,
      this.catalogue,
    ];
    const threads = [...this.#threads.values()].map(({ part }) => part);
    const ofCases = [this.#tickets, this.#looks, this.#costs, this.#viewers].flatMap((all) => [...all.values()]);
    for (const one of [...lists, ...threads, ...ofCases]) if (one.watched) void one.load();
  }

  /** Listens and beats until the returned function is called. */
  open(on: { away(away: boolean): void; signedOut(): void }): () => void {
    const stop = listen({
      ...on,
      changed: (scopes) => this.#fold(scopes),
      opened: (line) => this.viewing.on(line),
      reconnected: () => this.refresh(),
    });
    const activity = new Activity(window);
    const stopWatching = activity.watch();
    // The beat says that the page is here, and whether somebody uses it; the second look is for what no event tells, such as a clock that was moved.
    const beat = (): void =>
      void activity
        .tell((active) => this.client.post('heartbeat', { active }))
        .then(
          () => this.refresh(),
          () => undefined,
        );
    const beating = setInterval(beat, heartbeatMs);
    beat();
    return () => {
      stop();
      stopWatching();
      clearInterval(beating);
      clearTimeout(this.#folding);
    };
  }

  #lookedAt(conversationId: string): void {
    const load = (): void => {
      const looks = this.#looks.get(conversationId);
      if (looks?.watched) void looks.load();
    };
    for (const ms of looksFollowMs) setTimeout(load, ms);
  }

  #fold(scopes: string[]): void {
    this.#scopes.push(...scopes);
    this.#folding ??= setTimeout(() => this.#look(), foldMs);
  }

  #look(): void {
    this.#folding = undefined;
    const stale = foldScopes(this.#scopes.splice(0));
    const wanted: Resource<unknown>[] = [
      ...(stale.me ? [this.me] : []),
      // who is away loses cases: that changes them too
      ...(stale.me || stale.queue ? [this.colleagues, this.people, this.queue] : []),
      ...(stale.notices ? [this.notices] : []),
      ...(stale.conflicts ? [this.conflicts] : []),
      ...(stale.troubles ? [this.troubles] : []),
      ...(stale.settings ? [this.sla, this.savedReplies] : []),
      ...(stale.queue ? [this.closed.part] : []),
      ...(stale.queue || stale.conversations.length > 0 ? [this.conversations.part] : []),
      ...(stale.me ? this.#tickets.values() : stale.tickets.flatMap((id) => this.#tickets.get(id) ?? [])),
      ...stale.viewers.flatMap((id) => this.#viewers.get(id) ?? []),
    ];
    const threads = stale.conversations.flatMap((id) => this.#threads.get(id)?.part ?? []);
    const load = (all: Resource<unknown>[]): void => all.filter((one) => one.watched).forEach((one) => void one.load());
    load([...wanted, ...threads]);
    const costs = stale.conversations.flatMap((id) => this.#costs.get(id) ?? []);
    if (threads.length + costs.length > 0) setTimeout(() => load([...threads, ...costs]), transcriptFollowsMs);
  }
}

const behind = (before: string | undefined): string => (before === undefined ? '' : `?before=${encodeURIComponent(before)}`);

function kept<T>(all: Map<string, Resource<T>>, id: string, fetch: () => Promise<T>): Resource<T> {
  const found = all.get(id) ?? new Resource(fetch);
  all.set(id, found);
  return found;
}
