import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StoreCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
}
interface Keys {
  readonly id: string;
  readonly secret: string;
  readonly region: string;
}

const hex = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Amazon's Signature Version 4 as its reference spells it out, written anew so that it doesn't agree with the client by being the client. */
function isSigned({ method = '', headers }: IncomingMessage, url: URL, body: Buffer, { id, secret, region }: Keys): boolean {
  const [, keyId, date, scope, service, names, given] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (keyId !== id || scope !== region || service !== 's3' || names === undefined || given === undefined || date === undefined)
    return false;
  const payload = String(headers['x-amz-content-sha256']);
  if (payload !== hex(body)) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const signed = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`)
    .join('');
  const request = [method, url.pathname, query, signed, names, payload].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), `${date}/${region}/s3/aws4_request`, hex(request)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), 's3'), 'aws4_request');
  return timingSafeEqual(hmac(key, toSign), Buffer.from(given, 'hex'));
}

/** As much of an S3-compatible store as files need, over HTTP; a request without the right signature is refused. */
export class ObjectStore {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, Map<number, Buffer>>();
  readonly calls: StoreCall[] = [];
  readonly keys: Keys = { id: 'KEY-ID', secret: 'the-secret-of-the-store', region: 'eu-central-1' };
  #server: Server | undefined;

  async start(): Promise<string> {
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.answer(request, response, Buffer.concat(chunks)));
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const say = (status: number, content: string | Buffer = '', headers: Record<string, string> = {}): void => {
      this.calls.push({ method: request.method ?? '', path: url.pathname, query: url.searchParams, status });
      response.writeHead(status, headers).end(content);
    };
    const refuse = (status: number, code: string): void =>
      say(status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`, { 'content-type': 'application/xml' });
    if (!isSigned(request, url, body, this.keys)) return refuse(403, 'SignatureDoesNotMatch');
    const uploadId = url.searchParams.get('uploadId');
    if (uploadId !== null || url.searchParams.has('uploads')) return this.inParts(request.method ?? '', url, uploadId, body, say);
    if (request.method === 'PUT') {
      this.objects.set(url.pathname, body);
      return say(200, '', { etag: `"${hex(body)}"` });
    }
    if (request.method === 'DELETE') {
      this.objects.delete(url.pathname);
      return say(204);
    }
    const found = this.objects.get(url.pathname);
    return found ? say(200, found) : refuse(404, 'NoSuchKey');
  }

  private inParts(
    method: string,
    { pathname, searchParams }: URL,
    uploadId: string | null,
    body: Buffer,
    say: (status: number, content?: string, headers?: Record<string, string>) => void,
  ): void {
    if (uploadId === null) {
      const id = `upload-${this.uploads.size + this.calls.length}`;
      this.uploads.set(id, new Map());
      return say(200, `<?xml version="1.0"?><InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    const parts = this.uploads.get(uploadId);
    if (!parts) return say(404, '<Error><Code>NoSuchUpload</Code></Error>');
    if (method === 'PUT') {
      parts.set(Number(searchParams.get('partNumber')), body);
      return say(200, '', { etag: `"${hex(body)}"` });
    }
    this.uploads.delete(uploadId);
    if (method === 'DELETE') return say(204);
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));
    this.objects.set(pathname, Buffer.concat(numbers.map((number) => parts.get(number) ?? Buffer.alloc(0))));
    say(200, '<?xml version="1.0"?><CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>');
  }
}
