/** Wakes one waiter. Raised while nobody waits, the next wait returns at once. */
export class Signal {
  private raised = false;
  private wake: (() => void) | undefined;

  raise(): void {
    this.raised = true;
    this.wake?.();
  }

  /** Waits until raised, at most `ms`. */
  async wait(ms: number): Promise<void> {
    if (!this.raised && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.raised = false;
  }
}
