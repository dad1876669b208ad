import { call } from './http.ts';

interface Mail {
  readonly id: string;
  readonly channel: string;
  readonly body: { readonly to?: string; readonly text?: string };
}

/** The mails of one address, at the twin. */
export class Mailbox {
  private readonly seen = new Set<string>();

  constructor(
    private readonly twinUrl: string,
    private readonly systemUrl: string,
    private readonly address: string,
  ) {}

  /** @returns what the page of the newest link that was not looked at yet shows once its button is pressed; undefined: no mail, or its link is over */
  async code(): Promise<string | undefined> {
    const { data } = await call<Mail[]>(`${this.twinUrl}/notify/outbox?channel=email`);
    const fresh = data.filter(({ id, body }) => body.to === this.address && !this.seen.has(id));
    const path = /\/confirm\/\S+/.exec(fresh.at(-1)?.body.text ?? '')?.[0];
    if (!path) return undefined;
    const page = await fetch(new URL(path, this.systemUrl), { method: 'POST' });
    if (page.status >= 500) return undefined;
    for (const { id } of fresh) this.seen.add(id);
    return /class="code">([^<]+)</.exec(await page.text())?.[1];
  }
}
