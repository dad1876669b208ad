const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Whether somebody uses the page: who has just opened it does, from then on keyboard and pointer tell. */
export class Activity {
  #used = true;
  readonly #use = (): void => {
    this.#used = true;
  };

  constructor(private readonly page: EventTarget) {}

  /** Watches until the returned function is called. */
  watch(): () => void {
    for (const sign of signs) this.page.addEventListener(sign, this.#use, { capture: true, passive: true });
    return () => signs.forEach((sign) => this.page.removeEventListener(sign, this.#use, { capture: true }));
  }

  /** Tells it once; what could not be told is told the next time. */
  async tell(told: (used: boolean) => Promise<unknown>): Promise<void> {
    const used = this.#used;
    this.#used = false;
    await told(used).catch((error: unknown) => {
      this.#used ||= used;
      throw error;
    });
  }
}
