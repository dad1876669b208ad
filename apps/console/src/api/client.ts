/** What the server refused; `body` holds what belongs to the code, e.g. who was quicker. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly body: Record<string, unknown>,
  ) {
    super(`${status} ${code}`);
  }
}

/** Nobody answered. */
export class NetworkAway extends Error {}

const attempts = 4;

/** Calls docs/console-api.md, and tells who listens whether somebody answered, and when the session has ended. */
export class Client {
  onNetwork: (away: boolean) => void = () => undefined;
  onSignedOut: () => void = () => undefined;
  /** the system's clock minus this machine's, ms */
  skew = 0;

  now(): number {
    return Date.now() + this.skew;
  }

  async get<T>(path: string): Promise<T> {
    return this.#call<T>(path, { headers: { accept: 'application/json' } });
  }

  async post<T>(path: string, body: object = {}): Promise<T> {
    return this.#call<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-frontdesk-console': '1' },
      body: JSON.stringify(body),
    });
  }

  /** A post with an effect: repeated with the same id while nobody answers, so that it has the effect once. */
  async command<T>(path: string, body: object = {}): Promise<T> {
    const identified = { command_id: crypto.randomUUID(), ...body };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.post<T>(path, identified);
      } catch (error) {
        if (!(error instanceof NetworkAway) || attempt === attempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
      }
    }
  }

  async #call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(`/console/api/${path}`, { credentials: 'same-origin', ...init }).catch(() => undefined);
    const behindIsAway = response && [503, 504].includes(response.status);
    this.onNetwork(!response || behindIsAway === true);
    if (!response || behindIsAway) throw new NetworkAway(path);
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (!response.ok) {
      const code = typeof body['code'] === 'string' ? body['code'] : 'UNKNOWN';
      if (response.status === 401 && code === 'SIGNED_OUT') this.onSignedOut();
      throw new ApiError(response.status, code, body);
    }
    if (typeof body['now'] === 'number') this.skew = body['now'] - Date.now();
    return body as T;
  }
}
