import * as http from 'node:http';
import * as https from 'node:https';
import { readAnswer, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';

export type DownloadFailure = 'too_large' | 'cut' | 'too_slow';

/** What ended a download after it had begun. */
export class DownloadError extends Error {
  readonly retriable: boolean;
  constructor(readonly code: DownloadFailure) {
    super(`download: ${code}`);
    this.retriable = code !== 'too_large';
  }
}

/** To be read to its end or left with `return`, which a `for await` does by itself. */
export interface Download {
  readonly source: AsyncIterable<Uint8Array>;
}

export interface DownloadOptions {
  /** the address, if it may be asked */
  readonly allowed: (address: string) => URL | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** from the connection to the last byte */
  readonly timeoutMs: number;
}

const maxRedirects = 3;
const maxRefusal = 64 * 1024;
const redirects = [301, 302, 303, 307, 308];

/** A file by GET, in flat memory. A redirect is followed to an allowed address and nowhere else. */
export async function download(address: string, options: DownloadOptions): Promise<Outcome<Download>> {
  const deadline = performance.now() + options.timeoutMs;
  let next = address;
  for (let step = 0; step <= maxRedirects; step += 1) {
    const url = options.allowed(next);
    if (!url) return refused([{ field: 'url', limit: "must lie on a host of Meta's media, over https" }]);
    const answer = await begin(url, options, deadline);
    if ('kind' in answer) return answer;
    const { response, stop } = answer;
    const status = response.statusCode ?? 0;
    if (redirects.includes(status) && response.headers.location !== undefined) {
      stop();
      if (!URL.canParse(response.headers.location, url)) return { kind: 'unknown', reason: 'answer_not_understood' };
      next = new URL(response.headers.location, url).href;
      continue;
    }
    if (status >= 200 && status < 300) {
      if (Number(response.headers['content-length'] ?? 0) <= options.maxBytes)
        return { kind: 'accepted', source: limited(response, options.maxBytes, stop) };
      stop();
      return { kind: 'unknown', reason: 'answer_too_large' };
    }
    return readAnswer(
      { kind: 'answered', status, headers: response.headers, body: await refusal(response, stop) },
      (): Download | undefined => undefined,
    );
  }
  return { kind: 'unknown', reason: 'too_many_redirects' };
}

interface Begun {
  readonly response: http.IncomingMessage;
  readonly stop: () => void;
}

function begin(url: URL, { headers }: DownloadOptions, deadline: number): Promise<Begun | { kind: 'unknown'; reason: string }> {
  return new Promise((resolve) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, { headers });
    let answered: http.IncomingMessage | undefined;
    const timer = setTimeout(() => (answered ?? request).destroy(new DownloadError('too_slow')), Math.max(0, deadline - performance.now()));
    const stop = (): void => {
      clearTimeout(timer);
      request.destroy();
    };
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ kind: 'unknown', reason: error instanceof DownloadError ? 'timeout' : (error.code ?? error.name) });
    });
    request.on('response', (response) => {
      answered = response;
      resolve({ response, stop });
    });
  });
}

async function* limited(response: http.IncomingMessage, maxBytes: number, stop: () => void): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new DownloadError('too_large');
      yield chunk;
    }
    if (!response.complete) throw new DownloadError('cut');
  } catch (error) {
    throw error instanceof DownloadError ? error : new DownloadError('cut');
  } finally {
    stop();
  }
}

async function refusal(response: http.IncomingMessage, stop: () => void): Promise<string> {
  const said: Uint8Array[] = [];
  try {
    for await (const chunk of limited(response, maxRefusal, stop)) said.push(chunk);
  } catch {
    // the status says enough
  }
  return Buffer.concat(said).toString('utf8');
}
