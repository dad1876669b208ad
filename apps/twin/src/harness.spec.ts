// oxlint-disable typescript/no-explicit-any -- what comes over HTTP is judged by the expectations, not by its type
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTwin, twinDefaults } from './index.ts';
import type { Twin, TwinOptions } from './index.ts';

export type Json = Record<string, any>;

export interface Received {
  raw: string;
  headers: IncomingHttpHeaders;
  body: Json;
}

/** A receiver of webhooks that records them, and answers what the test wants. */
export class Receiver {
  readonly received: Received[] = [];
  /** A status; 0 cuts the connection; a promise keeps the twin waiting. */
  answer: (received: Received, index: number) => number | Promise<number> = () => 200;
  private server: Server | undefined;
  private waiting: (() => void)[] = [];

  async start(port = 0): Promise<string> {
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      if (request.method === 'GET') {
        const good = url.searchParams.get('hub.verify_token') === twinDefaults.verifyToken;
        response.writeHead(good ? 200 : 403).end(good ? url.searchParams.get('hub.challenge') : '');
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const received = { raw, headers: request.headers, body: parse(raw) };
        this.received.push(received);
        void Promise.resolve(this.answer(received, this.received.length - 1)).then((status) =>
          status === 0 ? request.socket.destroy() : response.writeHead(status).end(),
        );
        for (const wake of this.waiting.splice(0)) wake();
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  get values(): Json[] {
    return this.received.flatMap(({ body }) =>
      (body.entry as Json[]).flatMap((entry) => (entry.changes as Json[]).map((change) => change.value as Json)),
    );
  }

  get messages(): Json[] {
    return this.values.flatMap((value) => value.messages ?? []);
  }

  statuses(wamid?: string): Json[] {
    return this.values.flatMap((value) => value.statuses ?? []).filter((status) => wamid === undefined || status.id === wamid);
  }
}

function parse(raw: string): Json {
  try {
    return JSON.parse(raw) as Json;
  } catch {
    return {};
  }
}

export interface World {
  twin: Twin;
  url: string;
  hook: Receiver;
  hookUrl: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any; headers: Headers }>;
  graph(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any; headers: Headers }>;
  send(body: Json, headers?: Record<string, string>): Promise<{ status: number; body: any; wamid: string }>;
  write(phone: string, body: Json): Promise<string>;
  text(to: string, body: string, more?: Json): Promise<{ status: number; body: any; wamid: string }>;
  close(): Promise<void>;
}

export const PACE = { sent: 1, delivered: 2, read: 3 };

export async function startWorld(options: TwinOptions = {}): Promise<World> {
  const hook = new Receiver();
  const hookUrl = await hook.start();
  const twin = await createTwin({ pace: PACE, webhook: { url: hookUrl }, ...options });
  const { url } = await twin.listen(0, '127.0.0.1');
  const call: World['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  };
  const graph: World['graph'] = (method, path, body, headers = {}) =>
    call(method, `/v25.0${path}`, body, { authorization: `Bearer ${twinDefaults.accessToken}`, ...headers });
  const send: World['send'] = async (body, headers) => {
    const answer = await graph('POST', `/${twinDefaults.phoneNumberId}/messages`, { messaging_product: 'whatsapp', ...body }, headers);
    return { ...answer, wamid: answer.body.messages?.[0]?.id };
  };
  return {
    twin,
    url,
    hook,
    hookUrl,
    call,
    graph,
    send,
    text: (to, body, more = {}) => send({ to, type: 'text', text: { body }, ...more }),
    write: async (phone, body) => (await call('POST', `/_sim/customers/${phone}/messages`, body)).body.wamid,
    close: async () => {
      await twin.close();
      await hook.stop();
    },
  };
}
