import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GraphCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
  /** of what is no JSON */
  readonly bytes: Buffer;
}
export type Answer = (response: ServerResponse, call: GraphCall) => void;

let made = 0;
export const accept: Answer = (response) => {
  made += 1;
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ messaging_product: 'whatsapp', contacts: [], messages: [{ id: `wamid.test${made}` }] }));
};
export const reject =
  (status: number, code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ error: { message: `(#${code}) no`, type: 'OAuthException', code } }));
const read: Answer = (response) => void response.writeHead(200).end('{"success":true}');
/** Takes the request and cuts the connection: did it arrive? */
export const cut: Answer = (response) => void response.socket?.destroy();

/** A Graph API that writes down what it is asked, and answers what the test says. */
export class GraphRecorder {
  readonly calls: GraphCall[] = [];
  readonly next: Answer[] = [];
  /** to receipts, which are taken else */
  readonly nextReads: Answer[] = [];
  readonly #to = new Map<string, Answer[]>();
  /** what customers sent as files, by path from `/v25.0/` on or else; and what was asked of them */
  readonly files = new Map<string, Answer>();
  readonly fileCalls: GraphCall[] = [];
  templates: object[] = [];
  /** instead of the templates */
  readonly catalogueNext: Answer[] = [];
  catalogueCalls = 0;
  /** by id, as Meta describes them; others are like most */
  readonly numbers = new Map<string, object>();
  #server: Server | undefined;

  async start(port: number | string = 0): Promise<string> {
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const isForm = request.headers['content-type']?.startsWith('multipart/') === true;
        const text = isForm ? '' : bytes.toString('utf8');
        const call = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          bytes,
        };
        if (call.path.includes('message_templates')) {
          this.catalogueCalls += 1;
          const answer = this.catalogueNext.shift();
          return answer
            ? answer(response, call)
            : response.writeHead(200).end(JSON.stringify({ data: this.templates, paging: { cursors: {} } }));
        }
        const number = call.method === 'GET' ? /^\/[^/]+\/(\d+)\?fields=/.exec(call.path)?.[1] : undefined;
        if (number !== undefined)
          return response
            .writeHead(200)
            .end(JSON.stringify({ id: number, quality_rating: 'GREEN', throughput: { level: 'STANDARD' }, ...this.numbers.get(number) }));
        const file = this.files.get(call.path.split('?', 1)[0] as string);
        if (file) {
          this.fileCalls.push(call);
          return file(response, call);
        }
        this.calls.push(call);
        if (call.body['status'] === 'read') return (this.nextReads.shift() ?? read)(response, call);
        (this.#to.get(String(call.body['to']))?.shift() ?? this.next.shift() ?? accept)(response, call);
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(Number(port), '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next answers to what is sent to a phone: a send to somebody else that is tried again meanwhile takes none of them. */
  to(phone: string): Answer[] {
    const answers = this.#to.get(`+${phone}`) ?? [];
    this.#to.set(`+${phone}`, answers);
    return answers;
  }

  /** What was sent to a phone, oldest first: its text, undefined for what has none. */
  sentTo(phone: string): (string | undefined)[] {
    return this.calls
      .filter(({ body }) => body['to'] === `+${phone}` && body['type'] !== undefined)
      .map(({ body }) => (body['text'] as { body: string } | undefined)?.body);
  }

  /** What customers were sent, in order. */
  get texts(): string[] {
    return this.calls.flatMap(({ body }) => (body['type'] === 'text' ? [(body['text'] as { body: string }).body] : []));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}
