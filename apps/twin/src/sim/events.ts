export interface TwinEvent {
  type: 'entry' | 'typing' | 'customer' | 'clock' | 'faults' | 'call' | 'webhook' | 'notify' | 'reset';
  [key: string]: unknown;
}

type Listener = (event: TwinEvent) => void;

export class Events {
  private readonly listeners = new Set<Listener>();

  emit(event: TwinEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the condition holds, looked at after each event, or when the time is up. */
  until(condition: () => boolean, timeoutMs: number): Promise<void> {
    if (condition() || timeoutMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      timer.unref();
      const stop = this.listen((event) => {
        if (event.type === 'reset' || condition()) done();
      });
    });
  }
}
