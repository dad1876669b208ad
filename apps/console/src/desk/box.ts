import type { Client } from '../api/client.ts';
import type { OutFile } from '../api/files.ts';

const keepAfterMs = 500;

export interface Unsent {
  readonly text: string;
  readonly file?: OutFile | undefined;
  /** the picture itself, while it is known here */
  readonly preview?: string | undefined;
  /** the draft that came back and that this text replaces */
  readonly replaces?: string;
  readonly holding: boolean;
}

const empty: Unsent = { text: '', holding: false };

/** What stands in the box of one case, whichever case is looked at. The server keeps the text while it is typed, so that it survives a reload. */
export class Box {
  #unsent: Unsent;
  #unkept: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly client: Client,
    private readonly ticketId: string,
    text: string,
    file?: OutFile,
  ) {
    this.#unsent = { ...empty, text, file };
  }

  readonly unsent = (): Unsent => this.#unsent;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(change: Partial<Unsent>): void {
    this.#settle({ ...this.#unsent, ...change });
    if (change.text === undefined) return;
    this.#unkept = change.text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.keep, keepAfterMs);
  }

  /** Takes the file out. */
  async detach(): Promise<void> {
    await this.client.post(`tickets/${this.ticketId}/detach`);
    this.change({ file: undefined, preview: undefined });
  }

  /** It is sent, and the box is empty, unless something else stands there by now. */
  sent(what: Unsent): void {
    const { text, file } = this.#unsent;
    if (file !== what.file) return;
    if (text !== what.text) return this.change({ file: undefined, preview: undefined });
    this.#settle(empty);
    this.#unkept = '';
    this.keep();
  }

  /** Has the server keep what it has not got yet. */
  readonly keep = (): void => {
    clearTimeout(this.#timer);
    const text = this.#unkept;
    this.#unkept = undefined;
    if (text !== undefined) this.client.post(`tickets/${this.ticketId}/draft`, { text }).catch(() => undefined);
  };

  #settle(unsent: Unsent): void {
    this.#unsent = unsent;
    for (const listener of this.#listeners) listener();
  }
}
