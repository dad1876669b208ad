import { createRequire } from 'node:module';

interface RequestQueue {
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly pending: readonly unknown[];
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const PENDING_MS = 10;

/**
 * kafkajs 2.2.4 asks for timers at negative times when it isn't throttled, of which Node 24 warns (TimeoutNegativeWarning). The same schedule
 * without them; see `scheduleCheckPendingRequests` in its network/requestQueue.
 */
export function neverScheduleInThePast(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.throttleCheckTimeoutId) return;
    const throttledMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : this.pending.length > 0 ? PENDING_MS : 1,
    );
  };
}
