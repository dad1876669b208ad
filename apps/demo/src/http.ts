export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    what: string,
  ) {
    super(`${what}: ${status} ${JSON.stringify(body)}`);
  }
}

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  /** instead of a body in JSON, as they are */
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** JSON over HTTP, or bytes for an answer in JSON. @throws HttpError for anything but 2xx */
export async function call<T>(url: string, { method, body, bytes, headers = {} }: Call = {}): Promise<{ data: T; headers: Headers }> {
  const verb = method ?? (body === undefined && !bytes ? 'GET' : 'POST');
  const response = await fetch(url, {
    method: verb,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(bytes ? { body: Buffer.from(bytes) } : body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const data: unknown = text === '' ? undefined : parse(text);
  if (!response.ok) throw new HttpError(response.status, data, `${verb} ${new URL(url).pathname}`);
  return { data: data as T, headers: response.headers };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
