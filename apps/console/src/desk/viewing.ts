interface Shown {
  readonly line: string;
  readonly conversation_id: string | null;
}

/** Tells the server which conversation this page shows: one word at a time, the last one last, and anew with each line. */
export class Viewing {
  #line: string | undefined;
  #shown: string | null = null;
  #told = '';
  #telling = false;

  constructor(private readonly tell: (shown: Shown) => Promise<void>) {}

  /** The server calls the line so that is open now: it knows of nothing yet that is shown. */
  on(line: string): void {
    this.#line = line;
    this.#told = `${line} null`;
    void this.say();
  }

  /** @returns shows it no longer */
  show(conversationId: string): () => void {
    this.#shown = conversationId;
    void this.say();
    return () => {
      if (this.#shown === conversationId) this.#shown = null;
      void this.say();
    };
  }

  /** What could not be told before is told now. */
  async say(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    // whoever goes from one conversation to the next leaves the one first
    await Promise.resolve();
    for (let isHeard = true; isHeard && this.#line !== undefined && this.#asked !== this.#told;) {
      const asked = this.#asked;
      isHeard = await this.tell({ line: this.#line, conversation_id: this.#shown }).then(
        () => true,
        () => false,
      );
      if (isHeard) this.#told = asked;
    }
    this.#telling = false;
  }

  get #asked(): string {
    return `${this.#line} ${this.#shown}`;
  }
}
