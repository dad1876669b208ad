import { until } from './until.ts';
import { randomUUID } from 'node:crypto';
import { call } from './http.ts';

export interface Ticket {
  id: string;
  number: string;
  conversation_id: string;
  state: string;
  yours: boolean;
  mode: string;
  reason: string;
  tier: string;
  topic: string;
  priority: number;
  due_at: number;
  opened_at: number;
  at_risk: boolean;
  escalated: boolean;
  window_ends_at: number | null;
  [more: string]: unknown;
}

export interface Draft {
  id: string;
  text: string;
  status: string;
  reason: string | null;
  offered_template: { id: string; name: string; language: string; body: string; variables: number } | null;
  other_channel: string | null;
}

export interface Detail extends Ticket {
  customer: { name: string | null; phone: string | null };
  identity: { level: string; subject: string; method: string } | null;
  consent: string;
  evidence: { kind: string; source: string; facts: string }[];
  citations: { title: string; url: string; quote: string }[];
  transcript_url: string;
  rating: number | null;
  drafts: Draft[];
}

export interface ThreadMessage {
  id: string;
  ts: number;
  sender: string;
  author: string | null;
  text: string;
  redacted: string;
  status: string | null;
  error: { code: number; title: string } | null;
  flag: string | null;
}

/** A person at the console, over its HTTP API (docs/console-api.md). */
export class Seat {
  #cookie = '';

  constructor(
    private readonly url: string,
    readonly email: string,
  ) {}

  async signIn(password = 'demo'): Promise<this> {
    const { headers } = await call(`${this.url}/console/api/sign-in`, {
      body: { email: this.email, password },
      headers: { 'x-frontdesk-console': '1' },
    });
    this.#cookie = headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    return this;
  }

  async signedIn(): Promise<boolean> {
    return (await this.get<{ user: object | null }>('api/session')).user !== null;
  }

  async get<T>(path: string): Promise<T> {
    return (await call<T>(`${this.url}/console/${path}`, { headers: { cookie: this.#cookie } })).data;
  }

  async post<T>(path: string, body: object = {}): Promise<T> {
    const headers = { cookie: this.#cookie, 'x-frontdesk-console': '1' };
    return (await call<T>(`${this.url}/console/api/${path}`, { body: { command_id: randomUUID(), ...body }, headers })).data;
  }

  present(presence: 'available' | 'away' | 'off'): Promise<unknown> {
    return this.post('presence', { presence });
  }

  queue(): Promise<{ now: number; queue: Ticket[]; mine: Ticket[]; others: Ticket[] }> {
    return this.get('api/queue');
  }

  async ticket(id: string): Promise<Detail> {
    return (await this.get<{ ticket: Detail }>(`api/tickets/${id}`)).ticket;
  }

  async thread(conversationId: string): Promise<ThreadMessage[]> {
    return (await this.get<{ messages: ThreadMessage[] }>(`api/conversations/${conversationId}/thread`)).messages;
  }

  async accept(id: string): Promise<Ticket> {
    return (await this.post<{ ticket: Ticket }>(`tickets/${id}/accept`)).ticket;
  }

  async reply(id: string, text: string, fileId?: string): Promise<Draft> {
    return (await this.post<{ draft: Draft }>(`tickets/${id}/reply`, { text, ...(fileId && { file_id: fileId }) })).draft;
  }

  /** Puts a file into the box; it goes out with the next reply that names it. */
  async attach(id: string, name: string, bytes: Uint8Array): Promise<{ id: string }> {
    const { data } = await call<{ file: { id: string } }>(`${this.url}/console/api/tickets/${id}/file`, {
      bytes,
      headers: {
        cookie: this.#cookie,
        'x-frontdesk-console': '1',
        'content-type': 'application/x-frontdesk-file',
        'x-file-name': encodeURIComponent(name),
      },
    });
    return data.file;
  }

  askProof(id: string): Promise<unknown> {
    return this.post(`tickets/${id}/ask-proof`);
  }

  note(conversationId: string, text: string): Promise<unknown> {
    return this.post(`conversations/${conversationId}/notes`, { text });
  }

  /** Back into the queue, for whoever is next. */
  async handOn(id: string): Promise<unknown> {
    const { user } = await this.get<{ user: { id: string } }>('api/session');
    return this.post(`tickets/${id}/transfer`, { from: user.id, to: null });
  }

  async template(id: string, template: { name: string; language: string; variables: string[] }): Promise<Draft> {
    return (await this.post<{ draft: Draft }>(`tickets/${id}/template`, template)).draft;
  }

  handBack(id: string): Promise<unknown> {
    return this.post(`tickets/${id}/hand-back`);
  }

  resolve(id: string): Promise<unknown> {
    return this.post(`tickets/${id}/resolve`);
  }

  /** Until it is done: what the customer wrote meanwhile keeps the case here, and is read before the button is pressed again. */
  async letGo(id: string, how: 'handBack' | 'resolve'): Promise<void> {
    await until('the case to be let go', async () => {
      const { state } = await this.ticket(id);
      if (state === 'held') await this[how](id);
      return ['back', 'resolved'].includes(state);
    });
  }

  bot(on: boolean): Promise<unknown> {
    return this.post('switches', { switch: 'bot', scope: '*', on, reason: on ? '' : 'a drill' });
  }
}
