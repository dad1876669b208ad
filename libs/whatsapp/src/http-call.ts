import * as http from 'node:http';
import * as https from 'node:https';
import { pipeline, Readable } from 'node:stream';

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** in pieces: with its `content-length` among the headers */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly timeoutMs: number;
  /** reading of `performance.now()`: the request is written before, or not at all */
  readonly writeBy?: number;
}

export type HttpResult =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string }
  | { readonly kind: 'not_written'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const maxAnswer = 8 * 1024 * 1024;
const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };

/** @returns the request with nothing written, or why there is none: what can't stand in a header, or is no address to ask */
function begun({ method, headers, url }: HttpCall, secure: boolean): http.ClientRequest | HttpResult {
  try {
    return (secure ? https : http).request(url, { method, headers, agent: secure ? agents['https:'] : agents['http:'] });
  } catch (error) {
    return { kind: 'not_written', reason: (error as NodeJS.ErrnoException).code ?? 'not_a_request' };
  }
}

/**
 * One request whose fate is told exactly: `fetch` cannot say whether anything was written. Nothing is written before the connection stands, and
 * the deadline is read again at that moment. A redirect is an answer like any other and is not followed.
 */
export function httpCall(call: HttpCall): Promise<HttpResult> {
  return new Promise((resolve) => {
    const { url } = call;
    const secure = url.protocol === 'https:';
    let written = false;
    const request = begun(call, secure);
    if (!(request instanceof http.ClientRequest)) return resolve(request);
    const timer = setTimeout(() => end({ kind: written ? 'unknown' : 'not_written', reason: 'timeout' }), call.timeoutMs);
    const end = (result: HttpResult): void => {
      clearTimeout(timer);
      resolve(result);
      // an answer may come before all was written
      if (result.kind !== 'answered' || !request.writableFinished) request.destroy();
    };
    const write = (): void => {
      if (call.writeBy !== undefined && performance.now() >= call.writeBy) return end({ kind: 'not_written', reason: 'write_deadline' });
      written = true;
      if (call.body === undefined || typeof call.body === 'string' || call.body instanceof Uint8Array) request.end(call.body);
      else pipeline(Readable.from(call.body, { objectMode: false }), request, () => undefined);
    };
    request.on('error', (error: NodeJS.ErrnoException) =>
      end({ kind: written ? 'unknown' : 'not_written', reason: error.code ?? error.name }),
    );
    request.on('socket', (socket) => {
      if (!socket.connecting) write();
      else socket.once(secure ? 'secureConnect' : 'connect', write);
    });
    request.on('response', (response) => {
      if (Number(response.headers['content-length'] ?? 0) > maxAnswer) return end({ kind: 'unknown', reason: 'answer_too_large' });
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxAnswer) end({ kind: 'unknown', reason: 'answer_too_large' });
        else chunks.push(chunk);
      });
      response.on('error', () => end({ kind: 'unknown', reason: 'answer_cut' }));
      response.on('close', () => {
        if (!response.complete) return end({ kind: 'unknown', reason: 'answer_cut' });
        end({
          kind: 'answered',
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
  });
}
