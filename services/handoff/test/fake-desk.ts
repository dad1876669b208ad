import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Kept {
  readonly [member: string]: unknown;
  readonly comments: string[];
}

/** A help desk as `libs/helpdesk` calls one: a case is one ticket there, a comment is added once. */
export class FakeDesk {
  /** 503 to all while it is */
  isAway = false;
  /** takes what it is told and does not say so */
  isSilent = false;
  readonly tickets = new Map<string, Kept>();
  readonly calls: string[] = [];
  readonly tokens = new Set<string>();
  url = '';
  readonly #seen = new Set<string>();
  #server!: Server;

  static async start(): Promise<FakeDesk> {
    const desk = new FakeDesk();
    desk.#server = createServer(async (request, response) => {
      const body = (await json(request)) as Record<string, unknown>;
      desk.calls.push(`${request.method} ${request.url}`);
      desk.tokens.add(request.headers.authorization ?? '');
      if (desk.isAway) return void response.writeHead(503).end();
      const key = desk.#take(`${request.method}`, request.url ?? '', String(request.headers['idempotency-key'] ?? ''), body);
      response.writeHead(desk.isSilent ? 503 : key ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ key }));
    });
    await new Promise<void>((resolve) => {
      desk.#server.listen(0, '127.0.0.1', resolve);
    });
    desk.url = `http://127.0.0.1:${(desk.#server.address() as AddressInfo).port}/api`;
    return desk;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(method: string, url: string, id: string, body: Record<string, unknown>): string | undefined {
    const [, , , key = `desk-${id}`, what] = url.split('/');
    const before = this.tickets.get(key) ?? { comments: [] };
    if (what === 'comments') {
      if (!this.#seen.has(id)) before.comments.push(String(body['text']));
      this.#seen.add(id);
    } else if (what === 'close') this.tickets.set(key, { ...before, status: 'closed' });
    else if (method === 'PATCH' || !this.tickets.has(key)) this.tickets.set(key, { ...before, ...body });
    return key;
  }
}
