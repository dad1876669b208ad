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

/** Nobody answered to a command that may be asked again as often as one likes. */
export class MaybeSent extends NetworkAway {}

const attempts = 4;

/** Calls docs/console-api.md, and tells who listens whether somebody answered, and when the session has ended. */
export class Client {
  onNetwork: (away: boolean) => void = () => undefined;
  onSignedOut: () => void = () => undefined;
  /** the system's clock minus this machine's, ms */
  skew = 0;
  /** by call, what was asked and nobody answered yet */
  readonly #unanswered = new Map<string, { readonly asked: string; readonly id: string }>();

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

  /** A file as it is; no form of another page could send it like this. */
  async upload<T>(path: string, file: File): Promise<T> {
    return this.#call<T>(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-frontdesk-file',
        'x-frontdesk-console': '1',
        'x-file-name': encodeURIComponent(file.name.toWellFormed()),
      },
      body: file,
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

  /**
   * A command to a customer: asked the same again because nobody answered, it is the same command, however much later.
   * @throws MaybeSent when nobody answered
   */
  async once<T>(path: string, body: object): Promise<{ answer: T; again: boolean }> {
    const asked = JSON.stringify(body);
    const before = this.#unanswered.get(path);
    const again = before?.asked === asked;
    const id = again ? before.id : crypto.randomUUID();
    this.#unanswered.set(path, { asked, id });
    const answered = (): void => {
      if (this.#unanswered.get(path)?.id === id) this.#unanswered.delete(path);
    };
    try {
      const answer = await this.command<T>(path, { command_id: id, ...body });
      answered();
      return { answer, again };
    } catch (error) {
      if (error instanceof NetworkAway) throw new MaybeSent(path);
      // who has to sign in first has not been told what became of it
      if (error instanceof ApiError && error.status < 500 && error.code !== 'SIGNED_OUT') answered();
      throw error;
    }
  }

  async #call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(`/console/api/${path}`, { credentials: 'same-origin', ...init }).catch(() => undefined);
    const read = (await response?.json().catch(() => undefined)) as Record<string, unknown> | undefined;
    const body = read ?? {};
    const code = typeof body['code'] === 'string' ? body['code'] : undefined;
    // a failure of the server's own has a code; without one it is what stands before it, or a call that broke half way
    const away = !response || (response.ok ? !read : response.status >= 500 && code === undefined);
    this.onNetwork(away);
    if (away) throw new NetworkAway(path);
    if (!response.ok) {
      if (response.status === 401 && code === 'SIGNED_OUT') this.onSignedOut();
      throw new ApiError(response.status, code ?? 'UNKNOWN', body);
    }
    if (typeof body['now'] === 'number') this.skew = body['now'] - Date.now();
    return body as T;
  }
}
